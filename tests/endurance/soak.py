"""A month of work in minutes, with an eye on memory and open files: ``make soak``.

``python -m tests.endurance.soak --days 30 --minutes 9`` lets the program's clock run so fast that the days go by in
these minutes. Each hour brings an export, in the inbox or in the chat, and some commands; each Monday its digest. The
last line is ``days 30, rss 320 -> 330 MB, files 21 -> 25, lost 0``: the first figures are those after a third of the
time, when a digest has been written and all is loaded. Exit code 0 only where nothing is lost, memory grew by less than
a tenth, and no file stays open but the fonts that matplotlib keeps for each thread that has drawn.
"""

from __future__ import annotations

import argparse
import contextlib
import json
import os
import random
import subprocess
import sys
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from tests.endurance.posts import question, talk
from tests.endurance.world import World, ended, family, until, world

_USERS = tuple(range(501, 521))
_DAY = 24 * 3600
_MOST_GROWTH = 1.1
_SPARE_FILES = 4 * 5  # fonts, for all threads of the pool but the first


@dataclass(frozen=True, slots=True)
class Reading:
    """What a process holds: resident memory in MB, and open files."""

    megabytes: float
    files: int


def main() -> int:
    """Read the arguments, run and report."""
    arguments = argparse.ArgumentParser(prog="python -m tests.endurance.soak", description=__doc__)
    arguments.add_argument("--days", type=int, default=30)
    arguments.add_argument("--minutes", type=float, default=9)
    chosen = arguments.parse_args()
    start, seconds = time.time(), chosen.minutes * 60
    with world(_USERS, settle=60) as made:
        process = made.start(speed=chosen.days * _DAY / seconds, **{"from": start}, tick=0.2)
        until(lambda: any(call["method"] == "getUpdates" for call in made.emulator.calls), "a start")
        first, commands = _month(made, process, start, chosen.days, seconds)
        lost_files = _left(made)
        last = reading(process)
        lost = [*_unanswered(made, commands), *lost_files]
        ended(process)
        digests = _digests(made)
    print(f"{len(commands)} commands, {len(made.sent())} messages, {digests} digests")
    print("\n".join(lost[:20]))
    grown = last.megabytes > first.megabytes * _MOST_GROWTH or last.files > first.files + _SPARE_FILES
    memory = f"rss {first.megabytes:.0f} -> {last.megabytes:.0f} MB, files {first.files} -> {last.files}"
    print(f"days {chosen.days}, {memory}, lost {len(lost)}")
    return 1 if lost or grown else 0


def reading(process: subprocess.Popen[bytes]) -> Reading:
    """Read how much memory and how many files the program's processes hold."""
    pages = files = 0
    for one in family(process):
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # one that has just ended
            pages += int(Path(f"/proc/{one}/statm").read_text(encoding="ascii").split()[1])
            files += len(os.listdir(f"/proc/{one}/fd"))  # noqa: PTH208 - numbers of files, no paths
    return Reading(pages * os.sysconf("SC_PAGE_SIZE") / 2**20, files)


def _month(
    made: World, process: subprocess.Popen[bytes], start: float, days: int, seconds: float
) -> tuple[Reading, list[int]]:
    """Let the days go by; return what the process held after a third of them, and the commands that were given."""
    chance, commands, first = random.Random(1), [], None  # noqa: S311 - the same month each time
    hours, every = days * 24, seconds / (days * 24)
    for hour in range(hours):
        now = datetime.fromtimestamp(start, UTC) + timedelta(hours=hour)
        _bring(made, chance, hour, now)
        commands += [made.say(chance.choice(_USERS), _line(chance, hour)) for _ in range(2)]
        if hour == hours // 3:
            first = reading(process)
            print(f"after {hour} hours: {first}", flush=True)
        if hour % (hours // 10) == 0:
            print(f"hour {hour}: {reading(process)}", flush=True)
        time.sleep(max(0.0, start + (hour + 1) * every - time.time()))
    assert first is not None
    until(lambda: not [*_unanswered(made, commands)], "the last answers", 120, pause=0.5)
    return first, commands


def _bring(made: World, chance: random.Random, hour: int, now: datetime) -> None:
    posts = [(question if place == 0 else talk)(chance, f"p{hour}-{place}", now) for place in range(20)]
    if hour % 5:
        made.drop(f"f{hour}.jsonl", posts)
    else:
        made.send_file(chance.choice(_USERS), f"f{hour}.jsonl", "\n".join(map(json.dumps, posts)).encode())


def _line(chance: random.Random, hour: int) -> str:
    number = chance.randrange(1, max(2, hour))
    return chance.choice(
        (f"/ta {number}", f"/ferdig {number}", f"/vis {number}", "/liste", "/status", f"/vent {number} 2d")
    )


def _unanswered(made: World, commands: list[int]) -> list[str]:
    asked = [call["params"].get("reply_parameters") for call in made.sent()]
    answered = {int((json.loads(one) if isinstance(one, str) else one)["message_id"]) for one in asked if one}
    return [f"command of message {one} was not answered" for one in commands if one not in answered]


def _left(made: World) -> list[str]:
    inbox = made.folder / "inbox"
    with contextlib.suppress(TimeoutError):
        until(lambda: not [*inbox.glob("*.jsonl")], "the last file", 120)
    left = [f"file {path.name} was not taken" for path in inbox.glob("*.jsonl")]
    failed = [path.name for path in (inbox / "failed").glob("*")] if (inbox / "failed").exists() else []
    return left + [f"file {name} was not read" for name in failed]


def _digests(made: World) -> int:
    with made.watched() as connection:
        (count,) = connection.execute("SELECT count(DISTINCT key) FROM message WHERE sort = 'digest'").fetchone()
    return int(count)


if __name__ == "__main__":
    sys.exit(main())
