"""Facepager: its nodes as CSV; levels are posts, comments and replies, and a parent is named by its node number."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, reference, to_post, words
from dialogbot.mapping.facebook_links import bare_id, group_in
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

MARKS = frozenset({"level", "parent_id", "object_id", "object_type", "query_type"})
# What Facepager adds of its own: seeds, the rest of an answer, its headers, and parts that were taken out of a post.
NO_CONTENT = frozenset({"seed", "offcut", "unpacked", "headers", "empty", "error"})
PLATFORMS = {"facebook": "facebook", "twitter": "x", "youtube": "youtube", "instagram": "instagram"}

COLUMNS = Columns(
    platform_column=("platform",),
    text=("message", "text", "snippet.textOriginal", "snippet.textDisplay", "full_text"),
    ref=("ref",),
    thread_ref=("thread",),
    parent_ref=("parent",),
    community=("group.name", "to.data.0.name", "group"),
    author=("from.name", "from", "user.name", "snippet.authorDisplayName"),
    posted_at=("created_time", "created_at", "snippet.publishedAt"),
    likes=("reactions.summary.total_count", "likes.summary.total_count", "like_count", "snippet.likeCount"),
    url=("permalink_url", "permalink", "url"),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Node:
    """A node that others name as their parent: the post or comment in it, its thread and its group."""

    ref: str | None
    thread: str | None
    group: str | None


def _recognise(export: Export) -> bool:
    return any(has_marks(member, MARKS) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        if has_marks(member, MARKS):
            yield from _nodes(member)


def _nodes(member: Member) -> Rows:
    known: dict[str, _Node] = {}
    for row in rows_with(member, MARKS):
        if isinstance(row, Rejected):
            yield row
        elif words(row.cells.get("object_type")).strip().lower() not in NO_CONTENT and _level(row) > 0:
            above = known.get(words(row.cells.get("parent_id")))
            node = _node(row, above)
            known[words(row.cells.get("id"))] = node
            yield to_post(_placed(row, node, above), COLUMNS)


def _node(row: Row, above: _Node | None) -> _Node:
    whole = reference(row.cells.get("object_id")) or ""
    ref = bare_id(whole)
    if above is not None:
        return _Node(ref=ref, thread=above.thread, group=above.group)
    group = group_in(row.cells.get("permalink_url")) or whole.rpartition("_")[0] or None
    return _Node(ref=ref, thread=ref, group=group)


def _placed(row: Row, node: _Node, above: _Node | None) -> Row:
    added: dict[str, Any] = {
        "ref": node.ref,
        "parent": above and above.ref,
        "thread": above and above.thread,
        "platform": PLATFORMS.get(words(row.cells.get("query_type")).split(":")[0].strip().lower(), "facebook"),
        "group": node.group,
    }
    return Row(where=row.where, cells={**row.cells, **added})


def _level(row: Row) -> int:
    level = words(row.cells.get("level")).strip()
    return int(level) if level.isdigit() and len(level) < 3 else 0  # noqa: PLR2004 # nobody nests a hundred deep


READER = Reader(
    name="facepager",
    title="Posts, comments and replies fetched with Facepager",
    kinds=".csv .xlsx",
    tells=told_by(Level(columns=COLUMNS)),
    recognise=_recognise,
    read=_read,
)
