"""Whether the library itself has answered a question in its thread. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from dialogbot.domain import Post


def own_reply(question: Post, thread: Sequence[Post], own_accounts: frozenset[str]) -> Post | None:
    """Return the first post in which one of our accounts (``own_accounts``, without capitals) answers a question.

    ``thread`` is in the order it was written. It answers what it stands below, or what it follows: the post that opens
    the thread, or a comment after which nobody but its writer and we have written. Who only asks back has not answered.
    """
    at = next((place for place, post in enumerate(thread) if post.ref == question.ref), len(thread))
    heard = {question.author}
    for post in thread[at + 1 :]:
        if not is_own(post, own_accounts):
            heard.add(post.author)
            continue
        if _follows(post, question, alone=heard == {question.author}) and not post.text.rstrip().endswith("?"):
            return post
    return None


def is_own(post: Post, own_accounts: frozenset[str]) -> bool:
    """Say whether one of our accounts wrote a post."""
    return post.author is not None and post.author.casefold() in own_accounts


def _follows(post: Post, question: Post, *, alone: bool) -> bool:
    if post.parent_ref == question.ref:
        return True
    if question.parent_ref is None and question.ref == question.thread_ref:
        return post.parent_ref is None
    return post.parent_ref in (None, question.parent_ref) and alone
