"""Apify's Instagram scrapers: comments with replies, or posts with their latest comments, as JSON, CSV or XLSX."""

from __future__ import annotations

from typing import Any

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, nested, walk, words
from dialogbot.mapping.instagram_words import shortcode
from dialogbot.readers import Reader, Rows, rows_with, told_by

COMMENT_MARKS = frozenset({"ownerUsername", "text", "timestamp"})
POST_MARKS = frozenset({"ownerUsername", "shortCode"})

COMMENTS = Level(
    columns=Columns(
        platform="instagram",
        text=("text",),
        ref=("id",),
        thread_ref=("post",),
        parent_ref=("post",),
        author=("ownerUsername", "owner.username"),
        posted_at=("timestamp",),
        likes=("likesCount",),
        url=("commentUrl",),
    ),
    children=("replies",),
)
POSTS = Level(
    columns=Columns(
        platform="instagram",
        text=("caption",),
        ref=("shortCode", "post"),
        community=("ownerUsername",),
        author=("ownerUsername",),
        posted_at=("timestamp",),
        likes=("likesCount",),
        url=("url",),
    ),
    children=("latestComments",),
    below=COMMENTS,
)


def _marks(member: Member) -> frozenset[str] | None:
    for marks in (POST_MARKS, COMMENT_MARKS):
        if marks <= member.first.keys() or any(marks <= header for header in member.headers):
            return marks
    return None


def _recognise(export: Export) -> bool:
    return any(_marks(member) is not None for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        marks = _marks(member)
        for row in rows_with(member, marks) if marks is not None else ():
            if isinstance(row, Rejected):
                yield row
            else:
                yield from walk(_under(row), POSTS if marks is POST_MARKS else COMMENTS)


def _under(row: Row) -> Row:
    """Undo the flattening of a table, and name the post that a comment stands under by what its links call it."""
    cells = nested(row.cells)
    links = (cells.get(name) for name in ("postUrl", "commentUrl", "url", "inputUrl"))
    codes: list[Any] = [code for link in links if (code := shortcode(words(link))) is not None]
    return Row(where=row.where, cells={**cells, "post": codes[0] if codes else None})


READER = Reader(
    name="apify_instagram",
    title="Instagram comments or posts as scraped by Apify",
    kinds=".json .jsonl .csv .xlsx",
    tells=told_by(POSTS),
    recognise=_recognise,
    read=_read,
)
