"""From the records of an export to posts: by a table that says which column holds what."""

from __future__ import annotations

from dialogbot.mapping.columns import Columns, Level, to_post, value_at, walk
from dialogbot.mapping.values import count, link, listed, nested, reference, words

__all__ = ["Columns", "Level", "count", "link", "listed", "nested", "reference", "to_post", "value_at", "walk", "words"]
