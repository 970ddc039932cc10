"""``dialogbot run`` as a process of its own, for the end-to-end tests."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from tests.conftest import Emulator

AS_INSTALLED = Path(__file__).parent / "as_installed"
"""A place in which the program finds what an installation has, and not what development has besides."""

CHAT, KARI, OLA, STRANGER = -1001, 501, 502, 666
ASK = "Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."
CONFIG = """
channel = "telegram"
[inbox]
settle_seconds = 0.2
[telegram]
api_url = "{api_url}"
chats = [{chat}]
users = [{kari}, {ola}]
"""
ONE_BY_ONE = (
    CONFIG
    + """
[alerts]
bundle_from = 1000
most_an_hour = 1000
most_a_day = 1000
"""
)
"""Each opportunity a card of its own, however many there are."""


class Program:
    """The program under test, in a folder of its own."""

    module = "dialogbot"

    def __init__(self, folder: Path, telegram: Emulator, config: str = CONFIG) -> None:
        self.folder = folder
        self.log = folder / "log.txt"
        self._token = telegram.token
        (folder / "inbox").mkdir()
        settings = config.format(api_url=telegram.api_url, chat=CHAT, kari=KARI, ola=OLA)
        (folder / "config.toml").write_text(settings, encoding="utf-8")

    @property
    def database(self) -> Path:
        return self.folder / "dialogbot.db"

    @contextmanager
    def running(self) -> Iterator[subprocess.Popen[bytes]]:
        with self.log.open("ab") as log:
            process = subprocess.Popen(
                self._command("run"), env=self._environment(), stdin=subprocess.DEVNULL, stdout=log, stderr=log
            )
        try:
            yield process
        finally:
            process.kill()
            process.wait()

    def command(self, *arguments: str) -> subprocess.CompletedProcess[str]:
        """Give a command at the machine itself."""
        return subprocess.run(
            self._command(*arguments), env=self._environment(), capture_output=True, text=True, check=False
        )

    def drop(self, name: str, *posts: dict[str, Any]) -> None:
        lines = "\n".join(json.dumps(post) for post in posts)
        (self.folder / "inbox" / name).write_text(lines, encoding="utf-8")

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        connection = sqlite3.connect(self.database, timeout=30)
        try:
            return connection.execute(sql).fetchall()
        finally:
            connection.close()

    def words(self) -> str:
        return self.log.read_text(encoding="utf-8")

    def _command(self, *arguments: str) -> list[str]:
        return [sys.executable, "-m", self.module, "--config", str(self.folder / "config.toml"), *arguments]

    def _environment(self) -> dict[str, str]:
        path = os.pathsep.join([str(AS_INSTALLED), os.environ.get("PYTHONPATH", "")]).rstrip(os.pathsep)
        telegram = {"DIALOGBOT_TELEGRAM_TOKEN": self._token, "NO_PROXY": "127.0.0.1"}
        return {**os.environ, **telegram, "PYTHONPATH": path}


def said(ref: str, text: str, **more: Any) -> dict[str, Any]:
    """A post of an export in our own form, an hour old."""
    when = datetime.now(UTC) - timedelta(hours=1)
    usual = {"id": ref, "platform": "facebook", "group": "Vannkanna", "author": "Nina Testvik"}
    return {**usual, "created": when.isoformat(), "text": text, **more}


def until(fulfilled: Callable[[], bool], seconds: float = 30) -> None:
    """Wait for another process to have got that far."""
    end = time.monotonic() + seconds
    while not fulfilled():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)
