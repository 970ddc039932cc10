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
from dialogbot.detect.model import shipped
from dialogbot.domain import Flaw, Post, Rejected, Verdict
from dialogbot.exports import Limits
from dialogbot.identity import lasting
from dialogbot.learning import Correction, corrected, reach
from dialogbot.mapping.layout import Layout
from dialogbot.normalise import fingerprint
from dialogbot.notify import decide
from dialogbot.readers import Reader, Remark, read
from dialogbot.store import Store, opened
from dialogbot.store.imports import Imported
from dialogbot.store.opportunities import settled
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What came of a file. ``flaws`` counts what was rejected, with the first places of each; numbers are staff's."""

    file: str
    reader: str
    own_words_only: bool
    remarks: tuple[Remark, ...]
    new: int
    known: int
    edited: int
    flaws: tuple[tuple[Flaw, int, tuple[str, ...]], ...]
    first: datetime | None
    last: datetime | None
    communities: tuple[str, ...]
    opportunities: tuple[int, ...]
    settled: tuple[int, ...]

    @property
    def rejected(self) -> int:
        """How many rows were no posts."""
        return sum(count for _, count, _ in self.flaws)


@dataclass(slots=True)
class _Tally:
    """What is counted while a file goes by."""

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
    tally = _Tally()
    with read(path, settings.limits, progress, settings.layout) as reading:
        reader, remarks = reading.reader, reading.remarks
        for batch in _batches(lasting(reading.rows), BATCH):
            _remember(batch, database, tally, now)
    found, closed = judge_new(database, now=now, sensitivity=settings.sensitivity, progress=progress)
    report = _report(path.name, reader, tally, found, closed, remarks)
    with opened(database) as store, store.writing():
        store.imports.remember(_imported(report, now))
        store.imports.remember_communities(report.communities, now)
    return report


def judge_new(
    database: Path, *, now: datetime, sensitivity: Sensitivity, progress: Callable[[int], None]
) -> tuple[tuple[int, ...], tuple[int, ...]]:
    """Judge each thread with something new in it; return the numbers of what was found and of what was settled.

    ``progress`` hears 0 between batches, so that whoever waits may break off; what was judged stays.
    """
    found: list[int] = []
    closed: list[int] = []
    with opened(database) as store:
        correction = store.corrections.holding()
        threads = store.posts.unjudged(most=THREADS)
        while threads:
            progress(0)
            judged = _judged([store.posts.thread(*thread) for thread in threads], sensitivity, correction)
            with store.writing():
                for post, verdict, without in judged:
                    kept = _kept(store, post, verdict, without)
                    number = store.opportunities.judged(post, kept, now)
                    found += [number] if number is not None else []
                for thread in threads:
                    closed += _close(store, thread, now)
            threads = store.posts.unjudged(after=threads[-1], most=THREADS)
    return tuple(found), tuple(closed)


def line(sensitivity: Sensitivity) -> float:
    """Return the score from which a post is an opportunity."""
    return shipped().threshold if sensitivity.threshold is None else sensitivity.threshold


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


def _batches(rows: Iterable[Any], size: int) -> Iterator[list[Any]]:
    rows = iter(rows)
    while batch := list(islice(rows, size)):
        yield batch


def _remember(batch: list[Post | Rejected], database: Path, tally: _Tally, now: datetime) -> None:
    posts = []
    for one in batch:
        if isinstance(one, Rejected):
            tally.reject(one)
        else:
            posts.append((one, fingerprint(one)))
    with opened(database) as store, store.writing():
        for post, mark in posts:
            try:
                tally.added[store.posts.add(post, mark, now)] += 1
            except (ValueError, OverflowError):  # half a sign, or a number that no database takes
                tally.reject(Rejected(where=_place(post), flaw=Flaw.BAD_ROW))
            else:
                tally.count(post)


def _place(post: Post) -> str:
    return (post.ref or "?").encode("ascii", "replace").decode()


def _report(  # noqa: PLR0913, PLR0917 - a report gathers from everywhere
    file: str,
    reader: Reader,
    tally: _Tally,
    found: tuple[int, ...],
    closed: tuple[int, ...],
    remarks: tuple[Remark, ...],
) -> Report:
    flaws = tuple((flaw, count, tuple(tally.places[flaw])) for flaw, count in sorted(tally.flaws.items()))
    return Report(
        file=file,
        reader=reader.title,
        own_words_only=reader.own_words_only,
        remarks=remarks,
        new=tally.added[Added.NEW],
        known=tally.added[Added.KNOWN],
        edited=tally.added[Added.EDITED],
        flaws=flaws,
        first=tally.first,
        last=tally.last,
        communities=tuple(tally.communities),
        opportunities=found,
        settled=closed,
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
