"""Bright Data's Facebook datasets: posts of groups and pages, and comments, as JSON, JSON lines, CSV or XLSX."""

from __future__ import annotations

from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, listed, walk
from dialogbot.mapping.facebook_links import bare_id, comment_in, post_in
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

POST_MARKS = frozenset({"user_username_raw", "content", "date_posted"})
COMMENT_MARKS = frozenset({"comment_id", "comment_text", "date_created"})

POSTS = Level(
    columns=Columns(
        platform="facebook",
        text=("content",),
        ref=("ref",),
        community=("group_name", "page_name"),
        author=("user_username_raw", "user_name"),
        posted_at=("date_posted",),
        likes=("likes", "num_likes"),
        url=("url",),
    ),
)
COMMENTS = Level(
    columns=Columns(
        platform="facebook",
        text=("comment_text", "reply_text", "text"),
        ref=("ref",),
        thread_ref=("post",),
        parent_ref=("parent_comment_id", "post"),
        community=("group_name",),
        author=("user_name", "reply_user_name"),
        posted_at=("date_created", "reply_date", "date"),
        likes=("num_likes", "likes"),
        url=("comment_link", "reply_url"),
    ),
    children=("replies",),
    below=Level(
        columns=Columns(
            platform="facebook",
            text=("reply_text", "comment_text", "text"),
            ref=("reply_id", "comment_id"),
            author=("user_name", "reply_user_name"),
            posted_at=("date_created", "reply_date", "date"),
            likes=("num_likes", "likes"),
            url=("comment_link", "reply_url"),
        ),
    ),
)


def _recognise(export: Export) -> bool:
    return any(has_marks(member, marks) for member in export.members for marks in (POST_MARKS, COMMENT_MARKS))


def _read(export: Export) -> Rows:
    for member in export.members:
        if has_marks(member, POST_MARKS):
            yield from _walked(member, POST_MARKS, POSTS)
        elif has_marks(member, COMMENT_MARKS):
            yield from _walked(member, COMMENT_MARKS, COMMENTS)


def _walked(member: Member, marks: frozenset[str], level: Level) -> Rows:
    for row in rows_with(member, marks):
        if isinstance(row, Row):
            yield from walk(_with_refs(row), level)
        else:
            yield row


def _with_refs(row: Row) -> Row:
    cells = row.cells
    post = bare_id(cells.get("post_id")) or post_in(cells.get("url"))
    comment = comment_in(cells.get("comment_link")) or bare_id(cells.get("comment_id"))
    added = {"ref": comment or post, "post": post, "replies": listed(cells.get("replies"))}
    return Row(where=row.where, cells={**cells, **added})


READER = Reader(
    name="brightdata_facebook",
    title="Facebook posts or comments from Bright Data",
    kinds=".json .jsonl .csv .xlsx",
    tells=told_by(POSTS) | told_by(COMMENTS),
    recognise=_recognise,
    read=_read,
)
