"""One process at a time for one database: a lock that says who holds it; and another that says that an import goes on.

The kernel holds the lock (``flock``) and drops it when the process ends, however it ends: none is ever stale, and the
file may stay. Commands beside ``dialogbot run`` do not ask for it; SQLite lets them in one after the other.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TextIO

from dialogbot.domain import DialogbotError


class InUse(DialogbotError):
    """Another process holds the database."""


@contextmanager
def importing(database: Path) -> Iterator[None]:
    """Let others know, until this is left, that an import goes on; several may at once."""
    with _opened(database.with_name(f"{database.name}.importing")) as file:
        _lock(file.fileno(), _Hold.SHARED)
        yield


def is_importing(database: Path) -> bool:
    """Say whether an import goes on, in this process or another."""
    with _opened(database.with_name(f"{database.name}.importing")) as file:
        return not _lock(file.fileno(), _Hold.ALONE)


@contextmanager
def held(database: Path, now: datetime) -> Iterator[None]:
    """Hold a database for this process. Raises ``InUse`` with one line that says who has it."""
    with _opened(lock_file(database)) as file:
        if not _lock(file.fileno(), _Hold.ALONE):
            raise InUse(f"{database} is in use by {_holder(file.read())}: stop that one first")
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {now:%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield


def lock_file(database: Path) -> Path:
    """Return the file beside a database on which the lock is taken."""
    return database.with_name(f"{database.name}.lock")


class _Hold(Enum):
    ALONE = "alone"
    SHARED = "shared"


def _opened(path: Path) -> TextIO:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        return os.fdopen(os.open(path, os.O_RDWR | os.O_CREAT, 0o600), "r+", encoding="utf-8")
    except OSError as error:
        raise DialogbotError(f"the lock {path} cannot be made: {error.strerror}") from None


def _lock(handle: int, hold: _Hold) -> bool:
    """Take the lock, and say whether that was possible; a system without ``flock`` has no lock to take."""
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return True
    try:
        # a shared one waits: whoever looks whether there is an import holds it for a moment
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB if hold is _Hold.ALONE else fcntl.LOCK_SH)
    except BlockingIOError:
        return False
    return True


def _holder(words: str) -> str:
    """Return what the holder wrote, as far as it can be one line."""
    return " ".join(words.split())[:200] or "another process"
