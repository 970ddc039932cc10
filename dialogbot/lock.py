"""One process at a time for one database: a lock that says who holds it.

The kernel holds the lock (``flock``) and drops it when the process ends, however it ends: none is ever stale, and the
file may stay. Commands beside ``dialogbot run`` do not ask for it; SQLite lets them in one after the other.
"""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from dialogbot.domain import DialogbotError


class InUse(DialogbotError):
    """Another process holds the database."""


@contextmanager
def held(database: Path, now: datetime) -> Iterator[None]:
    """Hold a database for this process. Raises ``InUse`` with one line that says who has it."""
    path = lock_file(database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise DialogbotError(f"the lock {path} cannot be made: {error.strerror}") from None
    with os.fdopen(handle, "r+", encoding="utf-8") as file:
        if not _locked(handle):
            raise InUse(f"{database} is in use by {_holder(file.read())}: stop that one first")
        file.truncate(0)
        file.write(f"process {os.getpid()} on {socket.gethostname()} since {now:%Y-%m-%d %H:%M:%S} UTC")
        file.flush()
        yield


def lock_file(database: Path) -> Path:
    """Return the file beside a database on which the lock is taken."""
    return database.with_name(f"{database.name}.lock")


def _locked(handle: int) -> bool:
    """Take the lock, and say whether that was possible; a system without ``flock`` has no lock to take."""
    try:
        import fcntl  # noqa: PLC0415 - not there on Windows
    except ImportError:
        return True
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(words: str) -> str:
    """Return what the holder wrote, as far as it can be one line."""
    return " ".join(words.split())[:200] or "another process"
