"""Posts as they are remembered: each message once, whichever exports brought it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlite_utils import Database

from dialogbot.domain import Post
from dialogbot.store.values import Row, post_of, stamp

DERIVED = "h:"
"""How a ref begins that was derived from the message itself, for want of an id of the platform's."""


class Added(StrEnum):
    """What adding a post did."""

    NEW = "new"
    KNOWN = "known"
    EDITED = "edited"


class Posts:
    """What is asked about posts."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def add(self, post: Post, fingerprint: str, now: datetime) -> Added:
        """Remember a post with its ref, once; a changed text replaces the old one and is to be judged again.

        A message is recognised by the platform's id, or, where this or the earlier export has none, by its
        fingerprint. One id with two authors and two texts is two messages: such an id counts rows of a file.
        """
        derived = DERIVED + fingerprint
        row = self._row("ref", post.platform, post.ref or derived)
        if row is not None and _contradicts(row, post):
            post = replace(post, ref=derived)
            row = self._row("ref", post.platform, derived)
        if row is None:
            row = self._twin(post, fingerprint)
        if row is None:
            self._insert(post, fingerprint, now)
            return Added.NEW
        self._remember_likes(row, post, now)
        return self._merge(row, post, fingerprint)

    def unjudged(self, after: tuple[str, str] = ("", ""), most: int = -1) -> list[tuple[str, str]]:
        """List the threads, as (platform, thread), that hold a post which was never judged or has changed.

        At most so many (-1: all), in the order of platform and thread, behind ``after``.
        """
        sql = """
            SELECT DISTINCT platform, thread FROM post
            WHERE judged_at IS NULL AND (platform, thread) > (?, ?) ORDER BY platform, thread LIMIT ?
        """
        return [(row["platform"], row["thread"]) for row in self._database.query(sql, [*after, most])]

    def thread(self, platform: str, thread: str) -> list[Post]:
        """Return a thread's posts in the order they were written; those without a time keep the export's order."""
        sql = """
            SELECT *, coalesce(posted_at, (SELECT posted_at FROM post AS first WHERE first.platform = post.platform
                                           AND first.ref = post.thread), seen_at) AS place
            FROM post WHERE platform = ? AND thread = ?
            ORDER BY ref != thread, place, id
        """
        return [post_of(row) for row in self._database.query(sql, [platform, thread])]

    def seen_before(self, platform: str, thread: str, time: datetime) -> frozenset[str]:
        """Return the refs of a thread's posts that had been imported before a time."""
        sql = "SELECT ref FROM post WHERE platform = ? AND thread = ? AND seen_at <= ?"
        return frozenset(row["ref"] for row in self._database.query(sql, [platform, thread, stamp(time)]))

    def community_named(self, name: str) -> str | None:
        """Return a community's name as its exports write it, whatever the case in which it is asked for."""
        sql = "SELECT DISTINCT community AS name FROM post WHERE community IS NOT NULL"
        known = [str(row["name"]) for row in self._database.query(sql)]
        return next((one for one in known if one.casefold() == name.casefold()), None)

    def count(self) -> int:
        """Count all posts."""
        return int(next(iter(self._database.query("SELECT count(*) AS n FROM post")))["n"])

    def _row(self, column: str, platform: str, value: str) -> Row | None:
        sql = f"SELECT * FROM post WHERE platform = ? AND {column} = ? ORDER BY id LIMIT 1"  # noqa: S608 - one of two names written here
        return next(iter(self._database.query(sql, [platform, value])), None)

    def _twin(self, post: Post, fingerprint: str) -> Row | None:
        row = self._row("fingerprint", post.platform, fingerprint)
        if row is None or (_native(post.ref) and _native(row["ref"])):
            return None
        return row

    def _insert(self, post: Post, fingerprint: str, now: datetime) -> None:
        ref = post.ref or DERIVED + fingerprint
        sql = """
            INSERT INTO post (platform, ref, fingerprint, thread, parent_ref, community, author, posted_at, text, likes,
                              url, seen_at, closed)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
        """
        thread = self._thread_of(post, ref)
        when = stamp(post.posted_at) if post.posted_at else None
        self._database.execute(
            sql,
            [
                post.platform, ref, fingerprint, thread, post.parent_ref, post.community, post.author, when, post.text,
                post.likes, post.url, stamp(now), post.closed,
            ],
        )  # fmt: skip
        if thread != ref:
            self._move(post.platform, ref, thread)

    def _thread_of(self, post: Post, ref: str) -> str:
        above = post.parent_ref or post.thread_ref
        if above is None or above == ref:
            return ref
        sql = "SELECT thread FROM post WHERE platform = ? AND ref = ?"
        row = next(iter(self._database.query(sql, [post.platform, above])), None)
        return str(row["thread"]) if row else post.thread_ref or above

    def _move(self, platform: str, ref: str, thread: str) -> None:
        """Take those who came before their parent along into the thread that it belongs to."""
        sql = "UPDATE post SET thread = ?, judged_at = NULL WHERE platform = ? AND thread = ? AND ref != ?"
        self._database.execute(sql, [thread, platform, ref, thread])

    def _merge(self, row: Row, post: Post, fingerprint: str) -> Added:
        if not row["text"]:  # it was deleted, and an export that still has it does not bring it back
            return Added.KNOWN
        if post.closed and row["fingerprint"] == fingerprint:  # other names may be known to be masked this time
            post = replace(post, text=row["text"])
        if _native(post.ref) and not _native(row["ref"]):
            self._rename(row, post.ref or "")
        edited = row["text"] != post.text
        sql = """
            UPDATE post SET text = ?, fingerprint = ?, likes = coalesce(?, likes), url = coalesce(url, ?),
                author = coalesce(author, ?), community = coalesce(community, ?), posted_at = coalesce(posted_at, ?),
                judged_at = iif(?, NULL, judged_at)
            WHERE id = ?
        """
        when = stamp(post.posted_at) if post.posted_at else None
        values = [post.text, fingerprint, post.likes, post.url, post.author, post.community, when, edited, row["id"]]
        self._database.execute(sql, values)
        return Added.EDITED if edited else Added.KNOWN

    def _remember_likes(self, row: Row, post: Post, now: datetime) -> None:
        """Keep the likes that were known until now, where they change: a past week is to have the same figures."""
        if post.likes is None or post.likes == row["likes"]:
            return
        sql = "INSERT OR REPLACE INTO liked (post, until, likes) VALUES (?, ?, ?)"
        self._database.execute(sql, [row["id"], stamp(now), row["likes"] or 0])

    def _rename(self, row: Row, ref: str) -> None:
        """Give a message that was known by its words the id that a better export tells."""
        self._database.execute("UPDATE post SET ref = ? WHERE id = ?", [ref, row["id"]])
        for column in ("parent_ref", "thread"):
            sql = f"UPDATE post SET {column} = ? WHERE platform = ? AND {column} = ?"  # noqa: S608 - one of two names written here
            self._database.execute(sql, [ref, row["platform"], row["ref"]])


def _native(ref: str | None) -> bool:
    return ref is not None and not ref.startswith(DERIVED)


def _contradicts(row: Row, post: Post) -> bool:
    authors = row["author"] is not None and post.author is not None and row["author"] != post.author
    return authors and row["text"] != post.text
