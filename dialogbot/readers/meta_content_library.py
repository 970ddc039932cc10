"""Meta Content Library: posts as CSV or JSON, for researchers; its ids are its own and not Facebook's."""

from __future__ import annotations

from dialogbot.exports import Row
from dialogbot.mapping import Columns, value_at, words
from dialogbot.readers import flat_reader


def _on_platform(row: Row) -> Row:
    kinds = (value_at(row.cells, name) for name in ("surface.type", "post_owner.type"))
    instagram = any(words(kind).startswith("instagram") for kind in kinds)
    return Row(where=row.where, cells={"platform": "instagram" if instagram else "facebook", **row.cells})


READER = flat_reader(
    name="meta_content_library",
    title="Posts from Meta Content Library",
    marks=frozenset({"id", "creation_time", "text", "mcl_url"}),
    level=Columns(
        platform="facebook",
        platform_column=("platform",),
        text=("text",),
        ref=("id",),
        thread_ref=("root_post_id",),
        parent_ref=("parent_comment_id", "parent_id", "post_id"),
        community=("surface.name", "post_owner.name"),
        author=("post_owner.name", "post_owner.username", "comment_owner.name"),
        posted_at=("creation_time",),
        likes=("statistics.reaction_count", "statistics.like_count"),
        url=("mcl_url",),
    ),
    prepare=_on_platform,
)
