"""WordPress' own export (WXR 1.0 to 1.2): posts and pages with their comments, one blog or forum a file.

What is not published, and comments that were not approved, are not read; nor are pingbacks, and nor are the e-mail
addresses and IP numbers of those who comment. Broken files are mended as far as they can be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.exports.markup import text_of_html, text_of_written_html
from dialogbot.exports.xml_files import child_text, children, inner_text, local_name, xml_elements, xml_root
from dialogbot.mapping.titles import titled
from dialogbot.mapping.wordpress_refs import blog_of, comment_ref, post_ref
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from lxml.etree import _Element as Element

MARK = "wordpress.org/export/"
ABOVE = frozenset({"item", "title", "link", "base_blog_url", "author"})
# Topics and replies are those of the forum plug-in bbPress.
POSTS = frozenset({"post", "page", "topic", "reply"})
COMMENTS = frozenset({"", "comment", "review"})
NEVER = "0000"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Blog:
    """What the export says of the blog itself: its name, its address, and the names of those who log in."""

    name: str | None = None
    home: str = ""
    names: dict[str, str] = field(default_factory=dict)


def _claims(member: Member) -> bool:
    return xml_root(member) == "rss" and MARK in member.head_text


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(member):
            yield from _items(member)


def _items(member: Member) -> Rows:
    blog = _Blog()
    number = 0
    for element in xml_elements(member, ABOVE, frozenset({"channel"})):
        if element is None:
            yield Rejected(where=f"{member.label}item {number}", flaw=Flaw.CUT_SHORT)
        elif local_name(element) != "item":
            blog = _told(element, blog)
        else:
            number += 1
            yield from _item(element, blog, f"{member.label}item {number}")


def _told(element: Element, blog: _Blog) -> _Blog:
    name, text = local_name(element), inner_text(element)
    if name == "title":
        return replace(blog, name=text or None)
    if name == "author":
        login = child_text(element, "author_login")
        return replace(blog, names={**blog.names, login: child_text(element, "author_display_name") or login})
    # The address of the blog itself comes after that of the page about it, and counts for more.
    return replace(blog, home=text or blog.home)


def _item(item: Element, blog: _Blog, where: str) -> Rows:
    kind = child_text(item, "post_type")
    shown = child_text(item, "status") in {"", "publish", "inherit", "closed"} and not child_text(item, "post_password")
    ref = post_ref(blog_of(blog.home), child_text(item, "post_id"))
    link = child_text(item, "link", "guid")
    if kind in POSTS and not shown:
        yield Rejected(where=where, flaw=Flaw.NOT_PUBLIC)
    elif kind in POSTS:
        yield _post(item, blog, where, kind)
    above = Post(text="", platform="blog", ref=ref, community=blog.name, url=link)
    for number, comment in enumerate(_comments(item), 1):
        spot = f"{where} comment {number}"
        approved = shown and child_text(comment, "comment_approved") == "1"
        yield _comment(comment, above, blog, spot) if approved else Rejected(where=spot, flaw=Flaw.NOT_PUBLIC)


def _comments(item: Element) -> Iterator[Element]:
    return (each for each in children(item, "comment") if child_text(each, "comment_type") in COMMENTS)


def _post(item: Element, blog: _Blog, where: str, kind: str) -> Post | Rejected:
    body = next(
        (text for each in children(item, "encoded") if (text := inner_text(each)) and "excerpt" not in each.tag), ""
    )
    text = titled(text_of_html(child_text(item, "title")) if kind != "reply" else "", text_of_written_html(body))
    if not text.strip():
        return Rejected(where=where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = _time(item, "post_date") or read_time(child_text(item, "pubDate"))
    except BadDate:
        return Rejected(where=where, flaw=Flaw.BAD_DATE)
    creator = child_text(item, "creator")
    ref = post_ref(blog_of(blog.home), child_text(item, "post_id"))
    above = child_text(item, "post_parent") if kind == "reply" else "0"
    topic = post_ref(blog_of(blog.home), above) if above.strip("0") else None
    return Post(
        text=text,
        platform="blog",
        ref=ref,
        thread_ref=topic or ref,
        parent_ref=topic,
        community=blog.name,
        author=blog.names.get(creator, creator) or None,
        posted_at=posted_at,
        url=child_text(item, "link", "guid") or None,
    )


def _comment(comment: Element, above: Post, blog: _Blog, where: str) -> Post | Rejected:
    text = text_of_written_html(child_text(comment, "comment_content"))
    if not text.strip():
        return Rejected(where=where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = _time(comment, "comment_date")
    except BadDate:
        return Rejected(where=where, flaw=Flaw.BAD_DATE)
    number, answers = child_text(comment, "comment_id"), child_text(comment, "comment_parent")
    return replace(
        above,
        text=text,
        ref=comment_ref(blog_of(blog.home), number),
        thread_ref=above.ref,
        parent_ref=comment_ref(blog_of(blog.home), answers) if answers.strip("0") else above.ref,
        author=text_of_html(child_text(comment, "comment_author")) or None,
        posted_at=posted_at,
        url=f"{above.url}#comment-{number}" if above.url else None,
    )


def _time(element: Element, name: str) -> datetime | None:
    """Read a time from its universal form, else from that of the blog's own clock; noughts say that there is none."""
    universal, local = child_text(element, f"{name}_gmt"), child_text(element, name)
    if universal and not universal.startswith(NEVER):
        return read_time(universal, UTC)
    return read_time(local) if local and not local.startswith(NEVER) else None


READER = Reader(
    name="wordpress_wxr",
    title="WordPress export (WXR): posts, pages and approved comments",
    kinds=".xml .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.URL, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
