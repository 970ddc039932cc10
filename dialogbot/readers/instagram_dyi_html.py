"""Instagram "Download your information" as HTML: the exporter's own comments, and posts where the folder tells them.

A comment is a table: label and value in one cell, its time in the last. Times are on a clock of UTC-8 all year round,
without seconds, wherever the account is (so read in public tests that hold pairs of HTML and JSON).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, timezone
from typing import TYPE_CHECKING

from dialogbot.dates import BadDate
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.exports.markup import parsed_html, text_of_node
from dialogbot.mapping.instagram_words import OWNER, Labels, account_in, labels_of
from dialogbot.mapping.month_names import read_account_time
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

CLOCK = timezone(timedelta(hours=-8))
LABEL = re.compile(r'class="_2pin _a6_q"[^>]*>\s*([^<]{1,60}?)\s*<div')
COMMENTS = re.compile(r"^(?:(?:post|reels?)_comments|hype)")
POSTS = re.compile(r"^(?:posts|reels|igtv_videos)(?:_\d+)?$")
NAME = re.compile(r'<a[^>]+href="https?://(?:www\.)?instagram\.com/([\w.]+)/?"')


@dataclass(frozen=True, slots=True, kw_only=True)
class _Record:
    """One record of a page: its labels with their values, its time, and the heading of a post."""

    where: str
    pairs: list[tuple[str, str]]
    stamp: str
    heading: str


def _recognise(export: Export) -> bool:
    return any(_holds_comments(member) or _holds_posts(member) for member in export.members)


def _read(export: Export) -> Rows:
    author = _author(export)
    for member in export.members:
        if _holds_comments(member):
            records = list(_records(member))
            labels = labels_of(record.pairs for record in records)
            yield from (_comment(record, labels, author) for record in records)
        elif _holds_posts(member):
            yield from (_told(each, each.heading, author, author) for each in _records(member))


def _holds_comments(member: Member) -> bool:
    head = member.head_text if member.path.suffix.lower() in {".html", ".htm"} else ""
    if "_a6-g" not in head or "_a6_q" not in head:
        return False
    owned = any(OWNER.search(label) for label in LABEL.findall(head))
    return owned or COMMENTS.match(member.path.stem.lower()) is not None


def _holds_posts(member: Member) -> bool:
    inside = any("instagram" in part.lower() for part in member.path.parts[:-1])
    named = inside and member.path.suffix.lower() == ".html" and POSTS.match(member.path.stem.lower())
    return bool(named) and "_a6-g" in member.head_text


def _records(member: Member) -> Iterator[_Record]:
    for number, node in enumerate(parsed_html(member.text()).css("._a6-g"), 1):
        if node.css_first("._a6-g ._a6-g") is None:
            yield _record(node, f"{member.label}record {number}")


def _record(node: LexborNode, where: str) -> _Record:
    pairs = [_labelled(cell) for cell in node.css("td._a6_q")]
    # The time is the last value that has a cell of its own.
    beside = [text_of_node(cell) for cell in node.css("td._a6_r")]
    stamps = [*beside[-1:], *(text_of_node(each) for each in node.css("._a6-o ._a72d, ._a6-o"))]
    stamp = next(filter(None, stamps), "")
    heading = node.css_first("._a6-h")
    return _Record(
        where=where,
        pairs=[(label, value) for label, value in pairs if value and value != stamp],
        stamp=stamp,
        heading="" if heading is None else text_of_node(heading),
    )


def _labelled(cell: LexborNode) -> tuple[str, str]:
    """Give the label that stands bare in a cell, and the value in a block under it or in the cell beside it."""
    value = cell.css_first("div") or cell.next
    label = "".join(each.text_content or "" for each in cell.iter(include_text=True) if each.tag == "-text")
    return label.strip(), "" if value is None else text_of_node(value)


def _comment(record: _Record, labels: Labels, author: str | None) -> Post | Rejected:
    said = dict(record.pairs)
    return _told(record, said.get(labels.comment or "", ""), author, said.get(labels.owner or ""))


def _told(record: _Record, text: str, author: str | None, owner: str | None) -> Post | Rejected:
    if not text.strip():
        return Rejected(where=record.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_account_time(record.stamp, CLOCK)
    except BadDate:
        return Rejected(where=record.where, flaw=Flaw.BAD_DATE)
    return Post(text=text, platform="instagram", community=owner, author=author, posted_at=posted_at)


def _author(export: Export) -> str | None:
    folders = [member.path.parts[0] for member in export.members if len(member.path.parts) > 1]
    start = next((each.head_text for each in export.members if each.path.stem.lower() == "start_here"), "")
    said = NAME.search(start)
    return said[1] if said is not None else account_in([export.path.stem, export.name, *folders])


READER = Reader(
    name="instagram_dyi_html",
    title='Instagram "Download your information", HTML (only what the exporting account wrote)',
    kinds=".zip .html folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.COMMUNITY}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
