"""Apify's Facebook comments scraper: comments and replies, nested or flat, as JSON, CSV or XLSX; without the posts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, nested, reference, walk
from dialogbot.mapping.facebook_links import coded_id, comment_in, group_in, parent_in, post_in
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

MARKS = frozenset({"facebookUrl", "commentUrl", "text"})
WITHOUT_TEXT = frozenset({"facebookUrl", "commentUrl", "profileName"})
NESTED = ("comments", "replies")
DEEPEST = 20

LEVEL = Level(
    columns=Columns(
        platform="facebook",
        text=("text",),
        ref=("ref",),
        thread_ref=("post",),
        parent_ref=("parent",),
        community=("groupTitle", "groupName", "group"),
        author=("profileName",),
        posted_at=("date",),
        likes=("likesCount",),
        url=("commentUrl",),
    ),
    children=NESTED,
)


def _claims(member: Member) -> bool:
    return has_marks(member, MARKS) or has_marks(member, WITHOUT_TEXT)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        for row in rows_with(member, frozenset({"facebookUrl", "commentUrl"})) if _claims(member) else ():
            if isinstance(row, Rejected):
                yield row
            else:
                yield from walk(Row(where=row.where, cells=_placed(nested(row.cells), None, 0)), LEVEL)


def _placed(cells: Mapping[str, Any], above: str | None, depth: int) -> dict[str, Any]:
    """Add ids in the terms that all tools share, to a comment and to all that is nested under it."""
    url = cells.get("commentUrl")
    post = post_in(cells.get("facebookUrl")) or post_in(url)
    if post is None or post.startswith("pfbid"):
        post = reference(cells.get("facebookId")) or post
    ref = reference(cells.get("commentId")) or comment_in(url) or coded_id(cells.get("id"))
    parent = above or coded_id(cells.get("replyToCommentId")) or parent_in(url) or post
    below = {name: _answers(cells.get(name), ref, depth) for name in NESTED}
    return {**cells, "post": post, "ref": ref, "parent": parent, "group": group_in(url), **below}


def _answers(value: Any, ref: str | None, depth: int) -> list[dict[str, Any]]:
    if not isinstance(value, list) or depth > DEEPEST:
        return []
    return [_placed(each, ref, depth + 1) for each in value if isinstance(each, Mapping)]


READER = Reader(
    name="apify_facebook_comments",
    title="Comments of Facebook posts as scraped by Apify",
    kinds=".json .jsonl .csv .xlsx",
    tells=told_by(LEVEL),
    recognise=_recognise,
    read=_read,
)
