"""References that hold beyond one file: what counts the rows of an export means nothing in the next. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace

from dialogbot.domain import Post, Rejected
from dialogbot.normalise import DERIVED, alike, fingerprint, is_local


def lasting(
    rows: Iterable[Post | Rejected],
    cleaned: Callable[[Post], Post] = alike,
    mark: Callable[[Post], str] = fingerprint,
) -> Iterator[Post | Rejected]:
    """Make the posts of one file alike and give them references that are the same in every export of them.

    ``cleaned`` makes a post alike, ``mark`` returns by what it is known where the platform has no id.

    Row numbers (``17``) become references derived from the posts that they count, also where another post names them as
    its parent or thread; a name of threads that counts no post becomes the first post that bears it. A post whose
    parent comes later in the file is held back until the end of it.
    """
    names: dict[str, str] = {}
    held: list[Post] = []
    for one in rows:
        if isinstance(one, Rejected):
            yield one
            continue
        post = _own_name(cleaned(one), names, mark)
        if _local(post.parent_ref) and post.parent_ref not in names:
            held.append(post)
            continue
        yield _others_names(post, names)
    yield from (_others_names(post, names) for post in held)


def _own_name(post: Post, names: dict[str, str], mark: Callable[[Post], str]) -> Post:
    if post.ref and not is_local(post.ref):
        return post
    if not post.ref:
        return replace(post, ref=DERIVED + mark(post))
    names[post.ref] = DERIVED + mark(post)
    return replace(post, ref=names[post.ref])


def _others_names(post: Post, names: dict[str, str]) -> Post:
    if not _local(post.parent_ref) and not _local(post.thread_ref):
        return post
    if _local(post.thread_ref) and post.parent_ref is None:
        names.setdefault(post.thread_ref or "", post.ref or "")
    return replace(post, parent_ref=_name(post.parent_ref, names), thread_ref=_name(post.thread_ref, names))


def _name(ref: str | None, names: Mapping[str, str]) -> str | None:
    """Return what a reference lasts as; a row number that counts no post of the file leads nowhere."""
    return names.get(ref or "") if _local(ref) else ref


def _local(ref: str | None) -> bool:
    return ref is not None and is_local(ref)
