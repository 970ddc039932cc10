"""Netvizz: the tab files of a group or page, posts (``fullstats``) and comments; people are hashes there.

The file of comments does not name the parent of a reply: it stands under the comment that it answers.
"""

from __future__ import annotations

from datetime import UTC

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, reference, walk, words
from dialogbot.mapping.facebook_links import bare_id, group_in
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

STATS = frozenset({"post_message", "post_published", "post_id", "comments_base"})
COMMENTS = frozenset({"post_id", "comment_id", "is_reply", "comment_message"})

POST = Level(
    columns=Columns(
        platform="facebook",
        text=("post_message",),
        ref=("post",),
        community=("group",),
        author=("by",),
        posted_at=("post_published_unix", "post_published", "post_published_sql"),
        likes=("likes", "likes_count_fb"),
        url=("post_link",),
        zone=UTC,
    ),
)
COMMENT = Level(
    columns=Columns(
        platform="facebook",
        text=("comment_message",),
        ref=("ref",),
        thread_ref=("post",),
        parent_ref=("parent",),
        community=("group",),
        author=("comment_by",),
        posted_at=("comment_published",),
        likes=("comment_like_count",),
        zone=UTC,
    ),
)


def _recognise(export: Export) -> bool:
    return any(has_marks(member, STATS) or has_marks(member, COMMENTS) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        if has_marks(member, COMMENTS):
            yield from _comments(member)
        elif has_marks(member, STATS):
            for row in rows_with(member, STATS):
                yield from (row,) if isinstance(row, Rejected) else walk(_placed(row, None), POST)


def _comments(member: Member) -> Rows:
    answered = post = None
    for row in rows_with(member, COMMENTS):
        if isinstance(row, Rejected):
            yield row
            continue
        is_reply = words(row.cells.get("is_reply")).strip() in {"1", "true", "True"}
        same_post = row.cells.get("post_id") == post
        yield from walk(_placed(row, answered if is_reply and same_post else None), COMMENT)
        if not is_reply:
            answered, post = bare_id(row.cells.get("comment_id")), row.cells.get("post_id")


def _placed(row: Row, parent: str | None) -> Row:
    whole = reference(row.cells.get("post_id")) or ""
    added = {
        "ref": bare_id(row.cells.get("comment_id")),
        "post": bare_id(whole),
        "parent": parent or bare_id(whole),
        "group": group_in(row.cells.get("post_link")) or whole.rpartition("_")[0] or None,
    }
    return Row(where=row.where, cells={**row.cells, **added})


READER = Reader(
    name="facebook_netvizz",
    title="Facebook posts or comments from Netvizz",
    kinds=".tab .tsv .csv",
    tells=told_by(POST) | told_by(COMMENT),
    recognise=_recognise,
    read=_read,
)
