"""The commands that keep what is remembered: a copy of the database, and the way back from one."""

from __future__ import annotations

import argparse

from dialogbot.backup import back_up, restore
from dialogbot.cli.bench import Bench
from dialogbot.domain import DialogbotError
from dialogbot.jobs import database
from dialogbot.store.copies import Contents


def backup_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Copy the database to a new file, also while ``dialogbot run`` uses it."""
    path = database(bench.config)
    if not path.exists():
        raise DialogbotError(bench.texts("backup.nothing", file=path))
    print(_told("backup.made", chosen.file, back_up(path, chosen.file), bench))
    return 0


def restore_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Put a copy in the place of the database, and keep the replaced one beside it."""
    found, aside = restore(chosen.file, database(bench.config), bench.clock())
    print(_told("backup.restored", chosen.file, found, bench))
    if aside is not None:
        print(bench.texts("backup.aside", file=aside))
    return 0


def _told(key: str, file: object, found: Contents, bench: Bench) -> str:
    rows = found.rows
    counts = {"posts": rows["post"], "opportunities": rows.get("opportunity", 0), "decisions": rows.get("decision", 0)}
    return bench.texts(key, file=file, **counts)
