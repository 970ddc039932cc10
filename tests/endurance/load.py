"""Fifty commands a second while 100,000 posts are imported, and how long each waits: ``make load``.

``python -m tests.endurance.load --posts N --rate N`` has as many people as commands come in two seconds write to the
bot in private chats, from the moment the file lies in the inbox until it is in ``done``. Measured is the time from the
moment Telegram has a command to the moment Telegram has its answer. The last line is
``commands 6000, answered 6000, p50 0.10 s, p95 0.30 s, longest 0.90 s``; exit code 0 only where all were answered.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from tests.endurance.posts import question, talk
from tests.endurance.world import World, ended, until, world

_WARM = 200
_LINES = ("/ta {}", "/vis {}", "/liste", "/ferdig {}", "/vis {}", "/status")


def main() -> int:
    """Read the arguments, run and report."""
    arguments = argparse.ArgumentParser(prog="python -m tests.endurance.load", description=__doc__)
    arguments.add_argument("--posts", type=int, default=100_000)
    arguments.add_argument("--rate", type=int, default=50)
    arguments.add_argument("--most-seconds", type=int, default=1800)
    chosen = arguments.parse_args()
    users = range(1001, 1001 + 2 * chosen.rate)
    with world(users) as made:
        process = made.start()
        until(lambda: any(call["method"] == "getUpdates" for call in made.emulator.calls), "a start")
        asked = _asked(made, chosen.posts, users, chosen.rate, chosen.most_seconds)
        answered = _waited_for(made, set(asked))
        ended(process)
        trouble = [line for line in made.log.read_text(encoding="utf-8").splitlines() if " INFO " not in line]
    print("\n".join(trouble[:20]))
    return _told(asked, answered)


def _asked(made: World, posts: int, users: Sequence[int], rate: int, most: float) -> dict[int, float]:
    """Bring the file, and ask until it has been imported; return the time of each command by its message."""
    chance, when = random.Random(1), datetime.now(UTC) - timedelta(hours=1)  # noqa: S311 - the same posts each time
    made.drop("warm.jsonl", [question(chance, f"w{place}", when) for place in range(_WARM)])
    until((made.folder / "inbox" / "done" / "warm.jsonl").exists, "a first import")
    rows = [(question if place % 500 == 0 else talk)(chance, f"p{place}", when) for place in range(posts)]
    made.drop("all.jsonl", rows)
    asked: dict[int, float] = {}
    start = time.monotonic()
    done = made.folder / "inbox" / "done" / "all.jsonl"
    while not done.exists() and time.monotonic() - start < most:
        place = len(asked)
        time.sleep(max(0.0, start + place / rate - time.monotonic()))
        now = time.time()
        asked[
            made.say(users[place % len(users)], _LINES[place % len(_LINES)].format(1 + place // len(_LINES) % _WARM))
        ] = now
    lasted = time.monotonic() - start
    print(f"{posts} posts in {lasted:.0f} s, {posts / lasted:.0f} a second; imported: {done.exists()}", flush=True)
    return asked


def _waited_for(made: World, asked: set[int]) -> dict[int, float]:
    """Wait until all are answered, or nothing has come for a while; return the time of each answer by its question."""
    end = time.monotonic() + 120
    while not asked <= (answered := _answered(made)).keys() and time.monotonic() < end:
        time.sleep(1)
    return answered


def _answered(made: World) -> dict[int, float]:
    found: dict[int, float] = {}
    for call in made.sent():
        asked = call["params"].get("reply_parameters")
        if asked:
            message = int((json.loads(asked) if isinstance(asked, str) else asked)["message_id"])
            found.setdefault(message, call["at"])
    return found


def _told(asked: dict[int, float], answered: dict[int, float]) -> int:
    waits = sorted(answered[one] - at for one, at in asked.items() if one in answered)
    p95 = statistics.quantiles(waits, n=20)[-1] if len(waits) > 1 else float("inf")
    figures = f"p50 {statistics.median(waits):.2f} s, p95 {p95:.2f} s, longest {waits[-1]:.2f} s"
    print(f"commands {len(asked)}, answered {len(waits)}, {figures}")
    return 0 if len(waits) == len(asked) else 1


if __name__ == "__main__":
    sys.exit(main())
