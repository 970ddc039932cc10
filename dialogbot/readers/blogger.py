"""Blogger: the backup of a blog as one Atom feed (until 2024), and the feed of each blog in Google's Takeout.

The old backup says what an entry is by a category, Takeout by ``blogger:type``. Settings, templates, drafts and what
was thrown away are no posts. E-mail addresses are not read.
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
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

OLD_KIND = "schemas.google.com/blogger/2008/kind#"
MARKS = (OLD_KIND, "schemas.google.com/blogger/2018")
KINDS = frozenset({"post", "page", "comment"})
ABOVE = frozenset({"entry", "title", "link"})
NUMBER = re.compile(r"/comments/default/(\d+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blog:
    """What the feed says of the blog itself."""

    name: str | None = None
    home: str = ""


def _claims(member: Member) -> bool:
    return xml_root(member) == "feed" and any(mark in member.head_text for mark in MARKS)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(member):
            yield from _entries(member)


def _entries(member: Member) -> Rows:
    blog = _Blog()
    number = 0
    for element in xml_elements(member, ABOVE, frozenset({"feed"})):
        if element is None:
            yield Rejected(where=f"{member.label}entry {number}", flaw=Flaw.CUT_SHORT)
        elif local_name(element) != "entry":
            blog = _told(element, blog)
        else:
            number += 1
            if _kind(element) in KINDS:
                yield _post(element, blog, f"{member.label}entry {number}")


def _told(element: Element, blog: _Blog) -> _Blog:
    if local_name(element) == "title":
        return _Blog(name=inner_text(element) or None, home=blog.home)
    if local_name(element) == "link" and element.get("rel") == "alternate":
        return _Blog(name=blog.name, home=str(element.get("href") or "").rstrip("/"))
    return blog


def _kind(entry: Element) -> str:
    """Give what an entry is in lower case: ``post``, ``page``, ``comment``, or something that is none of these."""
    said = next((inner_text(each) for each in children(entry, "type")), "")
    terms = (str(each.get("term") or "") for each in children(entry, "category"))
    old = next((term.rpartition("#")[2] for term in terms if OLD_KIND in term), "")
    return (said or old).casefold()


def _post(entry: Element, blog: _Blog, where: str) -> Post | Rejected:
    if not _is_public(entry):
        return Rejected(where=where, flaw=Flaw.NOT_PUBLIC)
    text = _text(entry)
    if not text.strip():
        return Rejected(where=where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(child_text(entry, "published", "created", "updated"))
    except BadDate:
        return Rejected(where=where, flaw=Flaw.BAD_DATE)
    ref = child_text(entry, "id") or None
    under = _post_above(entry)
    return Post(
        text=text,
        platform="blog",
        ref=ref,
        thread_ref=under or ref,
        parent_ref=_comment_above(entry, ref or "") or under,
        community=blog.name,
        author=next((child_text(each, "name") for each in children(entry, "author")), "") or None,
        posted_at=posted_at,
        url=_link(entry, "alternate") or _file_link(entry, blog),
    )


def _is_public(entry: Element) -> bool:
    drafts = (child_text(control, "draft") for control in children(entry, "control"))
    if any(draft.casefold() == "yes" for draft in drafts) or child_text(entry, "trashed"):
        return False
    return child_text(entry, "status").upper() in {"", "LIVE", "PUBLISHED"}


def _text(entry: Element) -> str:
    body = next((inner_markup(each) for name in ("content", "summary") for each in children(entry, name)), "")
    text = text_of_html(body)
    # A comment's title is only the beginning of it.
    return text if _kind(entry) == "comment" else titled(text_of_html(child_text(entry, "title")), text)


def _post_above(entry: Element) -> str | None:
    told = (str(each.get("ref") or "").strip() for each in children(entry, "in-reply-to"))
    return child_text(entry, "parent") or next((ref for ref in told if ref), None)


def _comment_above(entry: Element, ref: str) -> str | None:
    """Give the comment that a comment answers: Takeout names it, the old backup only links to it."""
    found = NUMBER.search(_link(entry, "related") or "")
    if found is None:
        return child_text(entry, "inReplyTo") or None
    return f"{ref.rpartition('post-')[0]}post-{found[1]}"


def _link(entry: Element, relation: str) -> str | None:
    links = (each.get("href") for each in children(entry, "link") if each.get("rel") == relation)
    return next((str(href) for href in links if href), None)


def _file_link(entry: Element, blog: _Blog) -> str | None:
    name = child_text(entry, "filename")
    return f"{blog.home}{name}" if name and blog.home else None


READER = Reader(
    name="blogger",
    title="Blogger: backup of a blog (Atom), or its feed in Google Takeout",
    kinds=".xml .atom .zip folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.URL, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
