"""4CAT: the CSV of any of its platforms; all of them have the same five columns, their times in UTC."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import UTC
from typing import Any

from dialogbot.exports import Row
from dialogbot.mapping import Columns, reference, words
from dialogbot.mapping.facebook_links import bare_id, group_in, post_in
from dialogbot.readers import flat_reader

HOSTS = (
    ("facebook.com", "facebook"), ("instagram.com", "instagram"), ("twitter.com", "x"), ("x.com", "x"),
    ("reddit.com", "reddit"), ("t.me", "telegram"), ("youtube.com", "youtube"), ("bsky.app", "bluesky"),
)  # fmt: skip


# Where a platform has these, its threads are whole chats; elsewhere a thread is called after the post that opens it.
REPLY_COLUMNS = ("reply_to", "parent_id", "parent")


def _tidied(row: Row) -> Row:
    cells = row.cells
    platform = _platform(cells)
    name = bare_id if platform == "facebook" else reference
    ref = post_in(cells.get("url")) if platform == "facebook" else None
    thread = name(cells.get("thread_id"))
    own = name(cells.get("id"))
    apart = thread if thread != own else None
    added: dict[str, Any] = {
        "platform": platform,
        "ref": own if own is not None and own.isdigit() else ref or own,
        "thread": apart,
        "answered": _answered(cells, name) if any(each in cells for each in REPLY_COLUMNS) else apart,
        "group": group_in(cells.get("url")) if platform == "facebook" else None,
    }
    return Row(where=row.where, cells={**cells, **added})


def _answered(cells: Mapping[str, Any], name: Callable[[Any], str | None]) -> str | None:
    return next((found for column in REPLY_COLUMNS if (found := name(cells.get(column))) is not None), None)


def _platform(cells: Any) -> str | None:
    if "is_in_group" in cells:
        return "facebook"
    url = words(cells.get("url")) or words(cells.get("post_url")) or words(cells.get("link"))
    host = re.match(r"https?://(?:[\w-]+\.)*?([\w-]+\.\w+)(?:[/:?#]|$)", url)
    return dict(HOSTS).get(host[1]) if host is not None else None


READER = flat_reader(
    name="four_cat",
    title="Posts of any platform from 4CAT",
    kinds=".csv .xlsx",
    marks=frozenset({"id", "body", "author", "timestamp", "unix_timestamp"}),
    level=Columns(
        platform_column=("platform",),
        text=("body",),
        ref=("ref",),
        thread_ref=("thread",),
        parent_ref=("answered",),
        community=("group_name", "subreddit", "chat", "board", "channel", "group"),
        author=("author_name", "author_fullname", "author"),
        posted_at=("unix_timestamp", "timestamp"),
        likes=("reactions", "num_likes", "likes", "like_count", "score"),
        url=("url", "post_url", "link"),
        zone=UTC,
    ),
    prepare=_tidied,
)
