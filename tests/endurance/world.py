"""A folder, a make-believe Telegram within this process, and the real program in a process of its own."""

from __future__ import annotations

import asyncio
import contextlib
import json
import logging
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from aiohttp import web

from tests.telegram_emulator.__main__ import controlled
from tests.telegram_emulator.server import TelegramEmulator

TOKEN = "7000000001:AAtest_token_of_a_bot_that_is_not_there"
ROOT = Path(__file__).parents[2]
GROUPS = {f"Gruppe {number}": 500 + number for number in range(1, 9)}
"""Each group's alerts go to a chat of its own: Telegram lets a chat have some twenty messages in twenty seconds."""

_CONFIG = """
channel = "telegram"
[inbox]
settle_seconds = {settle}
[alerts]
bundle_from = 1000000
most_an_hour = 1000000
most_a_day = 1000000
alert_max_age_days = 3650
[privacy]
keep_posts_days = 0
keep_decisions_days = 0
keep_messages_days = 0
keep_imports_days = 0
keep_done_files_days = 0
[deadlines]
remind_after_hours = 0
escalate_after_hours = 0
claims_expire_after_hours = 0
silent_after_days = 0
[backup]
keep = 3
[telegram]
api_url = "{api_url}"
chats = [500]
users = {users}
[team]
community_chats = {{ {groups} }}
"""
_Answer = TypeVar("_Answer")


@dataclass(slots=True)
class World:
    """Where it all happens. ``users`` may give commands, each in a private chat with the bot."""

    folder: Path
    emulator: TelegramEmulator
    loop: asyncio.AbstractEventLoop
    settings: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    @property
    def database(self) -> Path:
        return self.folder / "dialogbot.db"

    @property
    def log(self) -> Path:
        return self.folder / "log.txt"

    def start(self, **settings: object) -> subprocess.Popen[bytes]:
        """Start the program; ``settings`` are those of ``driven``, in small letters, and stay for the next starts."""
        self.settings |= {f"DRIVEN_{name.upper()}": str(value) for name, value in settings.items()}
        environment = {**os.environ, **self.settings, "DIALOGBOT_TELEGRAM_TOKEN": TOKEN, "NO_PROXY": "127.0.0.1"}
        command = [sys.executable, "-m", "tests.endurance.driven", "--config", str(self.folder / "config.toml"), "run"]
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        self.started.append(process)
        return process

    def say(self, user: int, text: str) -> int:
        """Have somebody write to the bot, and return the message's id."""
        return int(self.run(self.emulator.say(TOKEN, user, user, text))["message_id"])

    def send_file(self, user: int, name: str, data: bytes) -> int:
        """Have somebody send the bot a file, and return the message's id."""
        sent = self.emulator.send_file(token=TOKEN, chat_id=user, user_id=user, name=name, data=data, size=len(data))
        return int(self.run(sent)["message_id"])

    def drop(self, name: str, posts: Sequence[Mapping[str, object]]) -> None:
        """Put an export into the inbox."""
        path = self.folder / "inbox" / f"{name}.part"
        path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
        path.rename(path.with_suffix(""))

    def sent(self, after: int = 0) -> list[dict[str, Any]]:
        """List the messages that the bot has sent, from the so-manieth call of any method on."""
        calls = self.emulator.calls[after:]
        return [call for call in calls if call["method"] == "sendMessage" and call["status"] == 200]

    def run(self, work: Coroutine[Any, Any, _Answer]) -> _Answer:
        """Have the make-believe Telegram do something."""
        return asyncio.run_coroutine_threadsafe(work, self.loop).result(30)

    @contextmanager
    def watched(self) -> Iterator[sqlite3.Connection]:
        """Read the database while the program uses it."""
        address = f"{self.database.as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True, timeout=30)) as connection:
            yield connection

    @contextmanager
    def looked_at(self) -> Iterator[sqlite3.Connection]:
        """Look at a copy of the database of a program that has ended, so that looking mends nothing."""
        with tempfile.TemporaryDirectory() as place:
            for side in ("", "-wal"):
                beside = self.database.with_name(self.database.name + side)
                if beside.exists():
                    shutil.copy(beside, Path(place) / beside.name)
            with closing(sqlite3.connect(Path(place) / self.database.name)) as connection:
                yield connection


@contextmanager
def world(users: Sequence[int], settle: float = 0.2) -> Iterator[World]:
    """Make a world, and take it down with whatever still runs in it."""
    with tempfile.TemporaryDirectory(prefix="dialogbot-") as place, _running_loop() as loop:
        logging.getLogger("aiohttp").setLevel(logging.CRITICAL)  # a program that is killed breaks off what it says
        emulator = TelegramEmulator()
        emulator._update_queues.max_updates = 10**6  # noqa: SLF001 - the package's own bound is one for small tests
        runner = web.AppRunner(controlled(emulator), access_log=None)
        made = World(folder=Path(place), emulator=emulator, loop=loop)
        for chat in (500, *GROUPS.values(), *users):
            emulator.add_chat(chat)
        address = made.run(_listening(runner))
        groups = ", ".join(f'"{name}" = "{chat}"' for name, chat in GROUPS.items())
        config = _CONFIG.format(api_url=address, users=list(users), groups=groups, settle=settle)
        (made.folder / "config.toml").write_text(config, encoding="utf-8")
        (made.folder / "inbox").mkdir()
        try:
            yield made
        finally:
            for process in made.started:
                process.kill()
                process.wait()
            made.run(runner.cleanup())


def until(fulfilled: Callable[[], bool], what: str, seconds: float = 60, pause: float = 0.02) -> None:
    """Wait for another process to have got that far. Raises ``TimeoutError``."""
    end = time.monotonic() + seconds
    while not fulfilled():
        if time.monotonic() > end:
            raise TimeoutError(f"not within {seconds:.0f} s: {what}")
        time.sleep(pause)


def family(process: subprocess.Popen[bytes]) -> list[int]:
    """List the ids of the program's process and of those that it has started."""
    others = [int(path.name) for path in Path("/proc").iterdir() if path.name.isdecimal()]
    return [process.pid, *(one for one in others if _stat(one)[1:2] == [str(process.pid)])]


def is_running(process: int) -> bool:
    """Say whether a process has not ended yet."""
    return _stat(process)[:1] not in ([], ["Z"])


def _stat(process: int) -> list[str]:
    """Read state, parent and more of a process; nothing where there is none."""
    try:
        return Path(f"/proc/{process}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except (FileNotFoundError, ProcessLookupError):
        return []


def worker_of(process: subprocess.Popen[bytes]) -> int | None:
    """Return the id of the process in which the program imports, while there is one."""
    for one in family(process)[1:]:
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes():
                return one
    return None


def ended(process: subprocess.Popen[bytes]) -> int:
    """End the program in the orderly way, and return its exit code."""
    process.send_signal(signal.SIGTERM)
    return process.wait(30)


async def _listening(runner: web.AppRunner) -> str:
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    return f"http://127.0.0.1:{runner.addresses[0][1]}"


@contextmanager
def _running_loop() -> Iterator[asyncio.AbstractEventLoop]:
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    try:
        yield loop
    finally:
        loop.call_soon_threadsafe(loop.stop)
        thread.join(10)
        loop.close()
