"""Stage: from a file to posts, verdicts and opportunities in the store, with a report of what came of it."""

from __future__ import annotations

import logging
import traceback
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import chain, islice
from pathlib import Path
from typing import Any

from dialogbot import detect
from dialogbot.domain import Flaw, Post, Rejected, Verdict
from dialogbot.exports import Limits
from dialogbot.identity import lasting
from dialogbot.learning import Correction, corrected, reach
from dialogbot.lock import importing
from dialogbot.mapping.layout import Layout
from dialogbot.notify import decide
from dialogbot.privacy import Guard, Marked, Privacy, Refused, Why, guarded
from dialogbot.readers import Reader, Remark, read
from dialogbot.replies import is_own, own_reply
from dialogbot.retention import close_communities
from dialogbot.store import Store, opened
from dialogbot.store.imports import Imported
from dialogbot.store.opportunities import answered_by, settled
from dialogbot.store.posts import Added

_log = logging.getLogger(__name__)

BATCH = 1000
"""Posts a transaction, so that nobody waits long for the write lock."""

THREADS = 200
"""Threads judged at once, whose verdicts are written in one transaction."""

_MOST_PLACES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Sensitivity:
    """What detection is told: the names under which the library writes, and the threshold (``None``: as shipped)."""

    own_accounts: frozenset[str]
    threshold: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a file is to be read and judged."""

    sensitivity: Sensitivity
    limits: Limits
    layout: Layout | None = None
    privacy: Privacy = field(default_factory=Privacy)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a file. ``flaws`` counts what was rejected, with the first places of each; numbers are staff's.

    ``reader`` is who read it, ``title`` what that says of itself in English.

    ``forgotten`` counts what somebody asked to have deleted and what was therefore not stored.
    """

    file: str
    reader: str
    title: str
    own_words_only: bool
    remarks: tuple[Remark, ...]
    new: int
    known: int
    edited: int
    forgotten: int
    flaws: tuple[tuple[Flaw, int, tuple[str, ...]], ...]
    first: datetime | None
    last: datetime | None
    communities: tuple[str, ...]
    opportunities: tuple[int, ...]
    settled: tuple[int, ...]
    answered: tuple[int, ...]

    @property
    def rejected(self) -> int:
        """How many rows were no posts."""
        return sum(count for _, count, _ in self.flaws)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """The numbers of the opportunities that were found, settled in their threads, and answered by ourselves."""

    found: tuple[int, ...]
    settled: tuple[int, ...]
    answered: tuple[int, ...]


@dataclass(slots=True)
class _Tally:
    """What is counted while a file goes by."""

    forgotten: int = 0
    added: Counter[Added] = field(default_factory=Counter)
    flaws: Counter[Flaw] = field(default_factory=Counter)
    places: dict[Flaw, list[str]] = field(default_factory=dict)
    communities: dict[str, None] = field(default_factory=dict)
    first: datetime | None = None
    last: datetime | None = None

    def reject(self, one: Rejected) -> None:
        self.flaws[one.flaw] += 1
        places = self.places.setdefault(one.flaw, [])
        if len(places) < _MOST_PLACES:
            places.append(one.where)

    def refuse(self, why: Why) -> None:
        """Count what is not stored again; what is no longer kept was known once."""
        if why is Why.ASKED:
            self.forgotten += 1
        else:
            self.added[Added.KNOWN] += 1

    def count(self, post: Post) -> None:
        if post.community:
            self.communities.setdefault(post.community)
        if post.posted_at is not None:
            self.first = min(self.first or post.posted_at, post.posted_at)
            self.last = max(self.last or post.posted_at, post.posted_at)


def ingest(path: Path, database: Path, *, now: datetime, settings: Settings, progress: Callable[[int], None]) -> Report:
    """Import a file, folder or zip into the database.

    ``progress`` hears how many more bytes were read. Raises ``UnreadableFile``; what was read before a file broke off
    stays. It may be interrupted anywhere: the next import finds the rest and judges what was left unjudged.
    """
    with importing(database):
        return _ingested(path, database, now, settings, progress)


def _ingested(path: Path, database: Path, now: datetime, settings: Settings, progress: Callable[[int], None]) -> Report:
    tally, guard = _Tally(), _guard(database, settings, now)
    with read(path, settings.limits, progress, settings.layout) as reading:
        reader, remarks = reading.reader, reading.remarks
        rows = guard.let_through(lasting(reading.rows, guard.cleaned, guard.mark))
        for batch in _batches(rows, BATCH):
            _remember(batch, database, tally, now)
    judged = judge_new(database, now=now, sensitivity=settings.sensitivity, progress=progress)
    report = _report(path.name, reader, tally, judged, remarks)
    with opened(database) as store, store.writing():
        store.imports.remember(_imported(report, now))
        store.imports.remember_communities(report.communities, now)
    return report


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


def _batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _guard(database: Path, settings: Settings, now: datetime) -> Guard:
    """Return what stands before the store; what it holds of a newly closed community is hidden first."""
    with opened(database) as store:
        guard = guarded(store, settings.privacy)
        close_communities(store, guard, now)
        return guard


def _remember(batch: list[Marked | Refused | Rejected], database: Path, tally: _Tally, now: datetime) -> None:
    posts = []
    for one in batch:
        if isinstance(one, Rejected):
            tally.reject(one)
        elif isinstance(one, Refused):
            tally.refuse(one.why)
        else:
            posts.append(one)
    with opened(database) as store, store.writing():
        for one in posts:
            try:
                tally.added[store.posts.add(one.post, one.mark, now)] += 1
            except (ValueError, OverflowError):  # half a sign, or a number that no database takes
                tally.reject(Rejected(where=_place(one.post), flaw=Flaw.BAD_ROW))
            else:
                tally.count(one.post)


def _place(post: Post) -> str:
    return (post.ref or "?").encode("ascii", "replace").decode()


def _report(
    file: str,
    reader: Reader,
    tally: _Tally,
    judged: Judged,
    remarks: tuple[Remark, ...],
) -> Report:
    flaws = tuple((flaw, count, tuple(tally.places[flaw])) for flaw, count in sorted(tally.flaws.items()))
    return Report(
        file=file,
        reader=reader.name,
        title=reader.title,
        own_words_only=reader.own_words_only,
        remarks=remarks,
        new=tally.added[Added.NEW],
        known=tally.added[Added.KNOWN],
        edited=tally.added[Added.EDITED],
        forgotten=tally.forgotten,
        flaws=flaws,
        first=tally.first,
        last=tally.last,
        communities=tuple(tally.communities),
        opportunities=judged.found,
        settled=judged.settled,
        answered=judged.answered,
    )


def _imported(report: Report, now: datetime) -> Imported:
    return Imported(
        file=report.file,
        reader=report.reader,
        at=now,
        new=report.new,
        known=report.known,
        edited=report.edited,
        rejected=report.rejected,
        opportunities=len(report.opportunities),
    )
