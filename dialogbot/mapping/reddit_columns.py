"""Reddit's fields as posts: the same in its own JSON and in the dumps of Pushshift and Arctic Shift."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import unescape
from typing import Any

from dialogbot.domain import Flaw, Rejected
from dialogbot.exports import Row
from dialogbot.mapping.columns import Columns
from dialogbot.mapping.values import reference, words

SITE = "https://www.reddit.com"
GONE = frozenset({"[deleted]", "[removed]", "[deleted by user]", "[removed by reddit]", "[ removed by reddit ]"})
KIND = re.compile(r"^t[0-9]_")

COLUMNS = Columns(
    platform="reddit",
    text=("written",),
    ref=("own",),
    thread_ref=("thread",),
    parent_ref=("answered",),
    community=("subreddit",),
    author=("by",),
    posted_at=("created_utc", "created"),
    likes=("score", "ups"),
    url=("place",),
)


def tidied(row: Row) -> Row | Rejected:
    """Add to a post or comment of Reddit what ``COLUMNS`` takes: its words, and bare ids without their kind.

    What was deleted or removed says nothing and is refused.
    """
    cells = row.cells
    text = written(cells)
    if not text:
        return Rejected(where=row.where, flaw=Flaw.NO_TEXT)
    own = bare(cells.get("id")) or bare(cells.get("name"))
    thread = bare(cells.get("link_id"))
    author = words(cells.get("author"))
    added: dict[str, Any] = {
        "written": text,
        "own": own,
        "thread": thread,
        "answered": bare(cells.get("parent_id")) or thread,
        "by": None if author.casefold() in GONE else author,
        "place": _place(cells, own, thread),
    }
    return Row(where=row.where, cells={**cells, **added})


def written(cells: Mapping[str, Any]) -> str:
    """Give title and text, or a comment's text, with ``&gt;`` and the like undone; what was deleted is empty."""
    parts = [unescape(words(cells.get(name))).strip() for name in ("title", "selftext", "body")]
    return "\n\n".join(part for part in parts if part and part.casefold() not in GONE)


def bare(value: Any) -> str | None:
    """Give an id without its kind: ``t1_d8r4im1`` is ``d8r4im1``; a number is an id in base 36."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _base36(value)
    found = reference(value)
    return None if found is None else KIND.sub("", found)


def _base36(number: int) -> str | None:
    digits = ""
    while number > 0:
        number, rest = divmod(number, 36)
        digits = "0123456789abcdefghijklmnopqrstuvwxyz"[rest] + digits
    return digits or None


def _place(cells: Mapping[str, Any], own: str | None, thread: str | None) -> str | None:
    permalink = words(cells.get("permalink"))
    if permalink:
        return permalink if permalink.startswith("http") else f"{SITE}{permalink}"
    subreddit = words(cells.get("subreddit"))
    if own is None or not subreddit:
        return None
    return f"{SITE}/r/{subreddit}/comments/{thread}/_/{own}/" if thread else f"{SITE}/r/{subreddit}/comments/{own}/"
