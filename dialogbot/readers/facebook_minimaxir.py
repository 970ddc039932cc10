"""The CSV files of minimaxir's page and group scraper: statuses and comments, five hours behind UTC.

Common in old student data. The name of the group is in none of them: its id, from the ids of the posts, stands for it.
"""

from __future__ import annotations

from datetime import timedelta, timezone

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, reference, walk
from dialogbot.mapping.facebook_links import bare_id
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

STATUSES = frozenset({"status_id", "status_message", "status_published"})
COMMENTS = frozenset({"comment_id", "status_id", "comment_message", "comment_published"})
# The script takes five hours from UTC, the whole year round.
CLOCK = timezone(timedelta(hours=-5))

STATUS = Level(
    columns=Columns(
        platform="facebook",
        text=("status_message",),
        ref=("ref",),
        community=("group",),
        author=("status_author",),
        posted_at=("status_published",),
        likes=("num_reactions", "num_likes"),
        zone=CLOCK,
    ),
)
COMMENT = Level(
    columns=Columns(
        platform="facebook",
        text=("comment_message",),
        ref=("ref",),
        thread_ref=("post",),
        parent_ref=("parent", "post"),
        community=("group",),
        author=("comment_author",),
        posted_at=("comment_published",),
        likes=("num_reactions", "num_likes", "comment_likes"),
        zone=CLOCK,
    ),
)


def _recognise(export: Export) -> bool:
    return any(has_marks(member, STATUSES) or has_marks(member, COMMENTS) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        if has_marks(member, COMMENTS):
            yield from _walked(member, COMMENTS, COMMENT)
        elif has_marks(member, STATUSES):
            yield from _walked(member, STATUSES, STATUS)


def _walked(member: Member, marks: frozenset[str], level: Level) -> Rows:
    for row in rows_with(member, marks):
        yield from (row,) if isinstance(row, Rejected) else walk(_with_refs(row), level)


def _with_refs(row: Row) -> Row:
    status = reference(row.cells.get("status_id")) or ""
    added = {
        "ref": bare_id(row.cells.get("comment_id") or status),
        "post": bare_id(status),
        "parent": bare_id(row.cells.get("parent_id")),
        "group": status.rpartition("_")[0] or None,
    }
    return Row(where=row.where, cells={**row.cells, **added})


READER = Reader(
    name="facebook_minimaxir",
    title="Facebook posts and comments as CSV from minimaxir's scraper",
    kinds=".csv .xlsx",
    tells=told_by(STATUS) | told_by(COMMENT),
    recognise=_recognise,
    read=_read,
)
