"""The table that says which column holds what, and the walk from records to posts by it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, tzinfo
from typing import Any, TypeVar

from dialogbot.dates import BadDate, DayOrder, read_time
from dialogbot.domain import UNKNOWN_PLATFORM, Flaw, Post, Rejected
from dialogbot.exports import Row
from dialogbot.mapping.values import count, link, reference, words
from dialogbot.normalise import alike, identified

Names = tuple[str, ...]
MAX_DEPTH = 50
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Which column or key holds what; of several names the first with something in it counts.

    A name with dots (``user.name``, ``data.0.body``) goes down into nested objects and lists, unless a column is called
    just that. A time without offset is in ``zone`` (default Europe/Oslo); ``order`` is for ``03/04/2026``; ``now`` is
    when the export was made, for relative times. ``in_community`` is a constant, for rows without one of their own.
    """

    text: Names
    platform: str = UNKNOWN_PLATFORM
    ref: Names = ()
    thread_ref: Names = ()
    parent_ref: Names = ()
    community: Names = ()
    author: Names = ()
    posted_at: Names = ()
    likes: Names = ()
    url: Names = ()
    platform_column: Names = ()
    zone: tzinfo | None = None
    order: DayOrder = DayOrder.DAY_FIRST
    now: datetime | None = None
    in_community: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """One level of nested records: its columns, the keys that hold lists of what answers it, and their level.

    ``below`` is the level of those answers; ``None`` says that they are like this one (replies to replies). A level
    whose columns name no text is no post: it holds posts, and what it is called is their community.
    """

    columns: Columns
    children: Names = ()
    below: Level | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Above:
    """What a nested record inherits from those around it."""

    parent_ref: str | None = None
    thread_ref: str | None = None
    community: str | None = None
    depth: int = field(default=0)


def value_at(cells: Mapping[str, Any], name: str) -> Any:
    """Give the cell of a column, or what a dotted path leads to; ``None`` where there is none."""
    if name in cells:
        return cells[name]
    if "." not in name:
        return None
    value: Any = cells
    for step in name.split("."):
        if isinstance(value, Mapping):
            value = value.get(step)
        elif isinstance(value, list) and step.isdigit() and int(step) < len(value):
            value = value[int(step)]
        else:
            return None
    return value


def to_post(row: Row, columns: Columns) -> Post | Rejected:
    """Make a post of a record; ``NO_TEXT`` where it says nothing, ``BAD_DATE`` where its time cannot be read."""
    cells = row.cells
    text = _words_of(cells, columns.text)
    if not text.strip():
        return Rejected(where=row.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = _time_of(cells, columns)
    except BadDate:
        return Rejected(where=row.where, flaw=Flaw.BAD_DATE)
    ref = _first(reference(value_at(cells, name)) for name in columns.ref)
    parent_ref = _first(reference(value_at(cells, name)) for name in columns.parent_ref)
    return Post(
        text=text,
        platform=_words_of(cells, columns.platform_column) or columns.platform,
        ref=ref,
        thread_ref=_first(reference(value_at(cells, name)) for name in columns.thread_ref),
        # Where a post names itself as what it answers, it opens the thread.
        parent_ref=parent_ref if parent_ref != ref else None,
        community=_words_of(cells, columns.community).strip() or columns.in_community,
        author=_words_of(cells, columns.author).strip() or None,
        posted_at=posted_at,
        likes=_first(count(value_at(cells, name)) for name in columns.likes),
        url=_first(link(value_at(cells, name)) for name in columns.url),
    )


def walk(row: Row, level: Level) -> Iterator[Post | Rejected]:
    """Yield the post of a record and of all that is nested under it, each with its parent and thread.

    A record without a reference gets its derived one here if anything answers it, so that its answers can name it.
    """
    yield from _walked(row, level, _Above())


def _walked(row: Row, level: Level, above: _Above) -> Iterator[Post | Rejected]:
    post = to_post(row, level.columns)
    answers = list(_answers(row, level)) if above.depth < MAX_DEPTH else []
    ref = _first(reference(value_at(row.cells, name)) for name in level.columns.ref)
    if isinstance(post, Post):
        post = _placed(post, above)
        post = replace(post, ref=identified(alike(post)).ref) if answers and post.ref is None else post
        ref = post.ref
    # A level without a text only holds others: a group with its posts.
    if level.columns.text:
        yield post
    below = _Above(
        parent_ref=ref,
        thread_ref=(post.thread_ref if isinstance(post, Post) else above.thread_ref) or ref,
        community=post.community if isinstance(post, Post) else _community_of(row, level) or above.community,
        depth=above.depth + 1,
    )
    for answer in answers:
        yield from _walked(answer, level.below or level, below)


def _answers(row: Row, level: Level) -> Iterator[Row]:
    for name in level.children:
        found = value_at(row.cells, name)
        for index, each in enumerate(found if isinstance(found, list) else []):
            if isinstance(each, Mapping):
                yield Row(where=f"{row.where}.{name}[{index}]", cells=each)


def _placed(post: Post, above: _Above) -> Post:
    return replace(
        post,
        parent_ref=post.parent_ref or above.parent_ref,
        thread_ref=post.thread_ref or above.thread_ref,
        community=post.community or above.community,
    )


def _community_of(row: Row, level: Level) -> str | None:
    return _words_of(row.cells, level.columns.community).strip() or level.columns.in_community


def _words_of(cells: Mapping[str, Any], names: Names) -> str:
    return next((found for name in names if (found := words(value_at(cells, name))).strip()), "")


def _time_of(cells: Mapping[str, Any], columns: Columns) -> datetime | None:
    for name in columns.posted_at:
        moment = read_time(value_at(cells, name), columns.zone, columns.order, columns.now)
        if moment is not None:
            return moment
    return None


def _first(values: Iterator[T | None]) -> T | None:
    return next((value for value in values if value is not None), None)
