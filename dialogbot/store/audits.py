"""The audit of what was missed: what could be drawn, what was, and what staff said."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.audit import Answer, Candidate, Draw, Stratum, Tally
from dialogbot.domain import Post
from dialogbot.store.values import Row, post_of, stamp, time_of

_LEAST_WORDS = 3
_SELECT = "SELECT audit.*, p.*, audit.number AS number FROM audit JOIN post AS p ON p.id = audit.post"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A message about which staff are asked whether they should have seen it, and what they said, if anything."""

    number: int
    week: str
    post: Post
    answer: Answer | None
    by: str | None
    answered_at: datetime | None


class Audits:
    """What is asked about the audit."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def candidates(
        self, span: tuple[datetime, datetime], *, own: Collection[str], closes: Callable[[str | None], bool]
    ) -> list[Candidate]:
        """List the messages imported in a span that were not found, of three words or more.

        What ``own`` names wrote and what stands in a community that ``closes`` is not among them.
        """
        sql = """
            SELECT p.id, p.platform, p.ref, p.author, p.community, p.text, v.score
            FROM post AS p JOIN verdict AS v ON v.post = p.id
            WHERE p.seen_at >= ? AND p.seen_at < ? AND v.opportunity = 0 AND p.closed = 0
                AND NOT EXISTS (SELECT * FROM opportunity WHERE opportunity.post = p.id)
        """
        names = {one.casefold() for one in own}
        return [
            Candidate(post=row["id"], key=f"{row['platform']}\n{row['ref']}", score=row["score"])
            for row in self._database.query(sql, [stamp(span[0]), stamp(span[1])])
            if (row["author"] or "").casefold() not in names
            and not closes(row["community"])
            and len(row["text"].split()) >= _LEAST_WORDS
        ]

    def is_drawn(self, week: str) -> bool:
        """Say whether a week's sample was drawn."""
        return bool(list(self._database.query("SELECT 1 FROM audited WHERE week = ? LIMIT 1", [week])))

    def keep(self, week: str, draws: Sequence[Draw], now: datetime) -> list[int]:
        """Remember a week's sample, and return the numbers by which staff know its messages."""
        numbers = []
        for draw in draws:
            sql = "INSERT INTO audited (week, stratum, population) VALUES (?, ?, ?)"
            self._database.execute(sql, [week, draw.stratum, draw.population])
            for post in draw.posts:
                sql = "INSERT INTO audit (week, stratum, post, drawn_at) VALUES (?, ?, ?, ?) RETURNING number"
                rows = list(self._database.query(sql, [week, draw.stratum, post, stamp(now)]))
                numbers.append(int(rows[0]["number"]))
        return numbers

    def numbered(self, number: int) -> Asked | None:
        """Return the message with this number, if there is one."""
        row = next(iter(list(self._database.query(f"{_SELECT} WHERE audit.number = ?", [number]))), None)
        return _asked(row) if row else None

    def about(self, posts: Iterable[int]) -> list[int]:
        """List the numbers of those of these posts (by row) that were drawn."""
        sql = "SELECT number FROM audit WHERE post = ?"
        return [row["number"] for post in posts for row in list(self._database.query(sql, [post]))]

    def waiting(self) -> list[Asked]:
        """List the messages that nobody has answered for, the earliest drawn first."""
        sql = f"{_SELECT} WHERE audit.answer IS NULL ORDER BY audit.number"
        return [_asked(row) for row in self._database.query(sql)]

    def put_answer(self, number: int, answer: Answer, by: str, now: datetime) -> None:
        """Remember what somebody said of a message, in place of what was said before."""
        sql = "UPDATE audit SET answer = ?, by = ?, answered_at = ? WHERE number = ?"
        self._database.execute(sql, [answer, by, stamp(now), number])

    def make_opportunity(self, number: int, now: datetime) -> int:
        """Make an opportunity of a message that staff should have seen, and return its number; it may be one already.

        It counts as told: whoever answered gets its card.
        """
        sql = """
            INSERT INTO opportunity (post, found_at, announced_at, kind, topic, score)
            SELECT audit.post, ?2, ?2, v.kind, v.topic, v.score FROM audit JOIN verdict AS v ON v.post = audit.post
            WHERE audit.number = ?1 AND NOT EXISTS (SELECT * FROM opportunity WHERE opportunity.post = audit.post)
        """
        self._database.execute(sql, [number, stamp(now)])
        sql = "SELECT o.number FROM opportunity AS o JOIN audit ON audit.post = o.post WHERE audit.number = ?"
        return int(next(iter(list(self._database.query(sql, [number]))))["number"])

    def missed(self) -> dict[int, datetime]:
        """Return the opportunities that staff say should have been found, by number, with when they said so."""
        sql = """
            SELECT o.number, audit.answered_at FROM audit JOIN opportunity AS o ON o.post = audit.post
            WHERE audit.answer = 'yes'
        """
        return {row["number"]: datetime.fromisoformat(row["answered_at"]) for row in self._database.query(sql)}

    def tallies(self, first: str, last: str, known_by: datetime) -> list[Tally]:
        """Count the answers for the weeks from ``first`` to ``last`` (``2026-W46``) that were given before a time."""
        sql = """
            SELECT a.week, a.stratum, a.population,
                coalesce(sum(audit.answer = 'yes' AND audit.answered_at < ?3), 0) AS yes,
                coalesce(sum(audit.answer = 'no' AND audit.answered_at < ?3), 0) AS no
            FROM audited AS a LEFT JOIN audit ON audit.week = a.week AND audit.stratum = a.stratum
            WHERE a.week >= ?1 AND a.week <= ?2 GROUP BY a.week, a.stratum ORDER BY a.week, a.stratum
        """
        return [
            Tally(
                week=row["week"],
                stratum=Stratum(row["stratum"]),
                population=row["population"],
                yes=row["yes"],
                no=row["no"],
            )
            for row in self._database.query(sql, [first, last, stamp(known_by)])
        ]


def _asked(row: Row) -> Asked:
    return Asked(
        number=row["number"],
        week=row["week"],
        post=post_of(row),
        answer=Answer(row["answer"]) if row["answer"] else None,
        by=row["by"],
        answered_at=time_of(row["answered_at"]),
    )
