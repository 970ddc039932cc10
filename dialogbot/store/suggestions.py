"""Which entry of the answer bank was suggested for what, and the questions that none was good enough for.

A suggestion is kept with its time, and a new one, after the bank has changed, does not replace it: a past week is
counted by those that were known when it ended.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.answers import Suggestion
from dialogbot.domain import Topic
from dialogbot.store.figures import Span
from dialogbot.store.values import Row, stamp
from dialogbot.store.weeks import STOOD

_ASKED = """
    FROM opportunity AS o LEFT JOIN stood ON stood.opportunity = o.number
    JOIN suggestion ON suggestion.opportunity = o.number AND suggestion.at =
        (SELECT max(at) FROM suggestion AS known WHERE known.opportunity = o.number AND known.at < :then)
    WHERE o.found_at >= :first AND o.found_at < :after AND o.kind != 'none'
        AND coalesce(o.topic, '') NOT IN ('mention', 'profession') AND coalesce(stood.action, '') != 'dismiss'
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unanswered:
    """A topic's questions (``None``: of no topic), and for how many of them no entry was good enough."""

    topic: Topic | None
    asked: int
    holes: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """An opportunity for which the bank has not been asked since it changed: its words and those above."""

    number: int
    text: str
    above: str
    topic: Topic | None


class Suggestions:
    """What is asked about suggestions. A span is from (inclusive) and to (exclusive)."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def waiting(self, bank: str, since: datetime, most: int) -> list[Waiting]:
        """List at most so many opportunities found since a time that a bank, by its mark, was not asked about."""
        sql = """
            SELECT o.number, o.topic, p.text, coalesce(above.text, '') AS above
            FROM opportunity AS o JOIN post AS p ON p.id = o.post
            LEFT JOIN post AS above ON above.platform = p.platform AND above.ref = p.parent_ref
            WHERE o.found_at >= ? AND p.text != '' AND ? IS NOT
                (SELECT bank FROM suggestion WHERE opportunity = o.number ORDER BY at DESC LIMIT 1)
            ORDER BY o.number LIMIT ?
        """
        return [
            Waiting(number=row["number"], text=row["text"], above=row["above"], topic=_topic(row["topic"]))
            for row in self._database.query(sql, [stamp(since), bank, most])
        ]

    def put(self, number: int, one: Suggestion, bank: str, now: datetime) -> None:
        """Remember what a bank suggests for an opportunity, where that is something else than before."""
        sql = "SELECT at, answer, fits FROM suggestion WHERE opportunity = ? ORDER BY at DESC LIMIT 1"
        before = next(iter(list(self._database.query(sql, [number]))), None)
        if before is not None and (before["answer"], bool(before["fits"])) == (one.id, one.fits):
            sql = "UPDATE suggestion SET bank = ? WHERE opportunity = ? AND at = ?"
            self._database.execute(sql, [bank, number, before["at"]])
            return
        sql = "INSERT OR REPLACE INTO suggestion (opportunity, at, bank, answer, score, fits) VALUES (?, ?, ?, ?, ?, ?)"
        self._database.execute(sql, [number, stamp(now), bank, one.id, one.score, one.fits])

    def fitting(self, number: int) -> str | None:
        """Return the id of the entry that fits an opportunity; ``None``: none is good enough, or none was asked for."""
        sql = "SELECT iif(fits, answer, NULL) AS answer FROM suggestion WHERE opportunity = ? ORDER BY at DESC LIMIT 1"
        row = next(iter(list(self._database.query(sql, [number]))), None)
        return row["answer"] if row else None

    def unanswered(self, span: Span, then: datetime) -> list[Unanswered]:
        """Count the questions found in a span by topic, those with most holes first, as was known before a time.

        Not counted are mentions, what colleagues ask each other, what was dismissed by then, and what no bank was asked
        about.
        """
        sql = f"""
            {STOOD} SELECT o.topic, count(*) AS asked, sum(NOT suggestion.fits) AS holes {_ASKED}
            GROUP BY o.topic ORDER BY holes DESC, asked DESC, o.topic IS NULL, o.topic
        """
        return [
            Unanswered(topic=_topic(row["topic"]), asked=row["asked"], holes=row["holes"])
            for row in self._rows(sql, span, then)
        ]

    def used(self, span: Span, then: datetime) -> dict[str, int]:
        """Count for each entry the questions found in a span that it was good enough for, as in ``unanswered``."""
        sql = f"""
            {STOOD} SELECT suggestion.answer, count(*) AS n {_ASKED} AND suggestion.fits = 1 GROUP BY suggestion.answer
        """
        return {row["answer"]: row["n"] for row in self._rows(sql, span, then)}

    def _rows(self, sql: str, span: Span, then: datetime) -> list[Row]:
        values = {"first": stamp(span[0]), "after": stamp(span[1]), "then": stamp(then)}
        return list(self._database.query(sql, values))


def _topic(name: str | None) -> Topic | None:
    return Topic(name) if name else None
