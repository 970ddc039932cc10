"""Which posts of an export belong together. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from dialogbot.domain import Post


def threads(posts: Sequence[Post]) -> list[list[int]]:
    """Return the posts' places grouped by thread, threads in the order of their first post, posts by time.

    A post belongs to the thread that it names, else to that of the post above it; one whose parent is missing stands
    with the others that answer the same. Expects posts that have a ``ref``.
    """
    by_ref = {(post.platform, post.ref): post for post in posts}
    groups: dict[tuple[str, str | None], list[int]] = {}
    for place, post in enumerate(posts):
        groups.setdefault((post.platform, name(post, by_ref)), []).append(place)
    return [sorted(group, key=lambda place: _order(posts[place], place)) for group in groups.values()]


def name(post: Post, by_ref: Mapping[tuple[str, str | None], Post]) -> str | None:
    """Return what a post's thread is known by: the export's own name for it, else the ref of the first post."""
    seen = {post.ref}
    while post.parent_ref is not None and post.parent_ref not in seen:
        above = by_ref.get((post.platform, post.parent_ref))
        if above is None:
            return post.thread_ref or post.parent_ref
        seen.add(above.ref)
        post = above
    return post.thread_ref or post.ref


def _order(post: Post, place: int) -> tuple[bool, float, int]:
    return post.parent_ref is not None, post.posted_at.timestamp() if post.posted_at else 0.0, place
