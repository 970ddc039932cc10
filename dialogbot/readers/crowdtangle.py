"""CrowdTangle: the historical report of groups or pages as CSV, its link checker, and the answers of its API.

Posts only: it never had comments, nor who wrote in a group. The link checker tells who shared a link and not what they
wrote with it: the link that was shared stands for the text.
"""

from __future__ import annotations

from datetime import UTC
from itertools import islice
from typing import Any

from dialogbot.domain import Rejected
from dialogbot.exports import Export, Member, Row, Table
from dialogbot.mapping import Columns, Level, to_post, value_at, words
from dialogbot.mapping.facebook_links import bare_id, post_in
from dialogbot.readers import Reader, Rows, has_marks, rows_with, told_by

GROUPS = frozenset({"Group Name", "Post Created", "Message", "URL"})
PAGES = frozenset({"Page Name", "Post Created", "Message", "URL"})
API = frozenset({"platformId", "postUrl", "statistics"})
CHECKED = ("Source", "Date", "Link")
PREAMBLE = 12
ANSWER = ("result", "posts")

REPORT = Columns(
    platform="facebook",
    text=("Message",),
    ref=("ref",),
    community=("Group Name", "Page Name"),
    author=("Page Name",),
    posted_at=("Post Created",),
    likes=("Likes",),
    url=("URL",),
)
CHECKER = Columns(
    platform="facebook",
    text=("shared",),
    ref=("ref",),
    community=("Source",),
    posted_at=("Date",),
    url=("Link",),
    zone=UTC,
)
ANSWERS = Columns(
    platform="facebook",
    text=("message", "title", "description"),
    ref=("ref",),
    community=("account.name",),
    author=("page",),
    posted_at=("date",),
    likes=("statistics.actual.likeCount",),
    url=("postUrl",),
    zone=UTC,
)


def _recognise(export: Export) -> bool:
    return any(
        has_marks(member, GROUPS)
        or has_marks(member, PAGES)
        or _answer_path(member) is not None
        or any(_checker_header(table) for table in member.tables)
        for member in export.members
    )


def _answer_path(member: Member) -> tuple[str, ...] | None:
    if member.first.keys() >= API:
        return ()
    posts = value_at(member.first, ".".join(ANSWER))
    listed = posts if isinstance(posts, list) else []
    return ANSWER if any(isinstance(each, dict) and each.keys() >= API for each in listed) else None


def _checker_header(table: Table) -> int | None:
    """Give the row on which the header of a link checker's file stands, after its lines on the link itself."""
    for number, cells in enumerate(islice(table.grid(), PREAMBLE), 1):
        named = [words(cell).strip() for cell in cells or ()]
        if all(name in named for name in CHECKED) and "Post Type" in named:
            return number
    return None


def _read(export: Export) -> Rows:
    for member in export.members:
        path = _answer_path(member)
        if path is not None:
            yield from (_post(row, _of_answer(row), ANSWERS) for row in member.records(*path))
            continue
        for marks in (GROUPS, PAGES):
            if has_marks(member, marks):
                yield from (_post(row, {}, REPORT) for row in rows_with(member, marks))
                break
        else:
            yield from _checked(member)


def _checked(member: Member) -> Rows:
    for table in member.tables:
        header = _checker_header(table)
        if header is not None:
            shared = _shared_link(table, header)
            yield from (_post(row, {"shared": shared}, CHECKER) for row in table.records(header))


def _shared_link(table: Table, header: int) -> str:
    for cells in islice(table.grid(), header - 1):
        first = words(cells[0]).strip() if cells else ""
        if "://" in first:
            return first[first.index("http") :] if "http" in first else first
    return ""


def _of_answer(row: Row | Rejected) -> dict[str, Any]:
    account = value_at(row.cells, "account") if isinstance(row, Row) else None
    is_page = isinstance(account, dict) and account.get("accountType") != "facebook_group"
    return {"page": words(account.get("name"))} if is_page and isinstance(account, dict) else {}


def _post(row: Row | Rejected, added: dict[str, Any], columns: Columns) -> Any:
    if isinstance(row, Rejected):
        return row
    url = next((found for name in ("URL", "postUrl", "Link") if (found := words(row.cells.get(name)))), "")
    ref = post_in(url) or bare_id(row.cells.get("platformId"))
    return to_post(Row(where=row.where, cells={**row.cells, "ref": ref, **added}), columns)


READER = Reader(
    name="crowdtangle",
    title="Facebook posts of groups or pages from CrowdTangle",
    kinds=".csv .xlsx .json",
    tells=told_by(Level(columns=REPORT)),
    recognise=_recognise,
    read=_read,
)
