"""What a half-year, or any other span, amounts to: everything is counted here, and nothing is worded."""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from dialogbot.audit import Share, wilson
from dialogbot.report.period import Period
from dialogbot.report.series import Joined, Line
from dialogbot.store import Store
from dialogbot.store.history import Course, Work

NO_TOPIC = "none"
PROFILE = "\0profile"
"""Stands for the communities that are named like a person who writes there."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """A topic or a community: found, the same in the period before, answered by us, put away as nothing for us."""

    name: str
    found: int
    before: int
    joined: int
    dismissed: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """A month's precision by staff's verdicts."""

    month: date
    precision: Share | None
    judged: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Measures:
    """The figures of a period, as they stood at ``until``: its end, or earlier if it is not over.

    ``hours`` counts by weekday (from Monday) and hour when the posts were written, ``waits`` are the times from
    discovery to the first reaction. ``conversations`` are all that was found without what staff put away.
    """

    period: Period
    until: datetime
    over: bool
    posts: int
    found: int
    repeated: int
    still_open: int
    settled: int
    topics: tuple[Group, ...]
    communities: tuple[Group, ...]
    mondays: tuple[date, ...]
    lines: tuple[Line, ...]
    hours: tuple[tuple[int, ...], ...]
    waits: tuple[timedelta, ...]
    unreacted: int
    months: tuple[Joined, ...]
    judged: tuple[Judged, ...]
    precision: Share | None
    people: tuple[Work, ...]
    reasons: tuple[tuple[str, int], ...]

    @property
    def conversations(self) -> int:
        """Count what we could have joined."""
        return sum(one.found for one in self.months)

    @property
    def joined(self) -> int:
        """Count what we joined."""
        return sum(one.joined for one in self.months)

    @property
    def reaction(self) -> timedelta | None:
        """Return the median time to the first reaction."""
        seconds = [wait.total_seconds() for wait in self.waits]
        return timedelta(seconds=statistics.median(seconds)) if seconds else None


def measure(store: Store, period: Period, *, now: datetime, zone: tzinfo, own: frozenset[str]) -> Measures:
    """Count a period up to its end or to ``now``; ``own`` are the names under which the library itself writes."""
    since, end = period.span(zone)
    span = (since, max(since, min(end, now)))
    found = store.history.found(span)
    earlier = store.history.found(period.before().span(zone))
    hidden = store.history.profiles() - own
    cards = [one for one in found if not one.silent]
    days, verdicts = _Days(zone), _verdicts(found)
    return Measures(
        period=period,
        until=span[1],
        over=end <= now,
        posts=store.figures.posts(span),
        found=len(found),
        repeated=sum(one.again for one in found),
        still_open=store.figures.open_at(span[1]),
        settled=sum(one.last == "settle" for one in found),
        topics=_groups(found, earlier, _topic),
        communities=_groups(found, earlier, lambda one: PROFILE if one.community in hidden else one.community or ""),
        mondays=period.mondays(),
        lines=_lines(found, period.mondays(), days),
        hours=_hours(found, zone),
        waits=tuple(one.reacted_at - one.found_at for one in cards if one.reacted_at),
        unreacted=sum(one.reacted_at is None for one in cards),
        months=tuple(_joined(month, found, days) for month in period.months()),
        judged=tuple(_judged(month, found, days) for month in period.months()),
        precision=wilson(sum(verdicts), len(verdicts)),
        people=tuple(store.history.people(span)),
        reasons=tuple(store.history.reasons(span)),
    )


@dataclass(frozen=True, slots=True)
class _Days:
    """On which day something was found, by the clock on the wall."""

    zone: tzinfo

    def __call__(self, one: Course) -> date:
        return one.found_at.astimezone(self.zone).date()


def _groups(found: Sequence[Course], earlier: Sequence[Course], name: Callable[[Course], str]) -> tuple[Group, ...]:
    counts, before = Counter(map(name, found)), Counter(map(name, earlier))
    joined = Counter(name(one) for one in found if one.handled)
    dismissed = Counter(name(one) for one in found if one.last == "dismiss")
    return tuple(
        Group(name=one, found=counts[one], before=before[one], joined=joined[one], dismissed=dismissed[one])
        for one in sorted(counts | before, key=lambda one: (-counts[one], one))
    )


def _topic(one: Course) -> str:
    return one.topic or NO_TOPIC


def _lines(found: Sequence[Course], mondays: Sequence[date], day: _Days) -> tuple[Line, ...]:
    places = {monday: place for place, monday in enumerate(mondays)}
    table: dict[str, list[int]] = {}
    for one in found:
        counts = table.setdefault(_topic(one), [0] * len(mondays))
        counts[places[day(one) - timedelta(days=day(one).weekday())]] += 1
    ranked = sorted(table, key=lambda topic: (-sum(table[topic]), topic))
    return tuple(Line(topic=topic, counts=tuple(table[topic])) for topic in ranked)


def _hours(found: Sequence[Course], zone: tzinfo) -> tuple[tuple[int, ...], ...]:
    written = [one.posted_at.astimezone(zone) for one in found if one.posted_at]
    counts = Counter((time.weekday(), time.hour) for time in written)
    return tuple(tuple(counts[day, hour] for hour in range(24)) for day in range(7))


def _joined(month: Period, found: Sequence[Course], day: _Days) -> Joined:
    theirs = [one for one in _of(month, found, day) if one.last != "dismiss"]
    return Joined(month=month.first, found=len(theirs), joined=sum(one.handled for one in theirs))


def _judged(month: Period, found: Sequence[Course], day: _Days) -> Judged:
    verdicts = _verdicts(_of(month, found, day))
    return Judged(month=month.first, precision=wilson(sum(verdicts), len(verdicts)), judged=len(verdicts))


def _verdicts(found: Sequence[Course]) -> list[bool]:
    """List, of those that staff judged, which were for them: taken or answered, against put away."""
    return [one.last != "dismiss" for one in found if one.last in ("claim", "handle", "dismiss")]


def _of(month: Period, found: Sequence[Course], day: _Days) -> list[Course]:
    return [one for one in found if month.first <= day(one) <= month.last]
