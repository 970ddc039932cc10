"""What was learnt from staff's decisions, and what learning and tuning ask of the past."""

from __future__ import annotations

import dataclasses
import json
from datetime import datetime

from sqlite_utils import Database

from dialogbot.domain import Post
from dialogbot.learning import Correction, Figures, Lesson, from_text, to_text
from dialogbot.store.values import Row, known_time, post_of, stamp


class Corrections:
    """What is asked about corrections. The newest active one holds; below it lie those that held before."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def keep(self, correction: Correction, figures: Figures, *, accepted: bool, now: datetime) -> int:
        """Keep what was learnt, and return its number; only what is accepted holds from now on."""
        sql = """
            INSERT INTO correction (made_at, data, figures, accepted, active) VALUES (?, ?, ?, ?, ?) RETURNING number
        """
        values = [stamp(now), to_text(correction), json.dumps(dataclasses.astuple(figures)), accepted, accepted]
        return int(next(iter(self._database.query(sql, values)))["number"])

    def holding(self) -> Correction | None:
        """Return the correction that holds now, if any."""
        found = self._found("SELECT * FROM correction WHERE active = 1 ORDER BY number DESC LIMIT 1")
        return found[0].correction if found else None

    def undo(self) -> Lesson | None:
        """Take back the newest correction that holds, so that the one before it holds again; return it, if any."""
        sql = """
            UPDATE correction SET active = 0
            WHERE number = (SELECT max(number) FROM correction WHERE active = 1) RETURNING *
        """
        found = self._found(sql)
        return found[0] if found else None

    def all(self) -> list[Lesson]:
        """List every attempt to learn, the newest first."""
        return self._found("SELECT * FROM correction ORDER BY number DESC")

    def last(self) -> Lesson | None:
        """Return the newest attempt, whatever came of it."""
        found = self._found("SELECT * FROM correction ORDER BY number DESC LIMIT 1")
        return found[0] if found else None

    def learnt(self, first: datetime, after: datetime) -> tuple[Lesson | None, Lesson | None]:
        """Return the newest correction made in a span that still holds, and the newest of those before the span."""
        sql = "SELECT * FROM correction WHERE active = 1 AND made_at >= ? AND made_at < ? ORDER BY number DESC LIMIT 1"
        inside = self._found(sql, stamp(first), stamp(after))
        sql = "SELECT * FROM correction WHERE active = 1 AND made_at < ? ORDER BY number DESC LIMIT 1"
        before = self._found(sql, stamp(first))
        return (inside[0] if inside else None), (before[0] if before else None)

    def decided_since(self, time: datetime | None) -> int:
        """Count the opportunities about which staff have decided something for good since a time, or ever."""
        sql = """
            SELECT count(DISTINCT opportunity) AS n FROM decision
            WHERE action IN ('claim', 'handle', 'dismiss') AND made_at > ?
        """
        return int(next(iter(self._database.query(sql, [stamp(time) if time else ""])))["n"])

    def thread_then(self, post: Post, time: datetime) -> list[Post]:
        """Return the posts of a post's thread that had been imported by a time, the first of the thread in front."""
        sql = """
            SELECT * FROM post WHERE platform = ? AND thread = ? AND (seen_at <= ? OR ref = ?)
            ORDER BY ref != thread, coalesce(posted_at, seen_at), id
        """
        return [
            post_of(row) for row in self._database.query(sql, [post.platform, post.thread_ref, stamp(time), post.ref])
        ]

    def numbered(self, post: Post) -> bool:
        """Say whether a post is known to staff as an opportunity."""
        sql = """
            SELECT 1 FROM opportunity JOIN post ON post.id = opportunity.post WHERE post.platform = ? AND post.ref = ?
        """
        return bool(list(self._database.query(sql, [post.platform, post.ref])))

    def scores_since(self, time: datetime) -> list[tuple[str, float, datetime]]:
        """List community ('' for none), score and time of the opportunities of the time since."""
        sql = """
            SELECT coalesce(p.community, '') AS community, v.score, coalesce(p.posted_at, o.found_at) AS at
            FROM opportunity AS o JOIN post AS p ON p.id = o.post JOIN verdict AS v ON v.post = o.post
            WHERE coalesce(p.posted_at, o.found_at) >= ? AND v.opportunity = 1
        """
        rows = self._database.query(sql, [stamp(time)])
        return [(row["community"], row["score"], known_time(row["at"])) for row in rows]

    def _found(self, sql: str, *values: str) -> list[Lesson]:
        return [_lesson(row) for row in list(self._database.query(sql, list(values)))]


def _lesson(row: Row) -> Lesson:
    names = [one.name for one in dataclasses.fields(Figures)]
    return Lesson(
        number=row["number"],
        made_at=known_time(row["made_at"]),
        accepted=bool(row["accepted"]),
        active=bool(row["active"]),
        correction=from_text(row["data"]),
        figures=Figures(**dict(zip(names, json.loads(row["figures"]), strict=True))),
    )
