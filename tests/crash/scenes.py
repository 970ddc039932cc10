"""What the program is doing when it is killed: one function a moment, each ends with the kill."""

from __future__ import annotations

import contextlib
import json
import os
import random
import signal
import subprocess
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from tests.endurance.posts import question, talk
from tests.endurance.world import World, family, is_running, until, worker_of

USERS = (501, 502, 503, 504, 505, 506, 507, 508)
_BOTH, _WORKER_FIRST = 0.5, 0.3
_WEEK = 7 * 24 * 3600


@dataclass(slots=True)
class Run:
    """What was asked of the program so far, which is what must be there at the end."""

    world: World
    chance: random.Random
    process: subprocess.Popen[bytes]
    posts: list[dict[str, object]] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    chat_files: list[int] = field(default_factory=list)
    commands: list[tuple[int, int, str]] = field(default_factory=list)
    decided: dict[tuple[int, str], str] = field(default_factory=dict)
    kills: dict[str, int] = field(default_factory=dict)
    cut: set[str] = field(default_factory=set)
    looked: int = 0
    started: int = 0
    weeks: int = 0
    migrations: int = 0

    def kill(self, scene: str) -> None:
        """End it as a power cut would, and note what had been sent and not yet confirmed.

        The process in which it imports is killed with it, or left to notice that it is alone.
        """
        running = family(self.process)
        for one in running if self.chance.random() < _BOTH else running[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, signal.SIGKILL)
        self.process.wait()
        until(lambda: not any(is_running(one) for one in running), "the end of all")
        self.kills[scene] = self.kills.get(scene, 0) + 1
        time.sleep(0.05)  # what stood in the pipe has arrived now
        self.cut |= unconfirmed(self.world, self.looked)
        self.looked = len(self.world.emulator.calls)

    def begin(self, **settings: object) -> None:
        """Start the program."""
        self.started = self.world.log.stat().st_size if self.world.log.exists() else 0
        self.process = self.world.start(**settings)

    def ready(self) -> None:
        """Wait until the program has come up. Raises ``TimeoutError``, with what it said."""
        before = self.looked

        def polled() -> bool:
            return any(call["method"] == "getUpdates" for call in self.world.emulator.calls[before:])

        until(lambda: polled() or self.process.poll() is not None, "a start")
        if self.process.poll() is not None:
            raise TimeoutError(f"it did not start: {self.world.log.read_text(encoding='utf-8')[-2000:]}")

    def speaking(self) -> None:
        """Wait until the program has begun to work on its database."""
        until(lambda: self.world.log.stat().st_size > self.started or self.process.poll() is not None, "a first word")

    def now(self) -> datetime:
        """Return the program's time."""
        return datetime.now(UTC) + timedelta(seconds=self.weeks * _WEEK)

    def drop(self, questions: int, others: int, chat: bool = False) -> None:  # noqa: FBT001, FBT002 - a file of a chat is one that was dropped there
        """Bring a file, into the inbox or in a chat."""
        name, when = f"f{len(self.files) + len(self.chat_files)}.jsonl", self.now() - timedelta(hours=1)
        made = [question(self.chance, f"q{len(self.posts) + place}", when) for place in range(questions)]
        made += [talk(self.chance, f"t{len(self.posts) + place}", when) for place in range(others)]
        self.posts += made
        if chat:
            data = "\n".join(json.dumps(post) for post in made).encode()
            self.chat_files.append(self.world.send_file(self.chance.choice(USERS), name, data))
            return
        self.world.drop(name, made)
        self.files.append(name)

    def decide(self) -> None:
        """Have staff answer an alert that stands in the chat, which nobody has answered in this way yet."""
        action, word = self.chance.choice((("claim", "ta"), ("handle", "ferdig")))
        open_ones = [number for number in alerted(self.world) if (number, action) not in self.decided
                     and (number, "handle") not in self.decided]  # fmt: skip
        if not open_ones:
            return
        number, user = self.chance.choice(open_ones), self.chance.choice(USERS)
        mark = f"merke{len(self.commands)}"
        self.decided[number, action] = mark
        line = f"/{word} {number} {mark}" if action == "handle" else f"/{word} {number}"
        self.commands.append((user, self.world.say(user, line), line))


def importing(run: Run) -> None:
    """Kill it while a file is read, judged, alerted or put away."""
    run.ready()
    run.drop(questions=2, others=run.chance.randrange(50, 300))
    time.sleep(run.chance.uniform(0.2, 3.0))
    worker = worker_of(run.process)
    if worker is not None and run.chance.random() < _WORKER_FIRST:
        with contextlib.suppress(ProcessLookupError):
            os.kill(worker, signal.SIGKILL)
        run.kills["worker alone"] = run.kills.get("worker alone", 0) + 1
        time.sleep(run.chance.uniform(0, 3.0))
    run.kill("importing")


def confirming(run: Run) -> None:
    """Kill it between the sending of a message and its confirmation, as near as can be."""
    run.ready()
    before = len(run.world.emulator.calls)
    wanted = run.chance.randrange(1, 4)
    run.drop(questions=4, others=0)
    until(lambda: len(run.world.sent(before)) >= wanted or run.process.poll() is not None, "alerts")
    time.sleep(run.chance.choice((0, 0, 0.001, 0.003, 0.01)))
    run.kill("confirming")


def deciding(run: Run) -> None:
    """Kill it while staff answer."""
    run.ready()
    for _ in range(run.chance.randrange(1, 5)):
        run.decide()
    time.sleep(run.chance.uniform(0, 0.3))
    run.kill("deciding")


def moving(run: Run) -> None:
    """Kill it while it puts away many small files, of the inbox and of the chat."""
    run.ready()
    for place in range(8):
        run.drop(questions=int(place == 0), others=1, chat=place % 4 == 3)
    time.sleep(run.chance.uniform(0.3, 1.8))
    run.kill("moving")


def digesting(run: Run) -> None:
    """Kill it, end a week meanwhile, and kill it again while it writes the digest.

    The digest of the week before is there by then: only the last that was due is sent late.
    """
    run.ready()
    if not run.posts:
        run.drop(questions=1, others=1)
    until(lambda: told(run.world) > run.weeks, "an import, and a digest a week", pause=0.1)
    run.kill("idle")
    run.weeks += 1
    run.begin(ahead=run.weeks * _WEEK)
    run.speaking()
    time.sleep(run.chance.uniform(0, 1.2))
    run.kill("digesting")


def migrating(run: Run) -> None:
    """Kill it, bring a new version, and kill it again while it changes the database."""
    run.kill("idle")
    run.migrations += 1
    run.begin(migrations=run.migrations)
    run.speaking()
    time.sleep(run.chance.uniform(0, 0.8))
    run.kill("migrating")


SCENES: tuple[Callable[[Run], None], ...] = (importing, confirming, deciding, moving, digesting, migrating)


def told(world: World) -> int:
    """Count the weeks that have been summed up, and one more as soon as there is something to sum up."""
    with world.watched() as connection:
        (weeks,) = connection.execute("SELECT count(DISTINCT key) FROM message WHERE sort = 'digest'").fetchone()
        (imports,) = connection.execute("SELECT count(*) FROM import").fetchone()
    return int(weeks) + bool(imports)


def unconfirmed(world: World, after: int) -> set[str]:
    """Return the references of what was sent and of which the database knows nothing."""
    with world.looked_at() as connection:
        made = connection.execute("SELECT count(*) FROM sqlite_schema WHERE name = 'message'").fetchone()[0]
        sql = "SELECT reference FROM message WHERE reference IS NOT NULL"
        rows = connection.execute(sql).fetchall() if made else []
    known = {row[0] for row in rows}
    return {one for call in world.sent(after) if (one := reference(call)) not in known}


def reference(call: dict[str, object]) -> str:
    """Return the reference of a message that was sent, as the program writes it."""
    params, result = call["params"], call["result"]
    assert isinstance(params, dict)
    assert isinstance(result, dict)
    return f"{params['chat_id']}:{result['message_id']}"


def alerted(world: World) -> list[int]:
    """List the numbers of which an alert has been sent."""
    return sorted({number for call in world.sent() if (number := numbered(call)) is not None})


def numbered(call: dict[str, object]) -> int | None:
    """Return the number of the opportunity whose alert this call is."""
    params = call["params"]
    assert isinstance(params, dict)
    head = str(params["text"]).partition("\n")[0]
    if "reply_parameters" in params or not head.startswith("<b>#"):
        return None
    return int(head[4:].split()[0])
