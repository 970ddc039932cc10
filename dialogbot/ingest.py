"""Stage: from a file to posts, verdicts and opportunities in the store, with a report of what came of it."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Limits
from dialogbot.identity import lasting
from dialogbot.judgement import Judged, Sensitivity, judge_new
from dialogbot.lock import importing
from dialogbot.mapping.layout import Layout
from dialogbot.privacy import Guard, Marked, Privacy, Refused, Why, guarded
from dialogbot.readers import Reader, Remark, read
from dialogbot.retention import close_communities
from dialogbot.store import opened
from dialogbot.store.imports import Imported
from dialogbot.store.posts import Added

_log = logging.getLogger(__name__)

BATCH = 1000
"""Posts a transaction, so that nobody waits long for the write lock."""


_MOST_PLACES = 5


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
