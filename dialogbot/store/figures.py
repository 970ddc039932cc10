"""Counts over a span of time, for the digest."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from dialogbot.store.values import Row, known_time, stamp

_STAFF = ("claim", "handle", "dismiss", "snooze")
Span = tuple[datetime, datetime]
"""From (inclusive) and to (exclusive)."""

_STOOD = """
    d.id NOT IN (SELECT undo FROM undone)
    AND NOT EXISTS (SELECT * FROM undone JOIN decision AS undo ON undo.id = undone.undo
                    WHERE undone.decision = d.id AND undo.made_at < ?2)
"""


class Figures:
    """What is counted. A span is from (inclusive) and to (exclusive)."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def posts(self, span: Span) -> int:
        """Count the posts that were imported in the span."""
        return self._count("SELECT count(*) AS n FROM post WHERE seen_at >= ? AND seen_at < ?", span)

    def found(self, span: Span) -> int:
        """Count the opportunities that were found in the span."""
        return self._count("SELECT count(*) AS n FROM opportunity WHERE found_at >= ? AND found_at < ?", span)

    def decided(self, span: Span, action: str) -> int:
        """Count the opportunities about which this was decided in the span, each once."""
        sql = f"""
            SELECT count(DISTINCT opportunity) AS n FROM decision AS d
            WHERE made_at >= ?1 AND made_at < ?2 AND action = ?3 AND {_STOOD}
        """  # noqa: S608 - of parts that are written here
        return self._count(sql, span, action)

    def open_at(self, time: datetime) -> int:
        """Count the opportunities that had been found by a time and were open or claimed then."""
        sql = f"""
            SELECT count(*) AS n FROM opportunity AS o
            WHERE NOT EXISTS (SELECT * FROM same WHERE same.opportunity = o.number AND same.silent = 1 AND same.at < ?2)
                AND o.found_at < ?1 AND coalesce(
                (SELECT action FROM decision AS d WHERE opportunity = o.number AND made_at < ?2 AND {_STOOD}
                    ORDER BY id DESC LIMIT 1),
                'reopen') IN ('reopen', 'release', 'expire', 'claim')
        """  # noqa: S608 - of parts that are written here
        return self._count(sql, (time, time))

    def first_reactions(self, span: Span) -> list[timedelta]:
        """List, for the opportunities first reacted to in the span, how long after their discovery that was."""
        sql = """
            SELECT o.found_at, min(d.made_at) AS made_at
            FROM decision AS d JOIN opportunity AS o ON o.number = d.opportunity
            WHERE d.action IN (?, ?, ?, ?) GROUP BY d.opportunity HAVING min(d.made_at) >= ? AND min(d.made_at) < ?
        """
        rows = self._database.query(sql, [*_STAFF, stamp(span[0]), stamp(span[1])])
        return [known_time(row["made_at"]) - known_time(row["found_at"]) for row in rows]

    def topics(self, span: Span) -> list[tuple[str, int]]:
        """Count the opportunities found in the span per topic, the most frequent first."""
        sql = """
            SELECT o.topic AS name, count(*) AS n FROM opportunity AS o
            WHERE o.found_at >= ? AND o.found_at < ? AND o.topic IS NOT NULL GROUP BY 1 ORDER BY n DESC, name
        """
        return self._ranked(sql, span)

    def communities(self, span: Span) -> list[tuple[str, int]]:
        """Count the opportunities found in the span per community, the most frequent first; no name counts as ''."""
        sql = """
            SELECT coalesce(p.community, '') AS name, count(*) AS n
            FROM opportunity AS o JOIN post AS p ON p.id = o.post
            WHERE o.found_at >= ? AND o.found_at < ? GROUP BY 1 ORDER BY n DESC, name
        """
        return self._ranked(sql, span)

    def people(self, span: Span) -> list[tuple[str, int]]:
        """Count the opportunities that each person handled in the span, the most first."""
        sql = f"""
            SELECT by AS name, count(DISTINCT opportunity) AS n FROM decision AS d
            WHERE made_at >= ?1 AND made_at < ?2 AND action = 'handle' AND {_STOOD}
            GROUP BY 1 ORDER BY n DESC, name
        """  # noqa: S608 - of parts that are written here
        return self._ranked(sql, span)

    def _ranked(self, sql: str, span: Span) -> list[tuple[str, int]]:
        return [(row["name"], row["n"]) for row in self._rows(sql, span)]

    def _count(self, sql: str, span: Span, *more: str) -> int:
        return int(self._rows(sql, span, *more)[0]["n"])

    def _rows(self, sql: str, span: Span, *more: str) -> list[Row]:
        return list(self._database.query(sql, [stamp(span[0]), stamp(span[1]), *more]))
