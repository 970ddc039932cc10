"""Discord channels as JSON from DiscordChatExporter: one file a channel, thread or forum post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dialogbot.domain import Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, count, listed, reference, to_post, value_at, words
from dialogbot.readers import Reader, Rows, Tell

# Joins, pins, boosts and the like are of other types.
SPOKEN = frozenset({"Default", "Reply", "ThreadStarterMessage", "0", "19", "21"})
DIRECT = "Direct"
THREADS = ("Thread",)

COLUMNS = Columns(
    platform="discord",
    text=("written",),
    ref=("id",),
    thread_ref=("thread",),
    parent_ref=("answered",),
    community=("group",),
    author=("author.nickname", "author.name"),
    posted_at=("timestamp",),
    likes=("likes",),
    url=("place",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """Where the messages of a file stand; ``thread`` is the reference of the message that opened it, if one did."""

    name: str
    path: str | None
    ref: str | None
    thread: str | None


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    first = member.first
    return isinstance(first.get("guild"), Mapping) and isinstance(first.get("channel"), Mapping) and "messages" in first


def _read(export: Export) -> Rows:
    for member in export.members:
        if not _claims(member):
            continue
        channel = _channel(member.first)
        seen: set[str] = set()
        for row in member.records("messages"):
            yield from _message(row, channel, seen)


def _channel(first: Mapping[str, Any]) -> _Channel:
    guild, ref = reference(value_at(first, "guild.id")), reference(value_at(first, "channel.id"))
    kind = words(value_at(first, "channel.type"))
    name = words(value_at(first, "guild.name")).strip()
    return _Channel(
        name=words(value_at(first, "channel.name")).strip() if kind.startswith(DIRECT) else name,
        path=f"{guild or '@me'}/{ref}" if ref else None,
        ref=ref,
        # A thread has the number of the message that opened it.
        thread=ref if kind.endswith(THREADS) else None,
    )


def _message(row: Row | Rejected, channel: _Channel, seen: set[str]) -> Iterator[Post | Rejected]:
    if isinstance(row, Rejected):
        yield row
        return
    own = reference(row.cells.get("id"))
    # Exports that were made in pieces repeat messages at their seams.
    if words(row.cells.get("type") or "Default") not in SPOKEN or own in seen:
        return
    seen |= {own} if own else set()
    yield to_post(_tidied(row, own, channel), COLUMNS)


def _tidied(row: Row, own: str | None, channel: _Channel) -> Row:
    cells = row.cells
    above = reference(value_at(cells, "reference.messageId"))
    elsewhere = reference(value_at(cells, "reference.channelId")) not in {None, channel.ref}
    added = {
        "written": _text(cells),
        "thread": channel.thread if channel.thread != own else None,
        "answered": None if elsewhere else above,
        "group": channel.name,
        "likes": _likes(cells),
        "place": f"https://discord.com/channels/{channel.path}/{own}" if channel.path and own else None,
    }
    return Row(where=row.where, cells={**cells, **added})


def _text(cells: Mapping[str, Any]) -> str:
    """Give what was written, or what was passed on: a forwarded message has its words beside it."""
    content = words(cells.get("content"))
    if content.strip():
        return content
    return words(value_at(cells, "forwardedMessage.content"))


def _likes(cells: Mapping[str, Any]) -> int | None:
    reactions = cells.get("reactions")
    if not isinstance(reactions, list):
        return None
    return sum(count(each.get("count")) or 0 for each in listed(reactions) if isinstance(each, Mapping))


READER = Reader(
    name="discord_exporter",
    title="Discord channel as JSON from DiscordChatExporter",
    kinds=".json folder .zip",
    tells=frozenset(Tell),
    recognise=_recognise,
    read=_read,
)
