"""A Slack export: the zip with a folder a channel and a file a day, and the files of slackdump with a channel each.

Joins, topics and what programs post are no messages of people and are passed over; direct messages stay out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import Columns, count, listed, to_post, value_at, words
from dialogbot.mapping.slack_text import readable, user_name
from dialogbot.readers import Reader, Rows, Tell

SPOKEN = frozenset({"", "thread_broadcast", "me_message", "file_share", "file_comment", "message_replied"})
LISTS = frozenset({"channels.json", "groups.json", "users.json", "org_users.json"})
PRIVATE_LISTS = frozenset({"dms.json", "mpims.json"})
ANSWERS = "slackdump_thread_replies"

COLUMNS = Columns(
    platform="slack",
    text=("written",),
    ref=("own",),
    thread_ref=("thread",),
    parent_ref=("thread",),
    community=("group",),
    author=("by",),
    posted_at=("ts",),
    likes=("likes",),
    url=("permalink",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Workspace:
    """What the lists of an export tell: names of users and channels by id, channels by name, private folders."""

    names: dict[str, str] = field(default_factory=dict)
    channels: dict[str, str] = field(default_factory=dict)
    private: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Channel:
    """The channel of a file: the name to show, what its references begin with, and whether it is private talk."""

    name: str | None
    ref: str
    private: bool


def _recognise(export: Export) -> bool:
    return any(_path(member) is not None for member in export.members)


def _path(member: Member) -> tuple[str, ...] | None:
    """Give where the messages of a member stand: a day's file is a list, slackdump's file of a channel an object."""
    if member.json_kind is None:
        return None
    if member.json_kind is JsonKind.OBJECT:
        return ("messages",) if any(_is_message(each) for each in listed(member.first.get("messages"))[:50]) else None
    records = member.sample if isinstance(member.sample, list) else []
    return () if any(_is_message(each) for each in records[:50]) else None


def _is_message(value: Any) -> bool:
    return isinstance(value, Mapping) and value.get("type") == "message" and isinstance(value.get("ts"), str)


def _read(export: Export) -> Rows:
    workspace = _workspace(export)
    for member in export.members:
        path = _path(member)
        if path is None:
            continue
        channel = _channel(member, workspace)
        for row in member.records(*path):
            yield from _with_answers(row, channel, workspace)


def _workspace(export: Export) -> _Workspace:
    names: dict[str, str] = {}
    channels: dict[str, str] = {}
    private: set[str] = set()
    for member in export.members:
        if member.path.name not in LISTS | PRIVATE_LISTS:
            continue
        for row in member.records():
            cells = row.cells if isinstance(row, Row) else {}
            own, name = words(cells.get("id")), words(cells.get("name"))
            if member.path.name in PRIVATE_LISTS:
                private |= {own, name} - {""}
            elif member.path.name.endswith("users.json"):
                names[own] = user_name(cells)
            else:
                names[own] = name
                channels[name] = own
    return _Workspace(names=names, channels=channels, private=frozenset(private))


def _channel(member: Member, workspace: _Workspace) -> _Channel:
    if member.json_kind is JsonKind.OBJECT:
        own = words(member.first.get("channel_id")) or words(member.first.get("id")) or PurePosixPath(member.name).stem
        name = words(member.first.get("name")) or workspace.names.get(own)
        return _Channel(name=name or None, ref=own, private=own in workspace.private or own.startswith("D"))
    folder = member.path.parent.name
    own = workspace.channels.get(folder, folder)
    name = workspace.names.get(folder) or folder
    return _Channel(name=name or None, ref=own, private=folder in workspace.private)


def _with_answers(row: Row | Rejected, channel: _Channel, workspace: _Workspace) -> Rows:
    yield from _message(row, channel, workspace)
    answers = row.cells.get(ANSWERS) if isinstance(row, Row) else None
    for index, each in enumerate(listed(answers)):
        if isinstance(each, Mapping) and isinstance(row, Row) and each.get("ts") != row.cells.get("ts"):
            yield from _message(Row(where=f"{row.where}.replies[{index}]", cells=each), channel, workspace)


def _message(row: Row | Rejected, channel: _Channel, workspace: _Workspace) -> Iterator[Post | Rejected]:
    if isinstance(row, Rejected):
        yield row
    elif row.cells.get("type") != "message" or not _is_spoken(row.cells):
        return
    elif channel.private:
        yield Rejected(where=row.where, flaw=Flaw.NOT_PUBLIC)
    else:
        yield to_post(_tidied(row, channel, workspace), COLUMNS)


def _is_spoken(cells: Mapping[str, Any]) -> bool:
    return words(cells.get("subtype")) in SPOKEN and not cells.get("hidden")


def _tidied(row: Row, channel: _Channel, workspace: _Workspace) -> Row:
    cells = row.cells
    own, thread = words(cells.get("ts")), words(cells.get("thread_ts"))
    # The time of a message is its number, in its channel.
    added = {
        "written": readable(_text(cells), workspace.names),
        "own": f"{channel.ref}/{own}",
        "thread": f"{channel.ref}/{thread}" if thread and thread != own else None,
        "group": channel.name,
        "by": _author(cells, workspace.names),
        "likes": _likes(cells),
    }
    return Row(where=row.where, cells={**cells, **added})


def _text(cells: Mapping[str, Any]) -> str:
    """Give what a person wrote; of a file that was shared in the old way, what was written about it."""
    about = words(value_at(cells, "comment.comment")) or words(value_at(cells, "file.initial_comment.comment"))
    if cells.get("subtype") in ("file_share", "file_comment") and ("comment" in cells or "file" in cells):
        return about
    return words(cells.get("text"))


def _author(cells: Mapping[str, Any], names: Mapping[str, str]) -> str | None:
    user = words(cells.get("user")) or words(value_at(cells, "comment.user"))
    profile = cells.get("user_profile")
    told = user_name(profile) if isinstance(profile, Mapping) else ""
    return names.get(user) or told or words(cells.get("username")) or user or None


def _likes(cells: Mapping[str, Any]) -> int | None:
    reactions = cells.get("reactions")
    if not isinstance(reactions, list):
        return None
    return sum(count(each.get("count")) or 0 for each in reactions if isinstance(each, Mapping))


READER = Reader(
    name="slack",
    title="Slack export, or channels from slackdump",
    kinds=".zip folder .json",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.LIKES, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
