"""Reddit comments and submissions one a record: dumps of Pushshift and Arctic Shift, packed or not, also as CSV."""

from __future__ import annotations

from dialogbot.domain import Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import listed, to_post
from dialogbot.mapping.reddit_columns import COLUMNS, tidied
from dialogbot.readers import Reader, Rows, Tell, has_marks, rows_with

COMMENTS = frozenset({"body", "link_id", "parent_id", "subreddit"})
SUBMISSIONS = frozenset({"title", "selftext", "subreddit", "author"})
# Submissions of pictures and links have no text of their own in some years.
LINKS = frozenset({"title", "subreddit", "num_comments", "author", "created_utc"})


def _recognise(export: Export) -> bool:
    return any(_path(member) is not None or _marks(member) is not None for member in export.members)


def _marks(member: Member) -> frozenset[str] | None:
    return next((marks for marks in (COMMENTS, SUBMISSIONS, LINKS) if has_marks(member, marks)), None)


def _path(member: Member) -> tuple[str, ...] | None:
    """Give where the records stand in JSON; the answers of Arctic Shift's service have them under ``data``."""
    if member.json_kind is None:
        return None
    if _marks(member) is not None:
        return ()
    if member.json_kind is not JsonKind.OBJECT:
        return None
    first = next((each for each in listed(member.first.get("data")) if isinstance(each, dict)), {})
    return ("data",) if any(first.keys() >= marks for marks in (COMMENTS, SUBMISSIONS, LINKS)) else None


def _read(export: Export) -> Rows:
    for member in export.members:
        path, marks = _path(member), _marks(member)
        if path is not None:
            rows = member.records(*path)
        elif marks is not None:
            rows = rows_with(member, marks)
        else:
            continue
        for row in rows:
            tidy = tidied(row) if isinstance(row, Row) else row
            yield tidy if isinstance(tidy, Rejected) else to_post(tidy, COLUMNS)


READER = Reader(
    name="reddit_dump",
    title="Reddit posts and comments from Pushshift or Arctic Shift, one a line",
    kinds=".ndjson .jsonl .zst .json .csv",
    tells=frozenset(Tell),
    recognise=_recognise,
    read=_read,
)
