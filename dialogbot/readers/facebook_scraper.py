"""The JSON and CSV of kevinzg/facebook-scraper: posts of a group with their comments and replies in full.

``comments`` is a count there, the list is ``comments_full``; in its CSV that list is written as Python. The name of the
group stands in ``with`` or behind the author's in ``header``; where it is in neither, its id in the link is used.
Times without a zone are the scraper's own clock.
"""

from __future__ import annotations

import re
from typing import Any

from dialogbot.exports import Row
from dialogbot.mapping import Columns, Level, listed, words
from dialogbot.readers import flat_reader

GROUP = re.compile(r"/groups/([\w.-]+)|[?&]groupid=(\d+)")
# The link of a group itself, not of a post or member in it.
GROUP_ALONE = re.compile(r"/groups/[\w.-]+/?(?:[?#]|$)")
NAMES_APART = "\u200f"

COMMENTS = Level(
    columns=Columns(
        platform="facebook",
        text=("comment_text",),
        ref=("comment_id",),
        author=("commenter_name",),
        posted_at=("comment_time",),
        likes=("comment_reaction_count",),
        url=("comment_url",),
    ),
    children=("replies",),
)
POSTS = Level(
    columns=Columns(
        platform="facebook",
        text=("text", "post_text", "shared_text"),
        ref=("post_id",),
        community=("group",),
        author=("username",),
        posted_at=("timestamp", "time"),
        likes=("reaction_count", "likes"),
        url=("post_url",),
    ),
    children=("comments_full",),
    below=COMMENTS,
)


def _prepared(row: Row) -> Row:
    """Add the group's name, or its id where only links tell of it, and unfold the list of comments."""
    found = (_group(row.cells.get(name)) for name in ("post_url", "w3_fb_url", "user_url"))
    group = _group_name(row) or next((each for each in found if each), None)
    return Row(
        where=row.where, cells={"group": group, **row.cells, "comments_full": listed(row.cells.get("comments_full"))}
    )


def _group_name(row: Row) -> str | None:
    for each in listed(row.cells.get("with")):
        if isinstance(each, dict) and GROUP_ALONE.search(words(each.get("link"))):
            return words(each.get("name")).strip() or None
    author, mark, name = words(row.cells.get("header")).partition(NAMES_APART)
    return name.strip() or None if mark and author.strip() == words(row.cells.get("username")).strip() else None


def _group(url: Any) -> str | None:
    match = GROUP.search(words(url))
    return None if match is None else match[1] or match[2]


READER = flat_reader(
    name="facebook_scraper",
    title="Facebook posts with comments and replies, from kevinzg/facebook-scraper",
    kinds=".json .jsonl .csv",
    marks=frozenset({"post_id", "post_url", "comments", "shares"}),
    level=POSTS,
    prepare=_prepared,
)
