"""The outbox of a Mastodon archive (ActivityPub): the account's own public posts.

Posts to followers or to single persons stand in the same file; they are refused. What was passed on (boosts) is only a
link to others' words, and no post.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.exports.markup import text_of_html
from dialogbot.mapping import count, link, reference, value_at, words
from dialogbot.mapping.titles import titled
from dialogbot.readers import Reader, Rows, Tell

ITEMS = "orderedItems"
EVERYONE = frozenset({"https://www.w3.org/ns/activitystreams#Public", "as:Public", "Public"})
WORDS = frozenset({"Note", "Question", "Article", "Page"})
ACTORS = frozenset({"Person", "Service", "Organization", "Group", "Application"})


def _claims(member: Member) -> bool:
    found = member.first.get(ITEMS)
    first = next((each for each in found if isinstance(each, dict)), {}) if isinstance(found, list) else {}
    return isinstance(first.get("actor"), str) and "type" in first and "object" in first


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    names = _names(export)
    for member in export.members:
        for row in member.records(ITEMS) if _claims(member) else ():
            if isinstance(row, Rejected):
                yield row
            elif row.cells.get("type") == "Create":
                yield from _posts(row, names)


def _names(export: Export) -> dict[str, str]:
    """Give the names of the accounts that the archive tells of, by their addresses."""
    actors = [member.first for member in export.members if words(member.first.get("type")) in ACTORS]
    return {words(each.get("id")): words(each.get("name")) or words(each.get("preferredUsername")) for each in actors}


def _posts(row: Row, names: Mapping[str, str]) -> Rows:
    said = row.cells.get("object")
    if isinstance(said, dict) and words(said.get("type")) in WORDS:
        yield _post(row, said, names) if _is_public(row.cells, said) else _refused(row, Flaw.NOT_PUBLIC)


def _is_public(activity: Mapping[str, Any], said: Mapping[str, Any]) -> bool:
    """Tell whether a post was meant for everyone; where it says two things, the narrower counts."""
    told = [each for each in (activity, said) if "to" in each or "cc" in each]
    return bool(told) and not said.get("directMessage") and all(EVERYONE & _readers(each) for each in told)


def _readers(cells: Mapping[str, Any]) -> set[str]:
    found = (cells.get(name) for name in ("to", "cc"))
    return {
        each for value in found for each in (value if isinstance(value, list) else [value]) if isinstance(each, str)
    }


def _post(row: Row, said: Mapping[str, Any], names: Mapping[str, str]) -> Post | Rejected:
    heading = words(said.get("summary")) or words(said.get("name"))
    text = titled(heading, text_of_html(words(said.get("content"))))
    if not text.strip():
        return _refused(row, Flaw.NO_TEXT)
    try:
        posted_at = read_time(said.get("published") or row.cells.get("published"))
    except BadDate:
        return _refused(row, Flaw.BAD_DATE)
    actor = words(said.get("attributedTo")) or words(row.cells.get("actor"))
    ref = reference(said.get("id"))
    return Post(
        text=text,
        platform="mastodon",
        ref=ref,
        thread_ref=reference(said.get("conversation")) or reference(said.get("context")),
        parent_ref=_answered(said.get("inReplyTo")),
        author=names.get(actor) or actor.rstrip("/").rpartition("/")[2].removeprefix("@") or None,
        posted_at=posted_at,
        likes=count(value_at(said, "likes.totalItems")),
        url=link(said.get("url")) or link(ref),
    )


def _answered(value: Any) -> str | None:
    return reference(value.get("id")) if isinstance(value, dict) else reference(value)


def _refused(row: Row, flaw: Flaw) -> Rejected:
    return Rejected(where=row.where, flaw=flaw)


READER = Reader(
    name="mastodon_outbox",
    title="Mastodon archive (outbox.json): the account's own public posts",
    kinds=".zip .json folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.URL}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
