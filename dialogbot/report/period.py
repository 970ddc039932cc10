"""A span of days that a report covers, the half-years, and when the report of one is due."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dialogbot.domain import DialogbotError

DEADLINES = ((5, 1), (11, 1))
"""Month and day by which libraries evaluate: 1 May and 1 November."""

_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Period:
    """From the first day to the last, both included."""

    first: date
    last: date

    @classmethod
    def parse(cls, first: str, last: str) -> Period:
        """Read two days as ``2026-05-01``. Raises ``DialogbotError``."""
        made = cls(first=_day(first), last=_day(last))
        if made.last < made.first:
            raise DialogbotError(f"the period ends before it begins: {first} to {last}")
        return made

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return the first moment and the first moment after it, by a clock."""
        return _midnight(self.first, zone), _midnight(self.last + _DAY, zone)

    def months(self) -> tuple[Period, ...]:
        """Cut it at the turns of months."""
        return tuple(self._months())

    def mondays(self) -> tuple[date, ...]:
        """List the Mondays of the weeks that it touches."""
        start = self.first - timedelta(days=self.first.weekday())
        return tuple(start + 7 * _DAY * week for week in range((self.last - start).days // 7 + 1))

    def before(self) -> Period:
        """Return the period of as many days just before."""
        return Period(first=self.first - (self.last - self.first) - _DAY, last=self.first - _DAY)

    def __str__(self) -> str:
        """Write it as ISO 8601 does, with a sign that file names allow."""
        return f"{self.first}--{self.last}"

    def _months(self) -> Iterator[Period]:
        start = self.first
        while start <= self.last:
            following = (start.replace(day=1) + timedelta(days=32)).replace(day=1)
            yield Period(first=start, last=min(following - _DAY, self.last))
            start = following


@dataclass(frozen=True, slots=True, kw_only=True)
class HalfYear:
    """The half-year before a deadline: 1 May to 31 October, or 1 November to 30 April."""

    deadline: date

    @property
    def period(self) -> Period:
        """Its days."""
        month, day = DEADLINES[1 - DEADLINES.index((self.deadline.month, self.deadline.day))]
        year = self.deadline.year if month < self.deadline.month else self.deadline.year - 1
        return Period(first=date(year, month, day), last=self.deadline - _DAY)

    def due(self, days_before: int, zone: tzinfo) -> datetime:
        """Return when its report is to be written: so many days before the deadline, so that it can be used there."""
        return _midnight(self.deadline - days_before * _DAY, zone)


def last_due(now: datetime, days_before: int, zone: tzinfo) -> HalfYear:
    """Return the half-year whose report was due last, not after ``now``."""
    year = now.astimezone(zone).year
    known = [HalfYear(deadline=date(one, *day)) for one in (year - 1, year, year + 1) for day in DEADLINES]
    return max((one for one in known if one.due(days_before, zone) <= now), key=lambda one: one.deadline)


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise DialogbotError(f"there is no day {text!r}: write it as 2026-05-01") from None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return datetime.combine(day, time(0), tzinfo=zone).astimezone(UTC)
