"""Mattermost: posts as its service answers them, and the lines of its bulk export."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import Columns, Level, listed, to_post, value_at, walk, words
from dialogbot.readers import Reader, Rows, Tell

ANSWER_KEYS = frozenset({"order", "posts"})
LINE_KINDS = frozenset({"version", "team", "channel", "user", "post", "direct_channel", "direct_post", "emoji", "role"})

ANSWERED = Columns(
    platform="mattermost",
    text=("message",),
    ref=("id",),
    thread_ref=("root_id",),
    parent_ref=("root_id", "parent_id"),
    community=("channel_display_name", "channel_name", "channel.display_name"),
    author=("by", "user_id"),
    posted_at=("create_at",),
    likes=("likes",),
)
EXPORTED = Level(
    columns=Columns(
        platform="mattermost",
        text=("message",),
        community=("place", "channel"),
        author=("user",),
        posted_at=("create_at",),
        likes=("likes",),
    ),
    children=("replies",),
)


def _recognise(export: Export) -> bool:
    return any(_is_answer(member) or _is_bulk(member) for member in export.members)


def _is_answer(member: Member) -> bool:
    posts = member.first.get("posts")
    if not member.first.keys() >= ANSWER_KEYS or not isinstance(posts, Mapping):
        return False
    first = next(iter(posts.values()), None)
    return isinstance(first, Mapping) and {"message", "create_at"} <= first.keys()


def _is_bulk(member: Member) -> bool:
    if member.json_kind is not JsonKind.LINES or not isinstance(member.sample, list):
        return False
    lines = [each for each in member.sample if isinstance(each, Mapping)]
    return bool(lines) and all(_is_line(each) for each in lines)


def _is_line(cells: Mapping[str, Any]) -> bool:
    kind = cells.get("type")
    return isinstance(kind, str) and kind in LINE_KINDS and (kind in cells or "version" in cells)


def _read(export: Export) -> Rows:
    names = _names(export)
    for member in export.members:
        if _is_answer(member):
            yield from _answer(member, names)
        elif _is_bulk(member):
            yield from _bulk(member)


def _answer(member: Member, names: Mapping[str, str]) -> Rows:
    """Yield the posts of each page, the oldest first; an answer has the newest first."""
    if member.json_kind is not JsonKind.OBJECT:
        for row in _rows(member):
            yield from _of_page(row.cells, member.label, names)
        return
    page, is_whole = member.json_or_beginning()
    yield from _of_page(page, member.label, names)
    if not is_whole:
        yield Rejected(where=member.name, flaw=Flaw.CUT_SHORT)


def _of_page(page: Any, label: str, names: Mapping[str, str]) -> Rows:
    posts = page.get("posts") if isinstance(page, Mapping) else None
    cells = [each for each in posts.values() if isinstance(each, Mapping)] if isinstance(posts, Mapping) else []
    for each in sorted(cells, key=_when):
        # Joins and changed headers have a type of their own.
        if words(each.get("type")).startswith("system_") or each.get("delete_at"):
            continue
        by = words(value_at(each, "props.override_username")) or names.get(words(each.get("user_id")), "")
        yield to_post(
            Row(where=f"{label}posts.{words(each.get('id'))}", cells={**each, "by": by, **_liked(each)}), ANSWERED
        )


def _when(cells: Mapping[str, Any]) -> float:
    at = cells.get("create_at")
    return at if isinstance(at, int | float) else 0


def _liked(cells: Mapping[str, Any]) -> dict[str, int]:
    reactions = cells.get("reactions", value_at(cells, "metadata.reactions"))
    return {"likes": len(reactions)} if isinstance(reactions, list) else {}


def _names(export: Export) -> dict[str, str]:
    """Give users' names by id, where lists of users lie beside the posts."""
    return {
        words(row.cells.get("id")): words(row.cells.get("username"))
        for member in export.members
        if {"id", "username"} <= member.first.keys()
        for row in _rows(member)
    }


def _rows(member: Member) -> Iterator[Row]:
    return (row for row in member.records() if isinstance(row, Row))


def _bulk(member: Member) -> Rows:
    channels: dict[str, str] = {}
    for row in member.records():
        if isinstance(row, Rejected):
            yield row
            continue
        kind = words(row.cells.get("type"))
        cells = row.cells.get(kind)
        if not isinstance(cells, Mapping):
            continue
        if kind == "channel":
            channels[words(cells.get("name"))] = words(cells.get("display_name"))
        elif kind == "direct_post":
            yield Rejected(where=row.where, flaw=Flaw.NOT_PUBLIC)
        elif kind == "post":
            yield from _with_answers(row.where, cells, channels)


def _with_answers(where: str, cells: Mapping[str, Any], channels: Mapping[str, str]) -> Iterator[Post | Rejected]:
    place = channels.get(words(cells.get("channel")))
    replies = [{**each, **_liked(each)} for each in listed(cells.get("replies")) if isinstance(each, Mapping)]
    row = Row(where=where, cells={**cells, **_liked(cells), "replies": replies, "place": place})
    if not words(cells.get("type")).startswith("system_"):
        yield from walk(row, EXPORTED)


READER = Reader(
    name="mattermost",
    title="Mattermost posts as JSON, or its bulk export",
    kinds=".json .jsonl .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.LIKES, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
