"""Telegram Desktop's export of a chat as HTML, its default: ``messages.html``, ``messages2.html``, and so on.

The page tells no number of the chat, so messages are known by its name and their own number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.exports.markup import parsed_html, text_of_node
from dialogbot.mapping import count
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

MARKS = ('class="page_header', 'class="history"', 'class="message ')
NUMBER = re.compile(r"^message(-?\d+)$")
ANSWERED = re.compile(r"#go_to_message(\d+)")
PAGE = re.compile(r"(\d*)\.html?$", re.IGNORECASE)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    return member.head_text.lstrip().startswith("<") and all(mark in member.head_text for mark in MARKS)


def _read(export: Export) -> Rows:
    pages = [member for member in export.members if _claims(member)]
    for member in sorted(pages, key=_order):
        yield from _of_page(member)


def _order(member: Member) -> tuple[str, int]:
    number = PAGE.search(member.path.name)
    return str(member.path.parent), int(number[1]) if number is not None and number[1] else 1


def _of_page(member: Member) -> Rows:
    page = parsed_html(member.text())
    heading = page.css_first(".page_header .text")
    chat = text_of_node(heading) if heading is not None else ""
    author: str | None = None
    silent: set[str] = set()
    for node in page.css("div.message"):
        number = NUMBER.match(node.attributes.get("id") or "")
        if "service" in _classes(node):
            silent |= {number[1]} if number is not None else set()
            continue
        # What one person writes in a row has the name above the first message only.
        author = _name(node) or (author if "joined" in _classes(node) else None)
        where = f"{member.label}{node.attributes.get('id') or 'message'}"
        yield from _message(node, where, chat, author, silent)


def _message(
    node: LexborNode, where: str, chat: str, author: str | None, silent: set[str]
) -> Iterator[Post | Rejected]:
    said = node.css_first(".text") or node.css_first(".media_poll .question")
    text = text_of_node(said) if said is not None else ""
    if not text:
        yield Rejected(where=where, flaw=Flaw.NO_TEXT)
        return
    date = node.css_first(".date")
    try:
        posted_at = read_time(date.attributes.get("title") if date is not None else None)
    except BadDate:
        yield Rejected(where=where, flaw=Flaw.BAD_DATE)
        return
    number = NUMBER.match(node.attributes.get("id") or "")
    above = _answered(node)
    yield Post(
        text=text,
        platform="telegram",
        ref=f"{chat}/{number[1]}" if number is not None else None,
        parent_ref=f"{chat}/{above}" if above is not None and above not in silent else None,
        community=chat or None,
        author=author,
        posted_at=posted_at,
        likes=_likes(node),
    )


def _classes(node: LexborNode) -> list[str]:
    return (node.attributes.get("class") or "").split()


def _name(node: LexborNode) -> str | None:
    """Give who wrote it; in what is passed on, the name inside is that of its first writer."""
    found = (each for each in node.css(".from_name") if "forwarded" not in _classes(each.parent or node))
    name = next(found, None)
    return text_of_node(name) or None if name is not None else None


def _answered(node: LexborNode) -> str | None:
    link = node.css_first(".reply_to a")
    found = ANSWERED.search(link.attributes.get("href") or "") if link is not None else None
    return None if found is None else found[1]


def _likes(node: LexborNode) -> int | None:
    reactions = node.css(".reaction")
    if not reactions:
        return None
    return sum(_count(each) for each in reactions)


def _count(reaction: LexborNode) -> int:
    """Give how many reacted so: a number, or else as many as there are pictures of people."""
    written = reaction.css_first(".count")
    told = count(text_of_node(written)) if written is not None else None
    return told if told is not None else max(1, len(reaction.css(".userpic")))


READER = Reader(
    name="telegram_html",
    title="Telegram Desktop, export as HTML",
    kinds=".html folder .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.PARENT, Tell.LIKES, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
