"""Copies of the database by the calendar, and the way back from one."""

from __future__ import annotations

import contextlib
import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialogbot.config import BackupConfig
from dialogbot.lock import held
from dialogbot.schema import MIGRATIONS
from dialogbot.store import opened
from dialogbot.store.copies import Contents, CopyError, contents, copy, put_back

_STAMP = "%Y%m%d-%H%M%S"
_SOON = timedelta(hours=1)  # so that a copy a day does not slip an hour later each day


def back_up(database: Path, target: Path) -> Contents:
    """Copy the database to a new file. Raises ``CopyError``."""
    if target.exists():
        raise CopyError(f"{target}: there is such a file already; name a new one")
    return copy(database, target)


def back_up_when_due(database: Path, folder: Path, *, now: datetime, settings: BackupConfig) -> Path | None:
    """Make the copy that is due, and delete those that are too many; return the new one. Raises ``CopyError``.

    Copies from before an upgrade go when as old as the oldest copy may be: what was deleted is not kept for ever.
    """
    if not settings.every_days:
        return None
    made = copies(database, folder)
    past = {path: when for path, when in made.items() if when <= now}  # the clock may have been wrong
    newest = max(past.values(), default=None)
    if newest is not None and now - newest < timedelta(days=settings.every_days) - _SOON:
        return None
    with opened(database) as store:
        if not store.posts.count():
            return None
    target = folder / f"{database.stem}-{now:{_STAMP}}.db"
    copy(database, target)
    for path in [*sorted(past, key=past.__getitem__), target][: -settings.keep]:
        path.unlink(missing_ok=True)
    _forget_upgrades(database, now - timedelta(days=settings.every_days * settings.keep))
    return target


def copies(database: Path, folder: Path) -> dict[Path, datetime]:
    """Find the copies that the calendar made of a database, with their times."""
    name = re.compile(re.escape(database.stem) + r"-(\d{8}-\d{6})\.db")
    found: dict[Path, datetime] = {}
    for path in folder.glob("*.db"):
        if match := name.fullmatch(path.name):
            with contextlib.suppress(ValueError):  # figures that are no time: none of ours
                found[path] = datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC)
    return found


def restore(copied: Path, database: Path, now: datetime) -> tuple[Contents, Path | None]:
    """Put a copy in the place of the database; return what it holds, and where the replaced database is kept.

    Raises ``CopyError`` for a damaged or newer copy, and ``InUse`` while ``dialogbot run`` has the database.
    """
    with held(database, now):
        found = contents(copied)
        if found.version > len(MIGRATIONS):
            raise CopyError(f"{copied} was written by a newer dialogbot: install that version or a newer one")
        aside = database.with_name(f"{database.stem}.replaced-{now:{_STAMP}}.db")
        there = database.exists()
        put_back(copied, database, aside)
        return found, aside if there else None


def _forget_upgrades(database: Path, before: datetime) -> None:
    for path in database.parent.glob(f"{database.name}.before-*"):
        if path.stat().st_mtime < before.timestamp():
            path.unlink(missing_ok=True)
