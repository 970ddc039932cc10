"""Posts of Bluesky as its API gives them: a thread (``getPostThread``), a feed, a search, the records of an account."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import count, reference, value_at, words
from dialogbot.readers import Reader, Rows, Tell

# What answers of the API hold posts under; posts that are merely quoted stand elsewhere.
LISTS = ("feed", "posts", "records", "thread")
# In the order in which a thread is read: what is above a post, the post, what answers it.
AROUND = ("reply", "root", "parent", "thread", "post", "feed", "posts", "records", "value", "replies")
POST_TYPE = "app.bsky.feed.post"
PLACE = "/app.bsky.feed.post/"
MOST_LOOKED_AT = 40


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    if member.json_kind is None or PLACE.strip("/") not in member.head_text:
        return False
    whole = member.sample if isinstance(member.sample, list) else [member.sample]
    return any(True for each in whole[:MOST_LOOKED_AT] for _ in _views(each, ""))


def _read(export: Export) -> Rows:
    seen: set[str] = set()
    for member in export.members:
        for row in _records(member) if _claims(member) else ():
            for one in [row] if isinstance(row, Rejected) else _views(row.cells, row.where):
                if isinstance(one, Rejected):
                    yield one
                    continue
                post = _post(one)
                if isinstance(post, Rejected) or post.ref is None or post.ref not in seen:
                    yield post
                if isinstance(post, Post):
                    seen.add(post.ref or "")


def _records(member: Member) -> Iterator[Row | Rejected]:
    """Yield the records of a member: the elements of its list of posts where it has one, else the object as it is."""
    path = next((key for key in LISTS if isinstance(member.first.get(key), list)), None)
    return member.records(path) if path and member.json_kind is JsonKind.OBJECT else member.records()


def _views(value: Any, where: str) -> Iterator[Row]:
    """Yield the posts in an answer: what is above a post before it, what answers it after it."""
    stack = [value]
    while stack:
        top = stack.pop()
        if isinstance(top, list):
            stack.extend(reversed(top))
        elif isinstance(top, Mapping):
            if _is_post(top):
                yield Row(where=where, cells=top)
                continue
            inner = [each for key in AROUND if isinstance(each := top.get(key), list | Mapping)]
            stack.extend(reversed(inner))


def _is_post(cells: Mapping[str, Any]) -> bool:
    record = _record(cells)
    return record is not None and (PLACE in words(cells.get("uri")) or record.get("$type") == POST_TYPE)


def _record(cells: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """Give what was written: in a view the ``record``, in a listing the ``value``, else the bare record itself."""
    found = cells.get("record") or cells.get("value")
    bare = cells if cells.get("$type") == POST_TYPE else None
    return found if isinstance(found, Mapping) and "text" in found else bare


def _post(row: Row) -> Post | Rejected:
    cells, record = row.cells, _record(row.cells) or {}
    text = words(record.get("text"))
    if not text.strip():
        return Rejected(where=row.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(record.get("createdAt") or cells.get("indexedAt"))
    except BadDate:
        return Rejected(where=row.where, flaw=Flaw.BAD_DATE)
    ref = reference(cells.get("uri"))
    return Post(
        text=text,
        platform="bluesky",
        ref=ref,
        thread_ref=reference(value_at(record, "reply.root.uri")) or ref,
        parent_ref=reference(value_at(record, "reply.parent.uri")),
        author=words(value_at(cells, "author.displayName")).strip() or words(value_at(cells, "author.handle")) or None,
        posted_at=posted_at,
        likes=count(cells.get("likeCount")),
        url=_link(ref, words(value_at(cells, "author.handle"))),
    )


def _link(ref: str | None, handle: str) -> str | None:
    account, found, key = (ref or "").removeprefix("at://").partition(PLACE)
    return f"https://bsky.app/profile/{handle or account}/post/{key}" if found else None


READER = Reader(
    name="bluesky",
    title="Bluesky: a thread, feed or search as its API gives it",
    kinds=".json .jsonl",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.LIKES, Tell.URL}),
    recognise=_recognise,
    read=_read,
)
