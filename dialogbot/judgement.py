"""Stage: from stored posts to verdicts, opportunities and closed cards, thread by thread."""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import chain
from pathlib import Path

from dialogbot import detect
from dialogbot.domain import Post, Verdict
from dialogbot.learning import Correction, corrected, reach
from dialogbot.notify import decide
from dialogbot.replies import is_own, own_reply
from dialogbot.store import Store, opened
from dialogbot.store.opportunities import answered_by, settled

_log = logging.getLogger(__name__)

THREADS = 200
"""Threads judged at once, whose verdicts are written in one transaction."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """What detection is told: the names under which the library writes, and the threshold (``None``: as shipped)."""

    own_accounts: frozenset[str]
    threshold: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The numbers of the opportunities that were found, settled in their threads, and answered by ourselves."""

    found: tuple[int, ...]
    settled: tuple[int, ...]
    answered: tuple[int, ...]


def judge_new(database: Path, *, now: datetime, sensitivity: Sensitivity, progress: Callable[[int], None]) -> Judged:
    """Judge each thread with something new in it, and close what it shows to be settled or answered by ourselves.

    ``progress`` hears 0 between batches, so that whoever waits may break off; what was judged stays.
    """
    found: list[int] = []
    settled_there: list[int] = []
    answered: list[int] = []
    with opened(database) as store:
        correction = store.corrections.holding()
        threads = store.posts.unjudged(most=THREADS)
        while threads:
            progress(0)
            read_again = [store.posts.thread(*thread) for thread in threads]
            judged = _judged(read_again, sensitivity, correction)
            with store.writing():
                for post, verdict, without in judged:
                    if not post.text:
                        store.opportunities.passed(post, now)
                        continue
                    kept = _kept(store, post, verdict, without)
                    number = store.opportunities.judged(post, kept, now)
                    found += [number] if number is not None else []
                for thread, posts in zip(threads, read_again, strict=True):
                    answered += _close_answered(store, thread, posts, sensitivity, now)
                    settled_there += _close(store, thread, now)
            threads = store.posts.unjudged(after=threads[-1], most=THREADS)
    return Judged(found=tuple(found), settled=tuple(settled_there), answered=tuple(answered))


def line(sensitivity: Sensitivity) -> float:
    """Return the score from which a post is an opportunity."""
    return detect.shipped_threshold() if sensitivity.threshold is None else sensitivity.threshold


def judged_by(
    threads: Sequence[Sequence[Post]], sensitivity: Sensitivity, correction: Correction | None
) -> list[list[tuple[Verdict, Verdict]]]:
    """Judge threads; return for each of their posts the verdict with what was learnt, and the one without."""
    own, threshold = sensitivity.own_accounts, line(sensitivity)
    lowered = threshold if correction is None else reach(threshold)
    return [
        [_both(verdict, post, correction, threshold) for post, verdict in zip(thread, verdicts, strict=True)]
        for thread, verdicts in zip(
            threads, detect.judge_all(threads, own_accounts=own, threshold=lowered), strict=True
        )
    ]


def _both(verdict: Verdict, post: Post, correction: Correction | None, threshold: float) -> tuple[Verdict, Verdict]:
    if correction is None:
        return verdict, verdict
    return corrected(verdict, post, correction, threshold), corrected(verdict, post, None, threshold)


def _judged(
    threads: list[list[Post]], sensitivity: Sensitivity, correction: Correction | None
) -> list[tuple[Post, Verdict, Verdict]]:
    try:
        judged = judged_by(threads, sensitivity, correction)
    except Exception:  # noqa: BLE001 - one bad post must not stop the rest; which one it was is found and logged below
        threads = [[post for post in thread if _can_be_judged([post], sensitivity)] for thread in threads]
        threads = [thread for thread in threads if thread and _can_be_judged(thread, sensitivity)]
        judged = judged_by(threads, sensitivity, correction)
    verdicts = chain.from_iterable(judged)
    return [(post, *both) for post, both in zip(chain.from_iterable(threads), verdicts, strict=True)]


def _can_be_judged(thread: list[Post], sensitivity: Sensitivity) -> bool:
    """Try to judge a thread; where that fails, it stays without a verdict and is tried again with the next import."""
    try:
        judged_by([thread], sensitivity, None)
    except Exception as error:  # noqa: BLE001 - whatever it is, the rest goes on; its words may hold those of the post
        place = traceback.extract_tb(error.__traceback__)[-1]
        where = f"{Path(place.filename).name}:{place.lineno}"
        _log.error("%s/%s is left out: judging failed with %s in %s", thread[0].platform, thread[0].ref,
                   type(error).__name__, where)  # fmt: skip
        return False
    return True


def _kept(store: Store, post: Post, verdict: Verdict, without: Verdict) -> Verdict:
    """Choose the verdict that is kept: what was learnt keeps news out, but closes no card that staff already have."""
    taken_away = without.opportunity and not verdict.opportunity
    return without if taken_away and store.corrections.numbered(post) else verdict


def _close(store: Store, thread: tuple[str, str], now: datetime) -> list[int]:
    """Close what the thread, as it stands now, has settled."""
    numbers = [one.number for one in store.opportunities.outdated(*thread)]
    for number in numbers:
        decide(store, settled(number, now), now)
    return numbers


def _close_answered(
    store: Store, thread: tuple[str, str], posts: Sequence[Post], sensitivity: Sensitivity, now: datetime
) -> list[int]:
    """Close what one of our own accounts has answered in the thread; what staff have undone needs a newer answer."""
    own = frozenset(name.casefold() for name in sensitivity.own_accounts)
    if not any(is_own(post, own) for post in posts):
        return []
    numbers = []
    for one in store.opportunities.unfinished_in(*thread):
        undone_at = store.opportunities.undone_at(one.number)
        old = store.posts.seen_before(*thread, undone_at) if undone_at else frozenset()
        reply = own_reply(one.post, [post for post in posts if post.ref not in old or post.ref == one.post.ref], own)
        if reply is not None:
            decide(store, answered_by(one.number, reply, now), now)
            numbers.append(one.number)
    return numbers
