"""Workplace from Meta: group posts by the maker's own scripts, JSON or CSV with lists written as Python."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Row
from dialogbot.mapping import Columns, Level, listed, reference, value_at, walk
from dialogbot.mapping.facebook_links import bare_id
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

MARKS = frozenset({"id", "message", "permalink_url", "group_name", "seenby"})
DEEPEST = 20

COMMENTS = Level(
    columns=Columns(
        platform="facebook",
        text=("message",),
        ref=("ref",),
        author=("from.name", "from"),
        posted_at=("created_time", "updated_time"),
        likes=("likes", "like_count"),
        url=("permalink_url",),
    ),
    children=("comments",),
)
POSTS = Level(
    columns=Columns(
        platform="facebook",
        text=("message",),
        ref=("ref",),
        community=("group_name",),
        author=("from.name", "from"),
        posted_at=("created_time", "updated_time"),
        likes=("likes",),
        url=("permalink_url",),
    ),
    children=("comments",),
    below=COMMENTS,
)


def _recognise(export: Export) -> bool:
    return any(has_marks(member, MARKS) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        for row in rows_with(member, MARKS) if has_marks(member, MARKS) else ():
            if isinstance(row, Rejected):
                yield row
            else:
                yield from walk(Row(where=row.where, cells=_placed(row.cells, 0)), POSTS)


def _placed(cells: Mapping[str, Any], depth: int) -> dict[str, Any]:
    """Add the bare id and the number of reactions, to a post and to all that is nested under it."""
    comments = _list(cells.get("comments")) if depth < DEEPEST else []
    below = [_placed(each, depth + 1) for each in comments if isinstance(each, Mapping)]
    reactions = cells.get("reactions")
    return {
        **cells,
        "ref": _own_id(cells.get("id")),
        "from": _unfolded(cells.get("from")),
        "likes": len(_list(reactions)) if reactions is not None and reactions != "" else None,
        "comments": below,
    }


def _own_id(value: Any) -> str | None:
    # The ids of posts are «<group>_<post>»; those of comments may be «<post>_<comment>» with a short number.
    bare = bare_id(value)
    return reference(value) if bare is not None and len(bare) < 4 else bare  # noqa: PLR2004 # no id is that short


def _list(value: Any) -> list[Any]:
    whole = _unfolded(value)
    return listed(value_at(whole, "data") if isinstance(whole, Mapping) else whole)


def _unfolded(value: Any) -> Any:
    """Give a value that stands in a cell as Python (``{'name': …}``) as what it is."""
    if not isinstance(value, str) or not value.lstrip().startswith("{"):
        return value
    return next(iter(listed(f"[{value}]")), value)


READER = Reader(
    name="workplace",
    title="Group posts and comments from Workplace by Meta",
    kinds=".csv .json",
    tells=told_by(POSTS),
    recognise=_recognise,
    read=_read,
)
