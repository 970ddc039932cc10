"""When the library is open: opening hours with breaks, public holidays, days of their own, daylight saving. Pure.

A library that has set no opening hours is always open. Time is counted as it passes, so the night when the clocks go
forward is an hour shorter and the night when they go back an hour longer.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from functools import lru_cache
from itertools import pairwise
from typing import Any

from dialogbot.domain import ConfigError

SEARCHED = timedelta(days=60)
LONGEST = timedelta(days=366)
MIDNIGHT = 24 * 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of a day, in minutes after midnight: from ``opens`` and until just before ``closes``."""

    opens: int
    closes: int


Spans = tuple[Span, ...]
WHOLE_DAY = (Span(opens=0, closes=MIDNIGHT),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """Days in a row, ``first`` and ``last`` among them."""

    first: date
    last: date


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When the library is open.

    ``weekdays`` holds the spans of Monday to Sunday; ``own`` those of single days, none where it is closed, by
    ``2026-12-24`` or, for every year, ``12-24``. The nearest rule counts: a date, a period, a day of every year, a
    public holiday, a weekday.
    """

    weekdays: tuple[Spans, ...] = (WHOLE_DAY,) * 7
    own: Mapping[str, Spans] = field(default_factory=dict)
    closed: tuple[Period, ...] = ()
    public_holidays: bool = False


def is_open(now: datetime, calendar: Calendar, zone: tzinfo) -> bool:
    """Tell whether the library is open at ``now`` (aware); at the minute of closing it is not."""
    today = now.astimezone(zone).date()
    return any(opens <= now < closes for opens, closes in _openings(today, today, calendar, zone))


def next_opening(now: datetime, calendar: Calendar, zone: tzinfo) -> datetime | None:
    """Return ``now`` if it is open, else when it opens next, in UTC; ``None``: not within 60 days."""
    now = now.astimezone(UTC)
    for opens, closes in _openings(*_days(now, now + SEARCHED, zone), calendar, zone):
        if closes > now:
            return max(opens, now)
    return None


def worked(start: datetime, end: datetime, calendar: Calendar, zone: tzinfo) -> timedelta:
    """Return how much opening time lies between two aware times; none if ``end`` is not after ``start``."""
    start, end = start.astimezone(UTC), end.astimezone(UTC)
    shares = (
        min(closes, end) - max(opens, start) for opens, closes in _openings(*_days(start, end, zone), calendar, zone)
    )
    return sum((share for share in shares if share > timedelta()), timedelta())


def after_working(start: datetime, length: timedelta, calendar: Calendar, zone: tzinfo) -> datetime | None:
    """Return the first moment, in UTC, at which ``length`` of opening time has passed since ``start`` (aware).

    That moment may be the very minute of closing: ask ``next_opening`` before anybody is disturbed. ``None``: so much
    opening time does not pass within a year.
    """
    start = start.astimezone(UTC)
    if length <= timedelta():
        return start
    for opens, closes in _openings(*_days(start, start + LONGEST, zone), calendar, zone):
        begin = max(opens, start)
        if closes - begin >= length:
            return begin + length
        length -= max(closes - begin, timedelta())
    return None


def _days(start: datetime, end: datetime, zone: tzinfo) -> tuple[date, date]:
    return start.astimezone(zone).date(), end.astimezone(zone).date()


def _openings(first: date, last: date, calendar: Calendar, zone: tzinfo) -> Iterator[tuple[datetime, datetime]]:
    """Yield when it opens and closes, in UTC and in order, on each day from ``first`` to ``last``."""
    for ordinal in range(first.toordinal(), last.toordinal() + 1):
        day = date.fromordinal(ordinal)
        counted = datetime.min.replace(tzinfo=UTC)
        for span in _spans(day, calendar):
            # A clock time that the change to summer time skips would count as later than it is, and twice.
            opens = max(_moment(day, span.opens, zone), counted)
            counted = max(_moment(day, span.closes, zone), opens)
            if opens < counted:
                yield opens, counted


def _moment(day: date, minutes: int, zone: tzinfo) -> datetime:
    return (datetime.combine(day, time(), tzinfo=zone) + timedelta(minutes=minutes)).astimezone(UTC)


def _spans(day: date, calendar: Calendar) -> Spans:
    name = day.isoformat()
    if name in calendar.own:
        return calendar.own[name]
    if any(period.first <= day <= period.last for period in calendar.closed):
        return ()
    if name[5:] in calendar.own:
        return calendar.own[name[5:]]
    if calendar.public_holidays and day in _public_holidays(day.year):
        return ()
    return calendar.weekdays[day.weekday()]


@lru_cache(maxsize=16)
def _public_holidays(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - a third of a second, and only where hours are set

    return frozenset(country_holidays("NO", years=year))


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursConfig:
    """Opening hours as they stand in the file: ``08:00-11:30, 12:00-16:00``; a day without any is closed.

    If no weekday has any, every day is open around the clock and public holidays do not count. ``closed`` holds days
    (``2026-12-24``, or ``12-24`` for every year) and periods (``2026-12-27/2026-12-31``), ``shortened`` days with hours
    of their own.
    """

    monday: str = ""
    tuesday: str = ""
    wednesday: str = ""
    thursday: str = ""
    friday: str = ""
    saturday: str = ""
    sunday: str = ""
    public_holidays: bool = True
    closed: tuple[str, ...] = ()
    shortened: Mapping[str, Any] = field(default_factory=dict)


WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def read_calendar(config: HoursConfig) -> Calendar:
    """Read the settings under ``[hours]``. Raises ``ConfigError`` with one line that names the setting."""
    week = tuple(_hours(getattr(config, name), f"hours.{name}") for name in WEEK)
    limited = any(week)
    return Calendar(
        weekdays=week if limited else Calendar().weekdays,
        own=_own_days(config),
        closed=tuple(_period(text) for text in config.closed if "/" in text),
        public_holidays=limited and config.public_holidays,
    )


def _own_days(config: HoursConfig) -> Mapping[str, Spans]:
    shut = {_day_name(text, "hours.closed"): () for text in config.closed if "/" not in text}
    short = {
        _day_name(name, "hours.shortened"): _hours(hours, f"hours.shortened.{name}")
        for name, hours in config.shortened.items()
    }
    for name in shut.keys() & short.keys():
        raise ConfigError(f"{name} stands both in 'hours.closed' and in 'hours.shortened': take one away")
    return shut | short


def _hours(text: Any, setting: str) -> Spans:
    if not isinstance(text, str):
        raise ConfigError(f"'{setting}' must be hours such as '08:00-11:30, 12:00-16:00', not {text!r}")
    spans = tuple(_span(part.strip(), setting) for part in text.split(",")) if text.strip() else ()
    if any(later.opens < earlier.closes for earlier, later in pairwise(spans)):
        raise ConfigError(f"'{setting}' has hours that overlap or are out of order: {text!r}")
    return spans


_HOURS = re.compile(r"(\d{1,2})[:.](\d{2})\s*[-–]\s*(\d{1,2})[:.](\d{2})")


def _span(text: str, setting: str) -> Span:
    match = _HOURS.fullmatch(text)
    if match is None:
        raise ConfigError(f"'{setting}' must be hours such as '08:00-11:30, 12:00-16:00', not {text!r}")
    opens, closes = _minutes(match[1], match[2]), _minutes(match[3], match[4])
    if opens is None or closes is None or opens >= closes:
        raise ConfigError(f"'{setting}' must open before it closes, between 00:00 and 24:00, not {text!r}")
    return Span(opens=opens, closes=closes)


def _minutes(hour: str, minute: str) -> int | None:
    told = int(hour) * 60 + int(minute)
    return told if int(minute) < 60 and told <= MIDNIGHT else None  # noqa: PLR2004 - minutes in an hour


def _period(text: str) -> Period:
    first, _, last = (part.strip() for part in text.partition("/"))
    try:
        period = Period(first=_date(first), last=_date(last))
    except ValueError:
        raise ConfigError(f"'hours.closed' must hold periods such as '2026-12-27/2026-12-31', not {text!r}") from None
    if period.last < period.first:
        raise ConfigError(f"'hours.closed' has a period that ends before it begins: {text!r}")
    return period


def _day_name(text: str, setting: str) -> str:
    name = text.strip()
    try:
        # 2024 stands for any year: it has every day that a year can have.
        _date(name if len(name) > len("12-24") else f"2024-{name}")
    except ValueError:
        raise ConfigError(f"'{setting}' must name days as '2026-12-24' or '12-24' (every year), not {text!r}") from None
    return name


def _date(text: str) -> date:
    return datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=UTC).date()
