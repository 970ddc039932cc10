"""Feeds of blogs and of their comments: RSS 0.9 to 2.0 and Atom.

A comment's feed says what it answers in ``thr:in-reply-to`` (Atom), or in a line of words with a link (WordPress).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.exports.markup import text_of_html
from dialogbot.exports.xml_files import (
    child_text,
    children,
    inner_markup,
    inner_text,
    local_name,
    xml_elements,
    xml_root,
)
from dialogbot.mapping.titles import titled
from dialogbot.mapping.wordpress_refs import answered, blog_of, comment_number, comment_ref, post_in
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

ROOTS = frozenset({"rss", "feed", "RDF"})
WITHIN = frozenset({"channel", "feed", "RDF"})
ABOVE = frozenset({"item", "entry", "title", "link", "channel"})
# Feeds that are told by more than this: exports of a whole blog.
OTHERS = ("wordpress.org/export/", "schemas.google.com/blogger/2008/kind#", "schemas.google.com/blogger/2018")
OF_COMMENTS = re.compile(
    r"^(?:comments|kommentarer|kommentarar|kommentare|reacties|commentaires|comentarios) "
    r"(?:on|for|til|till|på|zu|op|sur|en)\s?:?\s+",
    re.IGNORECASE,
)
COMMENT_TITLE = re.compile(
    r"^(?:(?:by|av|af|från|von|door|par|por)\s?:|(?:comment on|kommentar (?:til|på|till|zu)) .+ (?:by|av|af|von) \S)",
    re.IGNORECASE | re.DOTALL,
)
BODIES = ("encoded", "content", "description", "summary")
NAMED_MAIL = re.compile(r"^\S+@\S+\s*\((.+)\)$")
NUMBER = re.compile(r"/comments/default/(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Feed:
    """What the feed says of itself."""

    name: str | None = None
    home: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """Where an entry stands: its own reference, that of its thread and of what it answers."""

    ref: str | None
    thread_ref: str | None = None
    parent_ref: str | None = None


def _claims(member: Member) -> bool:
    return xml_root(member) in ROOTS and not any(mark in member.head_text for mark in OTHERS)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(member):
            yield from _entries(member)


def _entries(member: Member) -> Rows:
    feed = _Feed()
    number = 0
    for element in xml_elements(member, ABOVE, WITHIN):
        if element is None:
            yield Rejected(where=f"{member.label}entry {number}", flaw=Flaw.CUT_SHORT)
        elif local_name(element) in {"item", "entry"}:
            number += 1
            yield _post(element, feed, f"{member.label}entry {number}")
        else:
            feed = _told(element, feed)


def _told(element: Element, feed: _Feed) -> _Feed:
    name = local_name(element)
    if name == "channel":
        return _Feed(name=child_text(element, "title") or feed.name, home=child_text(element, "link") or feed.home)
    if name == "title":
        return _Feed(name=OF_COMMENTS.sub("", inner_text(element)) or None, home=feed.home)
    link = inner_text(element) or (str(element.get("href") or "") if element.get("rel") in {None, "alternate"} else "")
    return _Feed(name=feed.name, home=feed.home or link)


def _post(entry: Element, feed: _Feed, where: str) -> Post | Rejected:
    link = _link(entry)
    answers, markup = _body(entry)
    is_comment = _is_comment(entry, link)
    text = text_of_html(markup)
    text = text if is_comment and text else titled(text_of_html(child_text(entry, "title")), text)
    if not text.strip():
        return Rejected(where=where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(
            child_text(entry, "published", "pubDate", "date", "issued", "created", "updated", "modified")
        )
    except BadDate:
        return Rejected(where=where, flaw=Flaw.BAD_DATE)
    place = _place(entry, link, answers) if is_comment else _Place(ref=_own_ref(entry, link))
    return Post(
        text=text,
        platform="blog",
        ref=place.ref,
        thread_ref=place.thread_ref or place.ref,
        parent_ref=place.parent_ref,
        community=feed.name,
        author=_author(entry),
        posted_at=posted_at,
        url=link,
    )


def _is_comment(entry: Element, link: str | None) -> bool:
    if any(True for _ in children(entry, "in-reply-to")) or re.search(r"#c\d|#comment|showComment=", link or ""):
        return True
    return comment_number(child_text(entry, "guid")) is not None or bool(
        COMMENT_TITLE.match(child_text(entry, "title"))
    )


def _body(entry: Element) -> tuple[str | None, str]:
    """Give the link to the comment that is answered, and the fullest of the forms in which an entry is told."""
    bodies = [answered(inner_markup(each)) for name in BODIES for each in children(entry, name)]
    link = next((link for link, _ in bodies if link), None)
    return link, next((markup for _, markup in bodies if text_of_html(markup)), "")


def _own_ref(entry: Element, link: str | None) -> str | None:
    guid = child_text(entry, "guid", "id")
    return post_in(guid) or guid or link


def _place(entry: Element, link: str | None, answers: str | None) -> _Place:
    number = comment_number(child_text(entry, "guid", "id")) or comment_number(link or "")
    if number is None:
        return _atom_place(entry, link)
    page = (link or "").partition("#")[0]
    guid = child_text(entry, "guid", "id")
    post = post_in(guid) or page or None
    blog = blog_of((guid or page).partition("?")[0]) if post_in(guid) else blog_of(_root(page))
    above = comment_number(answers or "")
    parent = comment_ref(blog, above) if above is not None else post
    return _Place(ref=comment_ref(blog, number), thread_ref=post, parent_ref=parent)


def _atom_place(entry: Element, link: str | None) -> _Place:
    ref = _own_ref(entry, link) or ""
    told = list(children(entry, "in-reply-to"))
    above = next((str(each.get("ref") or each.get("href") or "") for each in told), "") or None
    related = (
        NUMBER.search(str(each.get("href") or "")) for each in children(entry, "link") if each.get("rel") == "related"
    )
    answer = next((f"{ref.rpartition('post-')[0]}post-{found[1]}" for found in related if found is not None), None)
    return _Place(
        ref=ref or None, thread_ref=above, parent_ref=answer or above or (link or "").partition("#")[0] or None
    )


def _root(page: str) -> str:
    found = re.match(r"https?://[^/]+", page)
    return "" if found is None else found[0]


def _link(entry: Element) -> str | None:
    for each in children(entry, "link"):
        found = inner_text(each) or (str(each.get("href") or "") if each.get("rel") in {None, "alternate"} else "")
        if found:
            return found
    guid = next((each for each in children(entry, "guid") if each.get("isPermaLink") != "false"), None)
    return inner_text(guid) if guid is not None and inner_text(guid).startswith("http") else None


def _author(entry: Element) -> str | None:
    named = next((child_text(each, "name") for each in children(entry, "author")), "")
    if named or child_text(entry, "creator"):
        return named or child_text(entry, "creator")
    written = child_text(entry, "author")
    mail = NAMED_MAIL.match(written)
    return mail[1] if mail is not None else None if "@" in written else written or None


READER = Reader(
    name="web_feed",
    title="Feed of a blog or of its comments (RSS or Atom)",
    kinds=".xml .rss .atom",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.PARENT, Tell.THREAD, Tell.URL, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
