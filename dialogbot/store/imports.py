"""What was imported when, and what came of it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.store.values import known_time, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Imported:
    """One file that was imported, with counts of its messages."""

    file: str
    reader: str
    at: datetime
    new: int
    known: int
    edited: int
    rejected: int
    opportunities: int


class Imports:
    """What is asked about imports."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def remember(self, one: Imported) -> None:
        """Remember an import."""
        sql = """
            INSERT INTO import (file, reader, at, new, known, edited, rejected, opportunities)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?)
        """
        values = [one.file, one.reader, stamp(one.at), one.new, one.known, one.edited, one.rejected, one.opportunities]
        self._database.execute(sql, values)

    def remember_communities(self, names: Iterable[str], now: datetime) -> None:
        """Remember from which communities an import brought posts, new or known."""
        sql = "INSERT OR REPLACE INTO imported_community (name, at) VALUES (?, ?)"
        for name in names:
            self._database.execute(sql, [name, stamp(now)])

    def communities(self) -> list[tuple[str, datetime]]:
        """List every community with the time of the last import from it, the longest silent first."""
        sql = "SELECT name, at FROM imported_community ORDER BY at, name"
        return [(row["name"], known_time(row["at"])) for row in self._database.query(sql)]

    def first_at(self) -> datetime | None:
        """Return when anything was imported for the first time."""
        rows = list(self._database.query("SELECT min(at) AS at FROM import"))
        return known_time(rows[0]["at"]) if rows[0]["at"] else None

    def last(self) -> Imported | None:
        """Return the latest import."""
        row = next(iter(self._database.query("SELECT * FROM import ORDER BY id DESC LIMIT 1")), None)
        if row is None:
            return None
        counts = {name: row[name] for name in ("new", "known", "edited", "rejected", "opportunities")}
        return Imported(file=row["file"], reader=row["reader"], at=known_time(row["at"]), **counts)
