"""Reddit's data request: the exporter's own comments and posts as CSV; private messages stay out."""

from __future__ import annotations

import re
from dataclasses import replace

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, to_post, words
from dialogbot.mapping.reddit_columns import GONE, bare
from dialogbot.readers import Reader, Rows, Tell, has_marks, rows_with

COMMENTS = frozenset({"id", "permalink", "date", "subreddit", "link", "parent", "body"})
POSTS = frozenset({"id", "permalink", "date", "subreddit", "title", "body"})
# The zip tells whose it is in a file of its own.
ACCOUNT = frozenset({"statistic", "value"})
THREAD = re.compile(r"/comments/([a-z0-9]+)")

COLUMNS = Columns(
    platform="reddit",
    text=("written",),
    ref=("id",),
    thread_ref=("thread",),
    parent_ref=("answered",),
    community=("subreddit",),
    posted_at=("date",),
    url=("permalink",),
)


def _marks(member: Member) -> frozenset[str] | None:
    return next((marks for marks in (COMMENTS, POSTS) if has_marks(member, marks)), None)


def _recognise(export: Export) -> bool:
    return any(_marks(member) is not None for member in export.members)


def _read(export: Export) -> Rows:
    author = _author(export)
    for member in export.members:
        marks = _marks(member)
        for row in rows_with(member, marks) if marks is not None else ():
            if isinstance(row, Rejected):
                yield row
                continue
            post = to_post(_tidied(row), COLUMNS)
            yield post if isinstance(post, Rejected) else replace(post, author=author)


def _tidied(row: Row) -> Row:
    cells = row.cells
    parts = [words(cells.get(name)).strip() for name in ("title", "body")]
    thread = THREAD.search(words(cells.get("link")))
    above = thread[1] if thread is not None and "parent" in cells else None
    added = {
        "id": bare(cells.get("id")),
        "written": "\n\n".join(part for part in parts if part and part.casefold() not in GONE),
        "thread": above,
        "answered": bare(cells.get("parent")) or above,
    }
    return Row(where=row.where, cells={**cells, **added})


def _author(export: Export) -> str | None:
    for member in export.members:
        for row in rows_with(member, ACCOUNT) if has_marks(member, ACCOUNT) else ():
            if isinstance(row, Row) and words(row.cells.get("statistic")).strip().casefold() == "account name":
                return words(row.cells.get("value")).strip() or None
    return None


READER = Reader(
    name="reddit_request",
    title="Reddit data request, comments.csv and posts.csv (only what the exporting person wrote)",
    kinds=".csv .zip",
    tells=frozenset({Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.URL, Tell.COMMUNITY}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
