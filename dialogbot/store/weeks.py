"""How things stood at a past time, so that a past week is told of with the same figures whatever was decided since."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from sqlite_utils import Database

from dialogbot.domain import STATUS_AFTER, Kind, Opportunity, Reason, Status, Topic
from dialogbot.store.opportunities import Opportunities
from dialogbot.store.values import Row, decision_of, known_time, stamp

Span = tuple[datetime, datetime]

_STANDING = """
    d.made_at < :then AND d.id NOT IN (SELECT undo FROM undone)
    AND NOT EXISTS (SELECT * FROM undone JOIN decision AS undo ON undo.id = undone.undo
                    WHERE undone.decision = d.id AND undo.made_at < :then)
"""
STOOD = f"""
    WITH stood AS MATERIALIZED (SELECT * FROM decision WHERE id IN
        (SELECT max(d.id) FROM decision AS d WHERE {_STANDING} GROUP BY d.opportunity))
"""  # noqa: S608 - of parts that are written here
"""Gives a query the table ``stood``: the decision about each opportunity that was the last before ``:then``."""

_FOUND_BY_US = "NOT EXISTS (SELECT * FROM audit WHERE audit.post = o.post AND audit.answer = 'yes')"
_STALE = timedelta(weeks=4)  # who asked longer ago hardly waits for an answer any more
_FORGOTTEN = timedelta(days=90)  # a community that has been silent for longer is no longer spoken of


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """What staff thought of an opportunity that the program found: ``right``, or wrong and why, if they said."""

    number: int
    community: str
    topic: Topic | None
    right: bool
    reason: Reason | None
    closed: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedAgain:
    """A question that was asked again: the opportunity that asked it first, and how often it had been asked by then."""

    first: Opportunity
    times: int


class Weeks:
    """What is asked about a past time ``then``: what was known just before it. A span is from and before."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def unfinished(self, then: datetime) -> list[int]:
        """List the numbers of what was open or claimed and had a card.

        What was open comes first; of that, what had been written within four weeks; of that, what scored most.
        """
        sql = f"""
            {STOOD} SELECT o.number FROM opportunity AS o JOIN post AS p ON p.id = o.post
            LEFT JOIN stood ON stood.opportunity = o.number
            WHERE o.found_at < :then AND coalesce(stood.action, 'reopen') IN ('reopen', 'release', 'expire', 'claim')
                AND NOT EXISTS (SELECT * FROM same WHERE same.opportunity = o.number AND same.silent = 1
                                AND same.at < :then)
            ORDER BY coalesce(stood.action, '') = 'claim', coalesce(p.posted_at, o.found_at) < :stale, o.score DESC,
                o.number DESC
        """  # noqa: S608 - of parts that are written here
        return [row["number"] for row in self._rows(sql, then, stale=stamp(then - _STALE))]

    def opportunity(self, number: int, then: datetime) -> Opportunity | None:
        """Return an opportunity as it was found, with the status that it had."""
        one = Opportunities(self._database).numbered(number)
        if one is None:
            return None
        sql = f"""
            {STOOD} SELECT o.kind, o.topic, o.score, o.number, stood.action AS decision_action,
                stood.by AS decision_by, stood.made_at AS decision_made_at, stood.note AS decision_note,
                stood.until AS decision_until, stood.reason AS decision_reason, stood.user AS decision_user
            FROM opportunity AS o LEFT JOIN stood ON stood.opportunity = o.number WHERE o.number = :number
        """  # noqa: S608 - of parts that are written here
        row = self._rows(sql, then, number=number)[0]
        last = decision_of(row) if row["decision_action"] else None
        topic = Topic(row["topic"]) if row["topic"] else None
        verdict = replace(one.verdict, opportunity=True, kind=Kind(row["kind"]), topic=topic, score=row["score"])
        status = STATUS_AFTER[last.action] if last else Status.OPEN
        return replace(one, verdict=verdict, last=last, status=status, changed_at=last.made_at if last else None)

    def judged(self, span: Span, then: datetime) -> list[Judged]:
        """List what staff thought of the opportunities found in a span: claimed or handled is right, dismissed wrong.

        What came from the audit was not found by the program and is left out, as is what nobody has decided about.
        """
        sql = f"""
            {STOOD} SELECT o.number, o.topic, coalesce(p.community, '') AS community, p.closed,
                stood.action, stood.reason
            FROM opportunity AS o JOIN post AS p ON p.id = o.post JOIN stood ON stood.opportunity = o.number
            WHERE o.found_at >= :first AND o.found_at < :after AND stood.action IN ('claim', 'handle', 'dismiss')
                AND {_FOUND_BY_US} ORDER BY o.number
        """  # noqa: S608 - of parts that are written here
        return [
            Judged(
                number=row["number"],
                community=row["community"],
                topic=Topic(row["topic"]) if row["topic"] else None,
                right=row["action"] != "dismiss",
                reason=Reason(row["reason"]) if row["reason"] else None,
                closed=bool(row["closed"]),
            )
            for row in self._rows(sql, then, first=stamp(span[0]), after=stamp(span[1]))
        ]

    def found_in_open(self, span: Span) -> int:
        """Count what the program itself found in open communities in a span: without what came from the audit."""
        sql = f"""
            SELECT count(*) AS n FROM opportunity AS o JOIN post AS p ON p.id = o.post
            WHERE o.found_at >= :first AND o.found_at < :after AND p.closed = 0
                AND {_FOUND_BY_US}
        """  # noqa: S608 - of parts that are written here
        values = {"first": stamp(span[0]), "after": stamp(span[1])}
        return int(next(iter(list(self._database.query(sql, values))))["n"])

    def asked_again(self, span: Span, most: int) -> list[AskedAgain]:
        """List the questions that came again in a span, the most frequent first."""
        sql = """
            SELECT first, (SELECT count(*) + 1 FROM same AS all_of WHERE all_of.first = same.first
                           AND all_of.at < :after) AS times
            FROM same WHERE at >= :first AND at < :after GROUP BY first ORDER BY times DESC, first LIMIT :most
        """
        values = {"first": stamp(span[0]), "after": stamp(span[1]), "most": most}
        rows = list(self._database.query(sql, values))
        found = [(self.opportunity(row["first"], span[1]), row["times"]) for row in rows]
        return [AskedAgain(first=one, times=times) for one, times in found if one is not None]

    def claimed(self, then: datetime) -> Mapping[str, int]:
        """Count what each person had claimed and not finished."""
        sql = f"{STOOD} SELECT by FROM stood WHERE action = 'claim'"  # noqa: S608 - of parts that are written here
        return Counter(row["by"] for row in self._rows(sql, then))

    def silent(self, then: datetime, longest: timedelta) -> list[tuple[str, datetime]]:
        """List the communities from which nothing new had come for ``longest``, with when it last did.

        Those that have been silent for three months are left out.
        """
        sql = """
            SELECT community, max(seen_at) AS at FROM post WHERE community IS NOT NULL AND seen_at < :then
            GROUP BY community HAVING max(seen_at) < :silent AND max(seen_at) >= :forgotten ORDER BY at, community
        """
        rows = self._rows(sql, then, silent=stamp(then - longest), forgotten=stamp(then - _FORGOTTEN))
        return [(row["community"], known_time(row["at"])) for row in rows]

    def _rows(self, sql: str, then: datetime, **more: Any) -> list[Row]:
        return list(self._database.query(sql, {"then": stamp(then), **more}))
