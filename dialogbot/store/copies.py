"""Copies of the whole database: made while it is in use, checked before they count, and put back."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from dialogbot.domain import DialogbotError

_PENDING = ".unfinished"
_SIDES = ("-wal", "-shm")


class CopyError(DialogbotError):
    """A copy could not be made, or is not what it should be."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contents:
    """What a database holds: the version of its shape, and its rows by table."""

    version: int
    rows: dict[str, int]


def copy(database: Path, target: Path) -> Contents:
    """Copy a database as it is at one moment, also while others write to it, and return what the copy holds.

    ``target`` is readable by its owner alone and appears only when it is whole and checked. Raises ``CopyError``.
    """
    pending = target.with_name(target.name + _PENDING)
    try:
        target.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        pending.unlink(missing_ok=True)
        os.close(os.open(pending, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
        held = _copied(database, pending)
        if (found := contents(pending)) != held:
            raise CopyError(f"the copy {pending} does not hold what {database} holds: {found} and not {held}")
        pending.replace(target)
    except (OSError, sqlite3.Error) as error:
        raise CopyError(f"{database} cannot be copied to {target}: {error}") from None
    finally:
        with contextlib.suppress(OSError):
            pending.unlink(missing_ok=True)
    return found


def contents(path: Path) -> Contents:
    """Open a database for reading, check it whole and count it. Raises ``CopyError``: damaged, or none of ours."""
    if not path.is_file():
        raise CopyError(f"{path}: there is no such file")
    try:
        with _reading(path) as connection:
            found = _counted(connection)
            (verdict,) = connection.execute("PRAGMA integrity_check(1)").fetchone()
            dangling = connection.execute("PRAGMA foreign_key_check").fetchone()
    except sqlite3.Error as error:
        raise CopyError(f"{path} is no database that can be read: {error}") from None
    if verdict != "ok" or dangling is not None:
        raise CopyError(f"{path} is damaged: {verdict if verdict != 'ok' else 'rows without what they belong to'}")
    if "post" not in found.rows:
        raise CopyError(f"{path} is no database of dialogbot")
    return found


def put_back(copied: Path, database: Path, aside: Path) -> None:
    """Put a copy in the place of the database, which is kept as ``aside``. Nobody may have the database open.

    At no moment is there no database, or one with another's write-ahead log. Raises ``CopyError``.
    """
    pending = database.with_name(database.name + _PENDING)
    copy(copied, pending)
    try:
        if database.exists():
            _set_aside(database, aside)
        pending.replace(database)
    except OSError as error:
        raise CopyError(f"{copied} cannot be put in the place of {database}: {error}") from None
    finally:
        pending.unlink(missing_ok=True)


def _set_aside(database: Path, aside: Path) -> None:
    """Give a database a second name, and its log too where that cannot be brought into it: it is damaged then."""
    log, kept = (path.with_name(f"{path.name}-wal") for path in (database, aside))
    if log.exists():
        shutil.copy2(log, kept)  # SQLite throws away the log of what it cannot read
    try:
        settled = _settled(database)
    except CopyError:
        kept.unlink(missing_ok=True)
        raise
    if settled:
        kept.unlink(missing_ok=True)
    for side in _SIDES:
        database.with_name(database.name + side).unlink(missing_ok=True)
    os.link(database, aside)


def _settled(database: Path) -> bool:
    """Bring what stands in the write-ahead log into the database; say whether that was possible.

    Raises ``CopyError`` where somebody else has it open.
    """
    try:
        with contextlib.closing(sqlite3.connect(database, timeout=1, isolation_level=None)) as connection:
            connection.execute("PRAGMA journal_mode = DELETE").fetchone()
    except sqlite3.OperationalError as error:
        if "locked" in str(error):
            raise CopyError(f"{database} is open in another program: end that one first") from None
        return False
    except sqlite3.DatabaseError:
        return False  # it is damaged, which may be why it is being replaced
    return True


def _copied(database: Path, target: Path) -> Contents:
    """Copy in one transaction, and return what was there to be copied."""
    with _reading(database) as source, contextlib.closing(sqlite3.connect(target, isolation_level=None)) as copied:
        source.execute("BEGIN")
        held = _counted(source)
        source.backup(copied)
        copied.execute("PRAGMA journal_mode = DELETE").fetchone()  # one file, without a log beside it
        return held


@contextlib.contextmanager
def _reading(path: Path) -> Iterator[sqlite3.Connection]:
    address = f"{path.absolute().as_uri()}?mode=ro"
    with contextlib.closing(sqlite3.connect(address, timeout=30, isolation_level=None, uri=True)) as connection:
        yield connection


def _counted(connection: sqlite3.Connection) -> Contents:
    (version,) = connection.execute("PRAGMA user_version").fetchone()
    sql = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name"
    names = [name for (name,) in connection.execute(sql).fetchall()]
    counts = {}
    for name in names:
        quoted = name.replace('"', '""')
        (counts[name],) = connection.execute(f'SELECT count(*) FROM "{quoted}"').fetchone()  # noqa: S608 - the name stands in the schema, and is quoted
    return Contents(version=version, rows=counts)
