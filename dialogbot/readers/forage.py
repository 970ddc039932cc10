"""forage: posts of a Facebook group with comments and replies, as JSON (in full or in short) or as two CSV files.

The CSV of comments does not name the group; where the CSV of posts lies beside it, the group is taken from there.
"""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import Columns, Level, value_at, walk, words
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

POST_TABLE = frozenset({"post_id", "author_name", "content", "reactions_total", "group_name"})
COMMENT_TABLE = frozenset({"comment_id", "post_id", "parent_comment_id", "content", "reactions_total"})
ROWS_FOR_GROUP = 50

COMMENTS = Level(
    columns=Columns(
        platform="facebook",
        text=("content",),
        ref=("id",),
        author=("author.name",),
        posted_at=("timestamp",),
        likes=("reactions.total", "reactions"),
    ),
    children=("replies",),
)
POSTS = Level(
    columns=Columns(
        platform="facebook",
        text=("content",),
        ref=("id",),
        author=("author.name",),
        posted_at=("timestamp",),
        likes=("reactions.total", "engagement.reactions"),
        url=("url",),
    ),
    children=("comments", "top_comments"),
    below=COMMENTS,
)
POST_ROWS = Level(
    columns=Columns(
        platform="facebook",
        text=("content",),
        ref=("post_id",),
        community=("group_name",),
        author=("author_name",),
        posted_at=("timestamp",),
        likes=("reactions_total",),
    ),
)
COMMENT_ROWS = Level(
    columns=Columns(
        platform="facebook",
        text=("content",),
        ref=("comment_id",),
        thread_ref=("post_id",),
        parent_ref=("parent_comment_id", "post_id"),
        author=("author_name",),
        posted_at=("timestamp",),
        likes=("reactions_total",),
    ),
)


def _is_whole(member: Member) -> bool:
    if member.json_kind is not JsonKind.OBJECT or not isinstance(member.first.get("posts"), list):
        return False
    by_group = isinstance(member.first.get("group"), dict) and {"scraped_at", "date_range"} <= member.first.keys()
    return by_group or "group_name" in (member.first.get("metadata") or ())


def _recognise(export: Export) -> bool:
    return any(
        _is_whole(member) or has_marks(member, POST_TABLE) or has_marks(member, COMMENT_TABLE)
        for member in export.members
    )


def _read(export: Export) -> Rows:
    group = _group_of_tables(export)
    for member in export.members:
        if _is_whole(member):
            yield from _walked(member.records("posts"), _in_group(POSTS, *_told_at_top(member)))
        elif member.json_kind is None and has_marks(member, COMMENT_TABLE):
            yield from _walked(rows_with(member, COMMENT_TABLE), _in_group(COMMENT_ROWS, group))
        elif member.json_kind is None and has_marks(member, POST_TABLE):
            yield from _walked(rows_with(member, POST_TABLE), POST_ROWS)


def _walked(rows: Any, level: Level) -> Rows:
    for row in rows:
        yield from walk(row, level) if isinstance(row, Row) else (row,)


def _told_at_top(member: Member) -> tuple[str | None, Any]:
    """Give the group's name and when it was scraped."""
    names = ("group.name", "metadata.group_name", "group.id")
    name = next((found for each in names if (found := words(value_at(member.first, each)).strip())), None)
    return name, value_at(member.first, "scraped_at") or value_at(member.first, "metadata.scraped_at")


def _in_group(level: Level, group: str | None, scraped_at: Any = None) -> Level:
    try:
        now = read_time(scraped_at)
    except BadDate:
        now = None
    below = level.below and replace(level.below, columns=replace(level.below.columns, now=now))
    return replace(level, columns=replace(level.columns, in_community=group, now=now), below=below)


def _group_of_tables(export: Export) -> str | None:
    rows = (
        row
        for member in export.members
        if member.json_kind is None and has_marks(member, POST_TABLE)
        for row in islice(rows_with(member, POST_TABLE), ROWS_FOR_GROUP)
    )
    names = {words(row.cells.get("group_name")).strip() for row in rows if not isinstance(row, Rejected)} - {""}
    return names.pop() if len(names) == 1 else None


READER = Reader(
    name="forage",
    title="A Facebook group as scraped by forage, JSON or its two CSV files",
    kinds=".json .csv folder .zip",
    tells=told_by(POSTS) | told_by(POST_ROWS) | told_by(COMMENT_ROWS),
    recognise=_recognise,
    read=_read,
)
