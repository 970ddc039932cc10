"""Questions that were asked in several places, or again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.store.values import known_time, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Repeat:
    """The same question elsewhere or at another time; ``silent``: it has no card of its own."""

    number: int
    community: str | None
    url: str | None
    found_at: datetime
    silent: bool


class Repeats:
    """What is asked about repeated questions."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def put(self, number: int, first: int, *, silent: bool, now: datetime) -> None:
        """Remember that an opportunity asks the same as an earlier one."""
        sql = "INSERT OR REPLACE INTO same (opportunity, first, silent, at) VALUES (?, ?, ?, ?)"
        self._database.execute(sql, [number, first, silent, stamp(now)])

    def of(self, number: int) -> list[Repeat]:
        """List the other times that the question of an opportunity was asked, the earliest first."""
        sql = """
            WITH
                began (number) AS (SELECT coalesce((SELECT first FROM same WHERE opportunity = ?1), ?1)),
                family (number, silent) AS (
                    SELECT number, 0 FROM began
                    UNION ALL SELECT opportunity, silent FROM same JOIN began ON same.first = began.number
                )
            SELECT o.number, p.community, p.url, o.found_at, family.silent
            FROM family JOIN opportunity AS o USING (number) JOIN post AS p ON p.id = o.post
            WHERE o.number != ?1 ORDER BY o.number
        """
        return [
            Repeat(
                number=row["number"],
                community=row["community"],
                url=row["url"],
                found_at=known_time(row["found_at"]),
                silent=bool(row["silent"]),
            )
            for row in self._database.query(sql, [number])
        ]
