"""Connections to the database; a process that goes on uses them again, since each new one reads the whole schema."""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

from sqlite_utils import Database

BUSY_SECONDS = 30.0
LONGEST_SECONDS = 60.0
"""So long a connection is used again: a new one sees whether the database was migrated by a newer version meanwhile."""

_File: TypeAlias = tuple[int, int]
"""Device and number of a file."""


@dataclass(frozen=True, slots=True)
class Connection:
    """A connection, and the file that it has open; ``used`` says that it has been set up before."""

    database: Database
    file: _File | None
    made_at: float
    used: bool = False


class Shelf:
    """The connections to one database that nobody uses just now. Any thread may take one, and has it alone."""

    def __init__(self, path: Path) -> None:
        """Begin with none."""
        self._path = path
        self._idle: list[Connection] = []
        self._cleared = False

    def take(self) -> Connection | None:
        """Take one; none where all are in use, old, or have another file than the one that stands there by now."""
        while self._idle:
            one = self._idle.pop()
            if time.monotonic() - one.made_at < LONGEST_SECONDS and one.file == _file(self._path):
                return one
            one.database.conn.close()
        return None

    def put(self, one: Connection) -> None:
        """Put one back. What is not as it was lent, or comes after the end, is closed."""
        if self._cleared or one.database.conn.in_transaction:
            one.database.conn.close()
        else:
            self._idle.append(Connection(one.database, one.file, one.made_at, used=True))

    def clear(self) -> None:
        """Close all, and those that are still in use when they come back."""
        self._cleared = True
        while self._idle:
            self._idle.pop().database.conn.close()


_shelves: dict[Path, Shelf] = {}


@contextmanager
def kept_open(path: Path) -> Iterator[None]:
    """Let whoever in this process opens the database until this is left use again what another has done with."""
    shelf = _shelves[path] = Shelf(path)
    try:
        yield
    finally:
        del _shelves[path]
        shelf.clear()


@contextmanager
def connected(path: Path) -> Iterator[Connection]:
    """Connect to a database, made if need be, for one thread. Raises ``OSError`` and ``sqlite3.Error``."""
    shelf = _shelves.get(path)
    one = (shelf.take() if shelf else None) or _connection(path)
    try:
        yield one
    except BaseException:
        one.database.conn.close()
        raise
    if shelf is None:
        one.database.conn.close()
    else:
        shelf.put(one)


def _connection(path: Path) -> Connection:
    _made_private(path)
    file = _file(path)
    made = sqlite3.connect(path, timeout=BUSY_SECONDS, isolation_level=None, check_same_thread=False)
    return Connection(Database(made), file, time.monotonic())


def _file(path: Path) -> _File | None:
    """Say which file stands there, if any: one that was moved away or deleted is not to be written to any more."""
    try:
        found = path.stat()
    except FileNotFoundError:
        return None
    return found.st_dev, found.st_ino


def _made_private(path: Path) -> None:
    """Create the file readable by its owner alone; SQLite gives its side files the same mode."""
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_WRONLY, 0o600))
