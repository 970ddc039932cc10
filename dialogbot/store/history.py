"""What became of the opportunities of a longer span, for reports and exports.

What came from the audit was not found by the program and is not counted; what was taken back was never decided.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.domain import Opportunity
from dialogbot.store.figures import Span
from dialogbot.store.opportunities import PROGRAM, Opportunities
from dialogbot.store.values import Row, known_time, stamp, time_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """What became of an opportunity by the end of a span.

    ``last`` is the action decided last, ``reacted_at`` when a person first reacted to it; ``handled`` says that
    somebody ever answered it. ``again``: it repeats an earlier question; ``silent``: and has no card of its own.
    """

    number: int
    found_at: datetime
    posted_at: datetime | None
    topic: str | None
    community: str | None
    last: str | None
    reacted_at: datetime | None
    handled: bool
    again: bool
    silent: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What a person did in a span, in opportunities; ``expired`` are claims of theirs that lapsed."""

    name: str
    claimed: int
    handled: int
    dismissed: int
    expired: int


class History:
    """What is asked about longer spans. A span is from (inclusive) and to (exclusive)."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def found(self, span: Span) -> list[Course]:
        """List what was found in the span, the earliest first, as it stood at the end of the span."""
        sql = """
            SELECT o.number, o.found_at, p.posted_at, p.community, o.topic,
                (SELECT action FROM standing AS d WHERE d.opportunity = o.number AND d.made_at < :until
                 ORDER BY d.id DESC LIMIT 1) AS last,
                (SELECT min(made_at) FROM standing AS d WHERE d.opportunity = o.number AND d.made_at < :until
                 AND d.action IN ('claim', 'handle', 'dismiss', 'snooze')) AS reacted_at,
                EXISTS (SELECT * FROM standing AS d WHERE d.opportunity = o.number AND d.made_at < :until
                        AND d.action = 'handle') AS handled,
                (SELECT silent FROM same WHERE same.opportunity = o.number) AS silent
            FROM opportunity AS o JOIN post AS p ON p.id = o.post
            WHERE o.found_at >= :since AND o.found_at < :until
                AND NOT EXISTS (SELECT * FROM audit WHERE audit.post = o.post) ORDER BY o.found_at, o.number
        """
        return [_course_of(row) for row in self._database.query(sql, _bound(span))]

    def people(self, span: Span) -> list[Work]:
        """List what each person did in the span, the one with the most answers first."""
        sql = """
            WITH done AS (
                SELECT by AS name, action, opportunity FROM standing
                WHERE made_at >= :since AND made_at < :until AND by != :program
                UNION ALL
                SELECT (SELECT by FROM standing AS c WHERE c.opportunity = d.opportunity AND c.id < d.id
                        AND c.action = 'claim' ORDER BY c.id DESC LIMIT 1), 'expire', opportunity
                FROM standing AS d WHERE made_at >= :since AND made_at < :until AND action = 'expire'
            )
            SELECT name, count(DISTINCT iif(action = 'claim', opportunity, NULL)) AS claimed,
                count(DISTINCT iif(action = 'handle', opportunity, NULL)) AS handled,
                count(DISTINCT iif(action = 'dismiss', opportunity, NULL)) AS dismissed,
                count(DISTINCT iif(action = 'expire', opportunity, NULL)) AS expired
            FROM done WHERE name IS NOT NULL GROUP BY name ORDER BY handled DESC, claimed DESC, name
        """
        return [Work(**row) for row in self._database.query(sql, _bound(span) | {"program": PROGRAM})]

    def reasons(self, span: Span) -> list[tuple[str, int]]:
        """Count the opportunities dismissed in the span per reason, the most frequent first; none given is ''."""
        sql = """
            SELECT coalesce(reason, '') AS name, count(DISTINCT opportunity) AS n FROM standing
            WHERE made_at >= :since AND made_at < :until AND action = 'dismiss' GROUP BY 1 ORDER BY n DESC, name
        """
        return [(row["name"], row["n"]) for row in self._database.query(sql, _bound(span))]

    def profiles(self) -> frozenset[str]:
        """Return the communities that are named like somebody who writes there: pages and profiles of one."""
        sql = "SELECT DISTINCT community AS name FROM post WHERE community = author"
        return frozenset(row["name"] for row in self._database.query(sql))

    def opportunities(self, span: Span) -> list[Opportunity]:
        """List the opportunities found in the span, with post, verdict and last decision, the earliest first."""
        return [one for one in reversed(Opportunities(self._database).all()) if span[0] <= one.found_at < span[1]]


def _bound(span: Span) -> dict[str, str]:
    return {"since": stamp(span[0]), "until": stamp(span[1])}


def _course_of(row: Row) -> Course:
    return Course(
        number=row["number"],
        found_at=known_time(row["found_at"]),
        posted_at=time_of(row["posted_at"]),
        topic=row["topic"],
        community=row["community"],
        last=row["last"],
        reacted_at=time_of(row["reacted_at"]),
        handled=bool(row["handled"]),
        again=row["silent"] is not None,
        silent=bool(row["silent"]),
    )
