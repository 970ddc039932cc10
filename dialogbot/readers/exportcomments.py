"""ExportComments.com: the comments of one post as XLSX or CSV, of Facebook and of other platforms.

The header stands on row 6 of a sheet, below the link of the post; the link of a comment is that of its cell. Replies
are numbered ``3-1`` under comment 3.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import islice
from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Row, Table
from dialogbot.exports.tables import column_names, is_blank
from dialogbot.mapping import Columns, Level, link, to_post, words
from dialogbot.mapping.facebook_links import bare_id, comment_in, group_in, parent_in, post_in
from dialogbot.readers import Reader, Rows, told_by

PREAMBLE = 15
TEXTS = ("Comment", "Comments", "Message", "Reply", "Review", "Tweet", "Post")
NAMES = ("Name (click to view profile)", "Name", "Author", "Username", "User Name")
HOSTS = (
    ("facebook.", "facebook"), ("fb.", "facebook"), ("instagram.", "instagram"), ("youtu", "youtube"),
    ("twitter.", "x"), ("//x.com", "x"), ("reddit.", "reddit"), ("bsky.", "bluesky"),
)  # fmt: skip
OTHER_IDS = re.compile(r"[?&]lc=([\w.-]+)|/status/(\d+)|/c/(\d+)|/comment/\w+/(\w+)")
NUMBER = re.compile(r"^(\d+)(?:[-.](\d+))?$")

COLUMNS = Columns(
    platform_column=("platform",),
    text=TEXTS,
    ref=("ref",),
    thread_ref=("thread",),
    parent_ref=("parent",),
    community=("group",),
    author=NAMES,
    posted_at=("Date", "Time", "Published"),
    likes=("Likes", "Likes Count", "Favorites", "Reactions"),
    url=("link",),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Source:
    """The post whose comments these are, as far as the lines above the header tell it."""

    url: str
    platform: str
    post: str | None
    group: str | None


@dataclass(slots=True)
class _Numbered:
    """The comments by their numbers, so that replies find what they answer."""

    refs: dict[str, str] = field(default_factory=dict)


def _recognise(export: Export) -> bool:
    return any(_header(table) is not None for member in export.members for table in member.tables)


def _header(table: Table) -> int | None:
    """Give the number of the row that names the columns, from 1; ``None`` if this is no such table."""
    for number, cells in enumerate(islice(table.grid(), PREAMBLE), 1):
        named = {words(cell).strip() for cell in cells or ()}
        if "Date" in named and named.intersection(TEXTS) and named.intersection(NAMES) and _is_theirs(named):
            return number
    return None


def _is_theirs(named: set[str]) -> bool:
    return "(view source)" in named or NAMES[0] in named


def _read(export: Export) -> Rows:
    for member in export.members:
        for table in member.tables:
            header = _header(table)
            if header is not None:
                yield from _comments(table, header)


def _comments(table: Table, header: int) -> Rows:
    source = _source(table, header)
    links = table.links()
    numbered = _Numbered()
    for number, names, cells in _filled(table, header):
        where = f"{table.label}row {number}"
        if cells is None:
            yield Rejected(where=where, flaw=Flaw.TOO_LARGE)
            continue
        url = _own_link(links, number, names, cells)
        row = _placed(Row(where=where, cells=dict(zip(names, cells, strict=False))), url, source, numbered)
        post = to_post(row, COLUMNS)
        yield _at_least_in_thread(post, source)


def _at_least_in_thread(post: Post | Rejected, source: _Source) -> Post | Rejected:
    if isinstance(post, Rejected) or post.thread_ref is not None or not source.url:
        return post
    return replace(post, thread_ref=source.url)


def _filled(table: Table, header: int) -> Iterator[tuple[int, tuple[str, ...], tuple[Any, ...] | None]]:
    names: tuple[str, ...] = ()
    for number, cells in enumerate(table.grid(), 1):
        if number == header:
            names = column_names(cells or ())
        elif number > header and (cells is None or not all(is_blank(cell) for cell in cells)):
            yield number, names, cells


def _source(table: Table, header: int) -> _Source:
    above = [words(cell).strip() for cells in islice(table.grid(), header - 1) for cell in cells or ()]
    url = next((each for each in above if each.startswith("http")), "")
    return _Source(url=url, platform=_platform(url), post=_post_of(url), group=group_in(url))


def _platform(url: str) -> str:
    return next((name for host, name in HOSTS if host in url), "")


def _post_of(url: str) -> str | None:
    return post_in(url) or bare_id(url.rstrip("/").rpartition("/")[2]) if "facebook." in url else None


def _own_link(
    links: dict[tuple[int, int], str], number: int, names: tuple[str, ...], cells: tuple[Any, ...]
) -> str | None:
    """Give the comment's link: of the cell in the last column, or the words in it; never that of the profile."""
    sources = [index for index, name in enumerate(names) if name == "(view source)"]
    for index in sources or range(len(names) - 1, len(names)):
        found = links.get((number, index + 1)) or (link(cells[index]) if index < len(cells) else None)
        if found is not None:
            return found
    return next((url for (row, _), url in links.items() if row == number and comment_in(url) is not None), None)


def _placed(row: Row, url: str | None, source: _Source, numbered: _Numbered) -> Row:
    ref = comment_in(url) or _other_id(url)
    own, above = _numbers(row)
    if own is not None and ref is not None:
        numbered.refs[own] = ref
    post = source.post or (post_in(url) if url is not None and "comment_id" in url else None)
    added = {
        "ref": ref,
        "link": url,
        "thread": post,
        "parent": parent_in(url) or numbered.refs.get(above or "") or post,
        "group": source.group or group_in(url),
        "platform": source.platform or _platform(url or "") or "facebook",
    }
    return Row(where=row.where, cells={**row.cells, **added})


def _other_id(url: str | None) -> str | None:
    found = OTHER_IDS.search(url or "")
    return None if found is None else next(group for group in found.groups() if group is not None)


def _numbers(row: Row) -> tuple[str | None, str | None]:
    """Give the number of a comment and of the one it answers, from the two columns without a name."""
    first, second = (words(row.cells.get(name)).strip() for name in ("", " 2"))
    both = f"{first}-{second}" if first.isdigit() and second.isdigit() else second or first
    found = NUMBER.match(both)
    return (None, None) if found is None else (both, found[1] if found[2] else None)


READER = Reader(
    name="exportcomments",
    title="Comments of one post from ExportComments.com",
    kinds=".xlsx .csv",
    tells=told_by(Level(columns=COLUMNS)),
    recognise=_recognise,
    read=_read,
)
