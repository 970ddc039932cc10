"""Who is who in a thread: what answers what, who asked, who is the library, and in which order they spoke."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from dialogbot.domain import Post

_LIBRARY_NAME = re.compile(
    r"bibl|(?:(?<![^\W\d_])|uni|folke|skole|skule|fag|universitets)bib(?![^\W\d_])"
    r"|librar|boksamling|lesesal|\bub\b|[_@]ub|ub[_.]|\bnb\b|nasjonalbib",
    re.IGNORECASE,
)
_COLLEAGUES = re.compile(r"bibliotekfolk|bibliotek(?:ar|s?tilsett|s?ansatt)|librarian", re.IGNORECASE)
_DECLARES = re.compile(
    r"\b(?:jobb|arbeid|work|employ|ansatt|tilsett)\w*\s+(?:\w+\s+){0,2}(?:på|i|ved|hos|at|for|in)\s+(?:\w+\s+){0,3}?\w*(?:bibl|librar)"
    r"|\b(?:oss|vi|me|her|we|us|here)\s+(?:på|i|ved|at|in)\s+(?:\w+\s+){0,3}?\w*(?:bibl|librar)"
    r"|\b(?:hilsen|helsing|hei|hi|hello)\s+(?:fra|frå|from)\s+(?:\w+\s+){0,3}?\w*(?:bibl|librar)"
    r"|\bbibliotekar\w*\s+her\b|\blibrarian here\b",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Roles:
    """One thread, all lists in the order of the posts that were given; -1 is "there is none".

    ``library`` goes by the name, ``own`` by our accounts, and ``declared`` by what the writer says somewhere in the
    thread: that they work at a library. ``order`` is the posts' numbers by time, ``rank`` its inverse; ``writer``
    numbers authors, and each nameless post has a number of its own.
    """

    order: list[int]
    rank: list[int]
    parent: list[int]
    root: list[int]
    comment: list[bool]
    writer: list[int]
    library: list[bool]
    own: list[bool]
    declared: list[bool]


def roles(thread: Sequence[Post], own_accounts: frozenset[str]) -> Roles:
    """Read a thread whose parents, authors and times may be missing."""
    if len(thread) == 1:
        return _lone(thread[0], own_accounts)
    known = {post.ref: number for number, post in enumerate(thread) if post.ref is not None}
    parent = [known.get(post.parent_ref, -1) if post.parent_ref else -1 for post in thread]
    comment = [post.parent_ref is not None or _thread_root(post, known) >= 0 for post in thread]
    order = _by_time(thread)
    rank = [0] * len(thread)
    for place, number in enumerate(order):
        rank[number] = place
    first = next((number for number in order if not comment[number]), -1)
    writer = _writers(thread)
    staff = {one for one, post in zip(writer, thread, strict=True) if _declares(post.text)}
    return Roles(
        order=order,
        rank=rank,
        parent=[number if number != at else -1 for at, number in enumerate(parent)],
        root=[first if comment[at] else -1 for at in range(len(thread))],
        comment=comment,
        writer=writer,
        library=[is_library(post.author, own_accounts) for post in thread],
        own=[_is_own(post.author, own_accounts) for post in thread],
        declared=[one in staff for one in writer],
    )


def _lone(post: Post, own_accounts: frozenset[str]) -> Roles:
    return Roles(
        order=[0],
        rank=[0],
        parent=[-1],
        root=[-1],
        comment=[post.parent_ref is not None],
        writer=[0],
        library=[is_library(post.author, own_accounts)],
        own=[_is_own(post.author, own_accounts)],
        declared=[_declares(post.text)],
    )


def _declares(text: str) -> bool:
    # The pattern is slow, and nine texts in ten hold none of the words that it must end in.
    lower = text.lower()
    return ("bib" in lower or "librar" in lower) and _DECLARES.search(lower) is not None


def is_library(author: str | None, own_accounts: frozenset[str]) -> bool:
    """Whether an author is one of our accounts, or a library by the name."""
    if author is None:
        return False
    return _is_own(author, own_accounts) or _LIBRARY_NAME.search(author) is not None


def among_colleagues(community: str | None) -> bool:
    """Whether a group is one of library folk, by its name."""
    return community is not None and _COLLEAGUES.search(community) is not None


def _is_own(author: str | None, own_accounts: frozenset[str]) -> bool:
    return author is not None and author.casefold() in own_accounts


def _thread_root(post: Post, known: Mapping[str, int]) -> int:
    if post.thread_ref is None or post.thread_ref == post.ref:
        return -1
    return known.get(post.thread_ref, -1)


def _by_time(thread: Sequence[Post]) -> list[int]:
    numbers = list(range(len(thread)))
    times = [post.posted_at for post in thread]
    if len(numbers) < 2 or any(time is None for time in times):  # noqa: PLR2004 - one post is in order
        return numbers
    return sorted(numbers, key=lambda number: (times[number], thread[number].ref or "", thread[number].text))


def _writers(thread: Sequence[Post]) -> list[int]:
    seen: dict[str, int] = {}
    return [
        seen.setdefault(post.author.casefold(), len(seen)) if post.author else -2 - at for at, post in enumerate(thread)
    ]
