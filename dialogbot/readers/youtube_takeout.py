"""Google's Takeout of YouTube: the account's own comments, as ``comments.csv`` or as ``my-comments.html`` (until 2023).

The header of the table is in the account's language, so its columns are told by their place: the order has stood still
while columns were added. The words are JSON pieces, or bare.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC
from typing import TYPE_CHECKING, Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member, Table
from dialogbot.exports.json_files import loaded
from dialogbot.exports.markup import parsed_html, text_of_node
from dialogbot.readers import Reader, Rows, Tell

if TYPE_CHECKING:
    from selectolax.lexbor import LexborNode

# By how many columns there are; what has no name here is not read.
ORDERS = {
    6: ("id", "channel", "time", "price", "video", "text"),
    7: ("id", "channel", "time", "price", "parent", "video", "text"),
    8: ("id", "channel", "time", "price", "parent", "post", "video", "text"),
    9: ("id", "channel", "time", "price", "parent", "post", "video", "text", "top"),
}
COMMENT_HEAD = "Comment ID"
COMMENT_ID = re.compile(r"^Ug[\w-]{10,}(?:\.[\w-]+)?$")
CHANNEL_ID = re.compile(r"^UC[\w-]{22}$")
WRITTEN = re.compile(r'"(?:text|takeoutSegments)"')
IN_LINK = re.compile(r"[?&]lc=([\w.-]+)")
VIDEO = re.compile(r"[?&]v=([\w-]{6,})")
STAMP = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}:\d{2}(?:\.\d+)?(?:\s?UTC|Z)?")
ROWS_LOOKED_AT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Comment:
    """One comment as it stands in either form."""

    where: str
    ref: str
    parent: str
    video: str
    stamp: str
    text: str
    author: str | None


def _recognise(export: Export) -> bool:
    return any(_is_table(member) or _is_page(member) for member in export.members)


def _read(export: Export) -> Rows:
    names = _channels(export)
    for member in export.members:
        if _is_page(member):
            yield from (_post(each) for each in _of_page(member))
        elif _is_table(member):
            yield from (_post(each) for each in _of_table(member, names))


def _is_table(member: Member) -> bool:
    return any(_is_comments(table) for table in member.tables) if member.path.suffix.lower() == ".csv" else False


def _is_comments(table: Table) -> bool:
    header = table.header
    if len(header) not in ORDERS:
        return False
    named = header[0] == COMMENT_HEAD and header[1].casefold() == "channel id"
    rows = [row for row, _ in zip(table.grid(), range(ROWS_LOOKED_AT), strict=False) if row is not None]
    return named or any(COMMENT_ID.match(str(row[0])) and CHANNEL_ID.match(str(row[1])) for row in rows if len(row) > 1)


def _is_page(member: Member) -> bool:
    head = member.head_text if member.path.suffix.lower() in {".html", ".htm"} else ""
    return "youtube.com/watch" in head and "lc=" in head and "<li" in head


def _channels(export: Export) -> dict[str, str]:
    """Give the names of the account's channels by their ids, from the table of channels beside the comments."""
    rows = (
        row
        for member in export.members
        if member.path.stem.lower().startswith(("channel", "kanal")) and member.path.suffix.lower() == ".csv"
        for table in member.tables
        for row in table.grid()
    )
    return {
        str(row[0]): str(row[1]) for row in rows if row is not None and len(row) > 1 and CHANNEL_ID.match(str(row[0]))
    }


def _of_table(member: Member, names: Mapping[str, str]) -> Iterator[_Comment | Rejected]:
    for table in member.tables:
        order = ORDERS[len(table.header)]
        for number, row in enumerate(table.grid(), 1):
            where = f"{member.label}row {number}"
            cells = dict(zip(order, ("" if cell is None else str(cell) for cell in row or ()), strict=False))
            if row is None:
                yield Rejected(where=where, flaw=Flaw.TOO_LARGE)
            elif number > 1 and any(cells.values()):
                yield _of_row(where, cells, names)


def _of_row(where: str, cells: Mapping[str, str], names: Mapping[str, str]) -> _Comment:
    channel = cells.get("channel", "")
    return _Comment(
        where=where,
        ref=cells.get("id", ""),
        parent=cells.get("parent", ""),
        video=cells.get("video", ""),
        stamp=cells.get("time", ""),
        text=_written(cells.get("text", "")),
        author=names.get(channel) or channel or None,
    )


def _written(cell: str) -> str:
    """Give the words of a cell: ``{"text":"…"},{"text":"…"}``, ``{"takeoutSegments":[…]}``, or as they stand."""
    if not cell.lstrip().startswith("{") or WRITTEN.search(cell) is None:
        return cell
    pieces = loaded(f"[{cell}]")
    return "".join(_piece(each) for each in pieces) if isinstance(pieces, list) else cell


def _piece(piece: Any) -> str:
    if not isinstance(piece, dict):
        return ""
    segments = piece.get("takeoutSegments")
    if isinstance(segments, list):
        return "".join(_piece(each) for each in segments if isinstance(each, dict) and "takeoutSegments" not in each)
    return piece["text"] if isinstance(piece.get("text"), str) else ""


def _of_page(member: Member) -> Iterator[_Comment]:
    for number, node in enumerate(parsed_html(member.text()).css("li"), 1):
        links = [each.attributes.get("href") or "" for each in node.css("a")]
        own = next((link for link in links if IN_LINK.search(link)), "")
        ref, video = IN_LINK.search(own), VIDEO.search(own)
        if ref is None:
            continue
        announced, text = _parted(node)
        stamp = STAMP.search(announced)
        yield _Comment(
            where=f"{member.label}comment {number}",
            ref=ref[1],
            parent=ref[1].partition(".")[0] if "." in ref[1] else "",
            video="" if video is None else video[1],
            stamp="" if stamp is None else stamp[0],
            text=text,
            author=None,
        )


def _parted(node: LexborNode) -> tuple[str, str]:
    """Give the line that announces a comment, and the comment."""
    announced, _, text = text_of_node(node).partition("\n")
    return announced, text.strip()


def _post(comment: _Comment | Rejected) -> Post | Rejected:
    if isinstance(comment, Rejected):
        return comment
    if not comment.text.strip():
        return Rejected(where=comment.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(comment.stamp, UTC)
    except BadDate:
        return Rejected(where=comment.where, flaw=Flaw.BAD_DATE)
    watched = f"https://www.youtube.com/watch?v={comment.video}"
    return Post(
        text=comment.text,
        platform="youtube",
        ref=comment.ref or None,
        thread_ref=comment.parent or None,
        parent_ref=comment.parent or None,
        author=comment.author,
        posted_at=posted_at,
        url=f"{watched}&lc={comment.ref}" if comment.video else None,
    )


READER = Reader(
    name="youtube_takeout",
    title="YouTube comments in Google Takeout (only what the account wrote)",
    kinds=".csv .html .zip folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.PARENT, Tell.URL}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
