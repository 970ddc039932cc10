"""Apify's Facebook groups scraper: posts with one or two comments each, as JSON, CSV or XLSX."""

from __future__ import annotations

import re

from dialogbot.domain import Flaw, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, nested, walk
from dialogbot.readers import Reader, Rows, rows_with, told_by

PERMALINK = re.compile(r"/(?:permalink|posts)/(\w+)")
COMMENT = re.compile(r"[?&]comment_id=(\d+)")
JSON_MARKS = frozenset({"facebookUrl", "url"})
TABLE_MARKS = frozenset({"facebookUrl", "url", "groupTitle"})
# Keys of which each record of a group has at least one; the comments scraper of the same maker has none of them.
GROUP_MARKS = ("groupTitle", "topComments", "legacyId", "topReactionsCount")

POSTS = Level(
    columns=Columns(
        platform="facebook",
        text=("text",),
        ref=("legacyId", "url_ref"),
        community=("groupTitle",),
        author=("user.name",),
        posted_at=("time",),
        likes=("likesCount",),
        url=("url",),
    ),
    children=("topComments",),
    below=Level(
        columns=Columns(
            platform="facebook",
            text=("text",),
            ref=("commentId", "url_ref"),
            author=("profileName",),
            posted_at=("date",),
            likes=("likesCount",),
            url=("commentUrl",),
        ),
    ),
)


def _claims(member: Member) -> bool:
    if member.first.keys() >= JSON_MARKS:
        return any(mark in member.first for mark in GROUP_MARKS) and "commentUrl" not in member.first
    return any(header >= TABLE_MARKS for header in member.headers)


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        for row in rows_with(member, TABLE_MARKS) if _claims(member) else ():
            if isinstance(row, Rejected):
                yield row
            elif "error" in row.cells and not row.cells.get("user"):
                yield Rejected(where=row.where, flaw=Flaw.BAD_ROW)
            else:
                yield from walk(_with_refs(row), POSTS)


def _with_refs(row: Row) -> Row:
    """Add the ids that stand only in the links, where the scraper left its own id fields out."""
    cells = nested(row.cells)
    comments = cells.get("topComments")
    listed = comments if isinstance(comments, list) else []
    cells["url_ref"] = _found(PERMALINK, cells.get("url"))
    cells["topComments"] = [
        {**each, "url_ref": _found(COMMENT, each.get("commentUrl"))} for each in listed if isinstance(each, dict)
    ]
    return Row(where=row.where, cells=cells)


def _found(pattern: re.Pattern[str], value: object) -> str | None:
    match = pattern.search(value) if isinstance(value, str) else None
    return None if match is None else match[1]


READER = Reader(
    name="apify_facebook_groups",
    title="Facebook groups as scraped by Apify (posts, and one or two comments of each)",
    kinds=".json .jsonl .csv .xlsx",
    tells=told_by(POSTS),
    recognise=_recognise,
    read=_read,
)
