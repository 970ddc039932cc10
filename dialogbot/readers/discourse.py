"""A topic of a Discourse forum as the forum's own JSON (``….json`` behind its address), or several of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.exports.markup import parsed_html, text_of_node
from dialogbot.mapping import Columns, count, link, listed, reference, to_post, value_at, words
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

LIKE = 2
# Regular posts and those of a moderator; the others say that a topic was moved or closed, or are whispered to staff.
SPOKEN = (1, 2)
WHISPERED = 4
# Others' words, and cards of linked pages.
NOT_OWN = "aside.quote, aside.onebox, .meta, .lightbox-wrapper .informations"

COLUMNS = Columns(
    platform="discourse",
    text=("written",),
    ref=("own",),
    thread_ref=("thread",),
    parent_ref=("answered",),
    community=("group",),
    author=("username", "name"),
    posted_at=("created_at",),
    likes=("likes",),
    url=("place",),
)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    return any(
        isinstance(value_at(each, "post_stream.posts"), list) for each in _tops(member.sample) if isinstance(each, dict)
    )


def _tops(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _read(export: Export) -> Rows:
    for member in export.members:
        if not _claims(member):
            continue
        for topic, where in _topics(member):
            if isinstance(topic, Rejected):
                yield topic
                continue
            for index, each in enumerate(listed(value_at(topic, "post_stream.posts"))):
                place = f"{where}posts[{index}]"
                if isinstance(each, Mapping):
                    yield from _post(Row(where=place, cells=each), topic)
                else:
                    yield Rejected(where=place, flaw=Flaw.BAD_ROW)


def _topics(member: Member) -> Iterator[tuple[Mapping[str, Any] | Rejected, str]]:
    if member.json_kind is JsonKind.OBJECT:
        value, is_whole = member.json_or_beginning()
        yield value if isinstance(value, Mapping) else {}, member.label
        if not is_whole:
            yield Rejected(where=member.name, flaw=Flaw.CUT_SHORT), ""
        return
    for row in member.records():
        yield (row, "") if isinstance(row, Rejected) else (row.cells, f"{row.where}.")


def _post(row: Row, topic: Mapping[str, Any]) -> Iterator[Post | Rejected]:
    kind = row.cells.get("post_type", 1)
    if kind == WHISPERED:
        yield Rejected(where=row.where, flaw=Flaw.NOT_PUBLIC)
    elif kind in SPOKEN and not row.cells.get("action_code") and not _is_gone(row.cells):
        yield to_post(_tidied(row, topic), COLUMNS)


def _is_gone(cells: Mapping[str, Any]) -> bool:
    return bool(cells.get("deleted_at") or cells.get("user_deleted") or cells.get("hidden"))


def _tidied(row: Row, topic: Mapping[str, Any]) -> Row:
    cells = row.cells
    number = count(cells.get("post_number"))
    # Posts are numbered in each topic, topics in each forum: the address of a post has its topic's name too.
    name = "/".join(
        filter(None, [_words_at("slug", topic, "topic_slug", cells), _words_at("id", topic, "topic_id", cells)])
    )
    opens = number == 1
    above = count(cells.get("reply_to_post_number")) or 1
    title = words(topic.get("title")).strip() if opens else ""
    added = {
        "written": "\n\n".join(part for part in (title, _text(cells)) if part),
        "own": f"{name}/{number}" if number else reference(cells.get("id")),
        "thread": f"{name}/1" if number and not opens else None,
        "answered": f"{name}/{above}" if number and not opens else None,
        "group": words(topic.get("category_name")) or (_forum(topic) or "").partition("://")[2],
        "likes": _likes(cells),
        "place": _place(cells, topic),
    }
    return Row(where=row.where, cells={**cells, **added})


def _words_at(name: str, topic: Mapping[str, Any], also: str, cells: Mapping[str, Any]) -> str:
    return words(topic.get(name)) or words(cells.get(also))


def _text(cells: Mapping[str, Any]) -> str:
    """Give a post's own words: as they were typed where they are there, else from the page without what it quotes."""
    cooked = words(cells.get("cooked"))
    if not cooked:
        return words(cells.get("raw")).strip()
    body = parsed_html(cooked).body
    if body is None:
        return ""
    for other in body.css(NOT_OWN):
        other.decompose()
    _show_emoji(body)
    return text_of_node(body)


def _show_emoji(body: LexborNode) -> None:
    for image in body.css("img.emoji"):
        image.replace_with(image.attributes.get("alt") or "")


def _likes(cells: Mapping[str, Any]) -> int | None:
    actions = cells.get("actions_summary")
    if not isinstance(actions, list):
        return count(cells.get("like_count"))
    liked = (count(each.get("count")) for each in actions if isinstance(each, Mapping) and each.get("id") == LIKE)
    return next(liked, 0) or 0


def _place(cells: Mapping[str, Any], topic: Mapping[str, Any]) -> str | None:
    """Give the address of a post, where the forum's own is told."""
    forum, number = _forum(topic), words(cells.get("post_number"))
    slug, topic_id = _words_at("slug", topic, "topic_slug", cells), _words_at("id", topic, "topic_id", cells)
    return f"{forum}/t/{slug}/{topic_id}/{number}" if forum and slug and topic_id and number else None


def _forum(topic: Mapping[str, Any]) -> str | None:
    """Give the forum's address: the JSON leaves it out, but links from one topic to another have it."""
    links = [each for each in listed(value_at(topic, "details.links")) if isinstance(each, Mapping)]
    inside = (link(each.get("url")) for each in links if each.get("internal"))
    found = next((each for each in inside if each is not None and "/t/" in each), None)
    return None if found is None else found.partition("/t/")[0]


READER = Reader(
    name="discourse",
    title="Discourse topic as the forum's own JSON (the posts that are in it: mostly the first 20)",
    kinds=".json",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.LIKES, Tell.COMMUNITY, Tell.URL}),
    recognise=_recognise,
    read=_read,
)
