"""Reddit's own JSON of a thread (``….json`` behind its address) or of a list of posts: listings within listings."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import to_post, value_at
from dialogbot.mapping.reddit_columns import COLUMNS, tidied
from dialogbot.readers import Reader, Rows, Tell

POST, COMMENT, LISTING = "t3", "t1", "Listing"
DEEPEST = 400


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    return any(_is_listing(each) for each in _tops(member.sample))


def _tops(value: Any) -> list[Any]:
    """Give what may be listings: the value itself, its elements, and theirs (several threads in one file)."""
    outer = value if isinstance(value, list) else [value]
    return [each for one in outer[:200] for each in (one if isinstance(one, list) else [one])]


def _is_listing(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("kind") == LISTING and isinstance(value.get("data"), Mapping)


def _read(export: Export) -> Rows:
    for member in export.members:
        if not _claims(member):
            continue
        value, is_whole = member.json_or_beginning()
        for index, listing in enumerate(_tops(value)):
            yield from _posts(listing, f"{member.label}listing {index + 1}")
        if not is_whole:
            yield Rejected(where=member.name, flaw=Flaw.CUT_SHORT)


def _posts(listing: Any, where: str) -> Rows:
    """Walk without recursion: threads may be deeper than Python's stack is meant for."""
    waiting: list[tuple[Any, str, int]] = [*reversed(_children(listing, where, 0))]
    while waiting:
        thing, place, depth = waiting.pop()
        cells = thing.get("data") if isinstance(thing, Mapping) else None
        # What is of kind «more» was not exported; accounts and subreddits are no posts.
        if not isinstance(cells, Mapping) or thing.get("kind") not in (POST, COMMENT):
            continue
        yield _post(cells, place)
        if depth < DEEPEST:
            waiting += reversed(_children(cells.get("replies"), place, depth + 1))


def _children(listing: Any, where: str, depth: int) -> list[tuple[Any, str, int]]:
    children = value_at(listing, "data.children") if isinstance(listing, Mapping) else None
    found = children if isinstance(children, list) else []
    return [(each, f"{where}.{index}", depth) for index, each in enumerate(found)]


def _post(cells: Mapping[str, Any], where: str) -> Post | Rejected:
    row = tidied(Row(where=where, cells=cells))
    return row if isinstance(row, Rejected) else to_post(row, COLUMNS)


READER = Reader(
    name="reddit_thread",
    title="Reddit thread or listing as Reddit's own JSON",
    kinds=".json",
    tells=frozenset(Tell),
    recognise=_recognise,
    read=_read,
)
