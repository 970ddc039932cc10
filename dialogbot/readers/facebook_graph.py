"""What Facebook's Graph API gave for a group or page: posts with comments and replies, as lines or ``{data, paging}``.

The name of the group is there only if it was asked for: else its name or id in the links stands for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import Columns, Level, reference, value_at, walk, words
from dialogbot.mapping.facebook_links import bare_id, coded_id, group_in
from dialogbot.readers import Reader, Rows, told_by

# Where the posts stand, in an answer of the API and in the object of a group that was asked for with its feed.
FEEDS = (("data",), ("feed", "data"), ("posts", "data"), ("published_posts", "data"))
SAID = frozenset({"message", "story", "from", "permalink_url", "comments", "reactions", "likes", "updated_time"})
SELENIUM = frozenset({"utime", "crawled_cmts"})
DEEPEST = 20

COMMENTS = Level(
    columns=Columns(
        platform="facebook",
        text=("message", "text"),
        ref=("ref",),
        parent_ref=("parent_ref",),
        author=("from.name", "user_name"),
        posted_at=("created_time", "utime"),
        likes=("reactions.summary.total_count", "likes.summary.total_count", "like_count"),
        url=("permalink_url",),
    ),
    children=("comments.data", "replies"),
)
POSTS = Level(
    columns=Columns(
        platform="facebook",
        text=("message", "text"),
        ref=("ref",),
        community=("group.name", "to.data.0.name", "target.name", "group_ref"),
        author=("from.name", "user_name"),
        posted_at=("created_time", "utime"),
        likes=("reactions.summary.total_count", "likes.summary.total_count", "reactions_count", "like_count"),
        url=("permalink_url", "url"),
    ),
    children=("comments.data", "crawled_cmts"),
    below=COMMENTS,
)


def _recognise(export: Export) -> bool:
    return any(_feed(member) is not None for member in export.members)


def _feed(member: Member) -> tuple[str, ...] | None:
    """Tell where the posts of a member stand, ``()`` for its records themselves; ``None`` if it is no such file."""
    first = member.first
    if _is_post(first):
        return ()
    for path in FEEDS:
        found = value_at(first, ".".join(path))
        if isinstance(found, list) and any(isinstance(each, dict) and _is_post(each) for each in found):
            return path
    return None


def _is_post(cells: Mapping[str, Any]) -> bool:
    return cells.keys() >= SELENIUM or ({"id", "created_time"} <= cells.keys() and bool(SAID & cells.keys()))


def _read(export: Export) -> Rows:
    for member in export.members:
        path = _feed(member)
        for row, group in _posts(member, path) if path is not None else ():
            if isinstance(row, Rejected):
                yield row
            else:
                yield from _in_group(walk(Row(where=row.where, cells=_placed(row.cells, 0)), POSTS), group)


def _posts(member: Member, path: tuple[str, ...]) -> Iterator[tuple[Row | Rejected, str | None]]:
    """Yield each post with the group's name where the object around it tells that."""
    if member.json_kind is JsonKind.OBJECT:
        group = words(member.first.get("name")).strip() or None
        yield from ((row, group) for row in member.records(*path))
        return
    for row in member.records():
        if isinstance(row, Rejected) or not path:
            yield row, None
            continue
        group = words(row.cells.get("name")).strip() or None
        found = value_at(row.cells, ".".join(path))
        for index, each in enumerate(found if isinstance(found, list) else []):
            where = f"{row.where}.{'.'.join(path)}[{index}]"
            yield (
                (Row(where=where, cells=each) if isinstance(each, dict) else Rejected(where=where, flaw=Flaw.BAD_ROW)),
                group,
            )


def _in_group(rows: Rows, group: str | None) -> Rows:
    for row in rows:
        yield replace(row, community=group) if group is not None and isinstance(row, Post) else row


def _placed(cells: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Add ids in the terms that all tools share, to a post and to all that is nested under it."""
    whole = reference(cells.get("id")) or ""
    link = cells.get("permalink_url") or cells.get("url")
    parent = value_at(cells, "parent.id") if depth else None
    added = {
        "ref": coded_id(whole),
        "parent_ref": bare_id(parent),
        "group_ref": group_in(link),
        "comments": {"data": _answers(value_at(cells, "comments.data"), depth)},
        "crawled_cmts": _answers(cells.get("crawled_cmts"), depth),
        "replies": _answers(cells.get("replies"), depth),
    }
    return {**cells, **added}


def _answers(value: Any, depth: int) -> list[dict[str, Any]]:
    if not isinstance(value, list) or depth > DEEPEST:
        return []
    return [_placed(each, depth + 1) for each in value if isinstance(each, Mapping)]


READER = Reader(
    name="facebook_graph",
    title="Posts, comments and replies from Facebook's Graph API",
    kinds=".json .jsonl",
    tells=told_by(POSTS) | told_by(COMMENTS),
    recognise=_recognise,
    read=_read,
)
