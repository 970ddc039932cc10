"""What became of our own replies, worked out anew from the posts."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from datetime import datetime

from sqlite_utils import Database

from dialogbot.domain import Post, Topic
from dialogbot.outcomes import Known, Outcome, follow, links, marks
from dialogbot.store.values import post_of, stamp

Span = tuple[datetime, datetime]


class Outcomes:
    """What is asked about our replies. What was imported at ``known_by`` or later is as if it were not there."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def of(self, own: Collection[str], span: Span, known_by: datetime) -> list[Outcome]:
        """List what became of the replies written in a span, the earliest first; without a time, import's counts.

        ``own`` are the names under which the library writes, in any case.
        """
        folded = frozenset(name.casefold() for name in own)
        linked = self._linked(span[0], known_by)
        threads = {*self._threads_of(folded, span, known_by), *linked}
        found = []
        for thread in sorted(threads):
            times, posts = self._thread(*thread, known_by)
            known = Known(own=folded, found=self._found(*thread, known_by), linked=linked.get(thread, {}))
            within = (one for one in follow(posts, known) if span[0] <= times[one.reply.ref or ""] < span[1])
            found += [(times[one.reply.ref or ""], one) for one in within]
        return [one for _, one in sorted(found, key=lambda pair: (pair[0], pair[1].reply.ref or ""))]

    def _threads_of(self, own: frozenset[str], span: Span, known_by: datetime) -> list[tuple[str, str]]:
        authors = [row["author"] for row in self._database.query("SELECT DISTINCT author FROM post")]
        names = [name for name in authors if name is not None and name.casefold() in own]
        sql = """
            SELECT DISTINCT platform, thread FROM post
            WHERE author IN (SELECT value FROM json_each(?)) AND seen_at < ?
                AND coalesce(posted_at, seen_at) >= ? AND coalesce(posted_at, seen_at) < ?
        """
        values = [json.dumps(names), stamp(known_by), stamp(span[0]), stamp(span[1])]
        return [(row["platform"], row["thread"]) for row in self._database.query(sql, values)]

    def _linked(self, since: datetime, known_by: datetime) -> dict[tuple[str, str], dict[str, int]]:
        """Return, per thread, what was answered with a link since a time: the links' marks, each with its opportunity.

        Whoever says that something is answered says so after they wrote it.
        """
        sql = """
            SELECT p.platform, p.thread, d.opportunity AS number, d.note
            FROM decision AS d JOIN opportunity AS o ON o.number = d.opportunity JOIN post AS p ON p.id = o.post
            WHERE d.action = 'handle' AND d.made_at >= ? AND d.made_at < ?
                AND (d.note LIKE '%http%' OR d.note LIKE '%www.%')
        """
        found: dict[tuple[str, str], dict[str, int]] = {}
        for row in self._database.query(sql, [stamp(since), stamp(known_by)]):
            of_thread = found.setdefault((row["platform"], row["thread"]), {})
            of_thread |= {mark: row["number"] for link in links(row["note"]) for mark in marks(link)}
        return found

    def _thread(self, platform: str, thread: str, known_by: datetime) -> tuple[dict[str, datetime], list[Post]]:
        """Return a thread as it was known then, likes too, and when each of its posts was written, or imported."""
        sql = """
            SELECT post.*, coalesce(posted_at, seen_at) AS place,
                coalesce((SELECT liked.likes FROM liked WHERE liked.post = post.id AND until >= ?1
                          ORDER BY until LIMIT 1), likes) AS then_liked
            FROM post WHERE platform = ?2 AND thread = ?3 AND seen_at < ?1 ORDER BY ref != thread, place, id
        """
        times, posts = {}, []
        for row in self._database.query(sql, [stamp(known_by), platform, thread]):
            times[row["ref"]] = datetime.fromisoformat(row["place"])
            posts.append(post_of({**row, "likes": row["then_liked"]}))
        return times, posts

    def _found(self, platform: str, thread: str, known_by: datetime) -> Mapping[str, tuple[int, Topic | None]]:
        sql = """
            SELECT p.ref, o.number, o.topic FROM opportunity AS o JOIN post AS p ON p.id = o.post
            WHERE p.platform = ? AND p.thread = ? AND o.found_at < ?
        """
        rows = self._database.query(sql, [platform, thread, stamp(known_by)])
        return {row["ref"]: (row["number"], Topic(row["topic"]) if row["topic"] else None) for row in rows}
