"""Our own JSON lines: id, thread, parent, platform, group, author, created, text, likes, url; only text is needed."""

from __future__ import annotations

from collections.abc import Set as AbstractSet
from dataclasses import replace

from dialogbot.domain import Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, to_post
from dialogbot.mapping.columns import Level
from dialogbot.readers import Reader, Rows, told_by

KEYS = frozenset({"id", "thread", "parent", "platform", "group", "author", "created", "text", "likes", "url"})
OURS = frozenset({"thread", "group", "created"})
# What `preview --format json` adds: read past, so that our own output is our own input.
ALSO = frozenset({"opportunity", "score", "kind", "topic", "language", "signals"})

COLUMNS = Columns(
    text=("text",),
    ref=("id",),
    thread_ref=("thread",),
    parent_ref=("parent",),
    community=("group",),
    author=("author",),
    posted_at=("created",),
    likes=("likes",),
    url=("url",),
    platform_column=("platform",),
)


def _claims(member: Member) -> bool:
    records = member.sample if isinstance(member.sample, list) else [member.sample]
    objects = [each for each in records if isinstance(each, dict)]
    return any("text" in each for each in objects) and all(_is_ours(each.keys()) for each in objects)


def _is_ours(keys: AbstractSet[str]) -> bool:
    return keys >= OURS or keys <= KEYS | ALSO


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        for row in member.records() if _claims(member) else ():
            yield row if isinstance(row, Rejected) else _post(row)


def _post(row: Row) -> Post | Rejected:
    post = to_post(row, COLUMNS)
    if isinstance(post, Rejected):
        return post
    # An id of ours comes back as it was written: what is read is matched with what was given by it.
    own = row.cells.get("id")
    return replace(post, ref=own) if isinstance(own, str) and own else post


READER = Reader(
    name="canonical",
    title="dialogbot's own JSON lines",
    kinds=".jsonl .json",
    tells=told_by(Level(columns=COLUMNS)),
    recognise=_recognise,
    read=_read,
)
