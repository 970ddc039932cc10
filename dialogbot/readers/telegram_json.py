"""Telegram Desktop's ``result.json``: one chat, a whole account, or a bare list; what was said one to one stays out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import count, listed, reference, value_at, words
from dialogbot.readers import Reader, Rows, Tell

# Where chats stand in a file; messages stand in each chat, or bare at the top.
PATHS = (("messages",), ("chats", "list"), ("chats",), ("left_chats", "list"), ())
TYPES = frozenset({"message", "service", "unsupported"})
# In the export of an account: what its owner talked about with one other, with a bot, or with themselves.
PRIVATE = frozenset({"personal_chat", "bot_chat", "saved_messages", "replies", "verify_codes"})
LINKED = ("supergroup", "channel")


@dataclass(slots=True, kw_only=True)
class _Chat:
    """A chat, and what its service messages told so far: they are no posts, and no parents either."""

    name: str | None
    ref: str | None
    kind: str
    silent: set[str] = field(default_factory=set)


def _recognise(export: Export) -> bool:
    return any(_path(member) is not None for member in export.members)


def _path(member: Member) -> tuple[str, ...] | None:
    """Give the first path at which messages, or chats with messages, stand."""
    if member.json_kind is None:
        return None
    sample = member.sample if isinstance(member.sample, dict) else {}
    for path in PATHS:
        found = value_at(sample, ".".join(path)) if path else member.sample
        if isinstance(found, list) and any(_is_message(each) or _is_chat(each) for each in found[:50]):
            return path
    return None


def _is_chat(value: Any) -> bool:
    return isinstance(value, Mapping) and any(_is_message(each) for each in listed(value.get("messages"))[:50])


def _is_message(value: Any) -> bool:
    if not isinstance(value, Mapping) or words(value.get("type")) not in TYPES or "ts" in value:
        return False
    return "id" in value and bool({"date", "date_unixtime"} & value.keys()) and "text" in value


def _read(export: Export) -> Rows:
    for member in export.members:
        path = _path(member)
        if path is None:
            continue
        chat = _chat(member.first if path == ("messages",) else {})
        for row in member.records(*path):
            if isinstance(row, Row) and "messages" in row.cells:
                yield from _whole_chat(row)
            else:
                yield from _message(row, chat)
        if path == ("chats", "list"):
            for row in member.records("left_chats", "list"):
                yield from _whole_chat(row) if isinstance(row, Row) else [row]


def _whole_chat(row: Row) -> Rows:
    chat = _chat(row.cells)
    for index, each in enumerate(listed(row.cells.get("messages"))):
        where = f"{row.where}.messages[{index}]"
        if not isinstance(each, Mapping):
            yield Rejected(where=where, flaw=Flaw.BAD_ROW)
        elif chat.kind in PRIVATE:
            yield from [Rejected(where=where, flaw=Flaw.NOT_PUBLIC)] if each.get("type") == "message" else []
        else:
            yield from _message(Row(where=where, cells=each), chat)


def _chat(cells: Mapping[str, Any]) -> _Chat:
    name = words(cells.get("name")).strip() or None
    return _Chat(name=name, ref=reference(cells.get("id")) or name, kind=words(cells.get("type")))


def _message(row: Row | Rejected, chat: _Chat) -> Iterator[Post | Rejected]:
    if isinstance(row, Rejected):
        yield row
        return
    if row.cells.get("type") != "message":
        chat.silent.add(str(row.cells.get("id")))
        return
    text = _text(row.cells)
    if not text.strip():
        yield Rejected(where=row.where, flaw=Flaw.NO_TEXT)
        return
    try:
        posted_at = read_time(row.cells.get("date_unixtime")) or read_time(row.cells.get("date"))
    except BadDate:
        yield Rejected(where=row.where, flaw=Flaw.BAD_DATE)
        return
    own = reference(row.cells.get("id"))
    yield Post(
        text=text,
        platform="telegram",
        ref=_ref(chat.ref, own),
        parent_ref=_parent(row.cells, chat),
        community=chat.name,
        author=words(row.cells.get("from")).strip() or None,
        posted_at=posted_at,
        likes=_likes(row.cells),
        url=_url(chat, own),
    )


def _text(cells: Mapping[str, Any]) -> str:
    said = _joined(cells.get("text_entities")) or _joined(cells.get("text"))
    poll = cells.get("poll")
    if not isinstance(poll, Mapping):
        return said
    answers = [words(each.get("text")) for each in listed(poll.get("answers")) if isinstance(each, Mapping)]
    return "\n".join(filter(None, [said, _joined(poll.get("question")), *answers]))


def _joined(value: Any) -> str:
    """Join a text that is a string, or a list of strings and of pieces in bold, links and the like."""
    if not isinstance(value, list):
        return words(value)
    return "".join(words(each.get("text")) if isinstance(each, Mapping) else words(each) for each in value)


def _parent(cells: Mapping[str, Any], chat: _Chat) -> str | None:
    """Give what a message answers; in a forum, a message that opens its topic's talk answers a service message."""
    above = reference(cells.get("reply_to_message_id"))
    if above is None or above in chat.silent:
        return None
    elsewhere = words(cells.get("reply_to_peer_id")).lstrip("abcdefghijklmnopqrstuvwxyz")
    return _ref(elsewhere or chat.ref, above)


def _ref(chat: str | None, message: str | None) -> str | None:
    # Telegram counts messages from 1 in each chat.
    return f"{chat}/{message}" if chat and message else None


def _likes(cells: Mapping[str, Any]) -> int | None:
    reactions = cells.get("reactions")
    if not isinstance(reactions, list):
        return None
    return sum(count(each.get("count")) or 0 for each in reactions if isinstance(each, Mapping))


def _url(chat: _Chat, message: str | None) -> str | None:
    if not chat.kind.endswith(LINKED) or chat.ref is None or not chat.ref.isdigit() or message is None:
        return None
    return f"https://t.me/c/{chat.ref}/{message}"


READER = Reader(
    name="telegram_json",
    title="Telegram Desktop, export as JSON (one chat or the whole account; private chats of an account stay out)",
    kinds=".json folder .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.PARENT, Tell.LIKES, Tell.URL, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
