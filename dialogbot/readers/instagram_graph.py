"""What Instagram's Graph API gives for an account: its media with comments and replies, or the comments of one post."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from dialogbot.domain import Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import Columns, Level, walk, words
from dialogbot.mapping.instagram_words import shortcode
from dialogbot.readers import Reader, Rows, told_by

# Where the media stand: in an answer of the API, and in the account that was asked for with its media.
PATHS = (("data",), ("media", "data"), ("business_discovery", "media", "data"))
MEDIA = frozenset({"caption", "media_type", "media_product_type", "permalink", "comments_count", "media_url"})
COMMENT = frozenset({"text", "timestamp", "username"})

COMMENTS = Level(
    columns=Columns(
        platform="instagram",
        text=("text",),
        ref=("id",),
        parent_ref=("parent_id",),
        author=("username", "from.username"),
        posted_at=("timestamp",),
        likes=("like_count",),
    ),
    children=("replies.data",),
)
POSTS = Level(
    columns=Columns(
        platform="instagram",
        text=("caption",),
        ref=("shortcode", "of_link", "id"),
        community=("username", "owner.username", "account"),
        author=("username", "owner.username", "account"),
        posted_at=("timestamp",),
        likes=("like_count",),
        url=("permalink",),
    ),
    children=("comments.data",),
    below=COMMENTS,
)


def _recognise(export: Export) -> bool:
    return any(_path(member) is not None for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        path = _path(member)
        if path is None:
            continue
        account = words(member.first.get("username"))
        for row in _rows(member, path):
            if isinstance(row, Rejected):
                yield row
            elif _is_comment(row.cells):
                yield from walk(row, COMMENTS)
            else:
                yield from walk(_named(row, account), POSTS)


def _path(member: Member) -> tuple[str, ...] | None:
    """Tell where the records of a member stand, ``()`` for its records themselves; ``None`` if it is no such file."""
    if _is_known(member.first):
        return ()
    for path in PATHS:
        found: Any = member.first
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        if isinstance(found, list) and any(isinstance(each, dict) and _is_known(each) for each in found):
            return path
    return None


def _is_known(cells: Any) -> bool:
    is_media = "timestamp" in cells and "id" in cells and len(MEDIA & cells.keys()) > 1
    return is_media or _is_comment(cells)


def _is_comment(cells: Any) -> bool:
    return cells.keys() >= COMMENT and "id" in cells and ("like_count" in cells or "replies" in cells)


def _rows(member: Member, path: tuple[str, ...]) -> Iterator[Row | Rejected]:
    """Yield the records, also where each line or element is a page of them."""
    if not path or member.json_kind is JsonKind.OBJECT:
        yield from member.records(*path)
        return
    for page in member.records():
        if isinstance(page, Rejected):
            yield page
            continue
        found: Any = page.cells
        for key in path:
            found = found.get(key) if isinstance(found, dict) else None
        for index, each in enumerate(found if isinstance(found, list) else []):
            if isinstance(each, dict):
                yield Row(where=f"{page.where}.{path[-1]}[{index}]", cells=each)


def _named(row: Row, account: str) -> Row:
    """Add the post's name in its link, and the account that was asked for."""
    of_link = shortcode(words(row.cells.get("permalink")))
    return Row(where=row.where, cells={**row.cells, "of_link": of_link, "account": account})


READER = Reader(
    name="instagram_graph",
    title="Instagram posts with comments and replies, from the Graph API",
    kinds=".json .jsonl",
    tells=told_by(POSTS),
    recognise=_recognise,
    read=_read,
)
