"""Weeks as the calendar has them, and when something that happens once a week is due. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dialogbot.config import DAYS, DigestConfig
from dialogbot.domain import DialogbotError


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An ISO week, Monday to Sunday."""

    year: int
    week: int

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week in which a day lies."""
        year, week, _ = day.isocalendar()
        return cls(year=year, week=week)

    @classmethod
    def before(cls, day: date) -> Week:
        """Return the last whole week before the one in which a day lies."""
        return cls.of(day - timedelta(days=7))

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read ``2026-W46``. Raises ``DialogbotError``."""
        try:
            return cls.of(datetime.strptime(f"{text}-1", "%G-W%V-%u").date())  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            raise DialogbotError(f"there is no week {text!r}: write it as 2026-W46") from None

    def back(self, count: int) -> Week:
        """Return the week so many weeks before this one; a negative number leads ahead."""
        return Week.of(date.fromisocalendar(self.year, self.week, 1) - timedelta(weeks=count))

    def days(self) -> list[date]:
        """List its days, Monday first."""
        return [date.fromisocalendar(self.year, self.week, day) for day in range(1, 8)]

    def __str__(self) -> str:
        """Write it as ISO 8601 does."""
        return f"{self.year}-W{self.week:02}"

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment and the first moment after it, by a clock; 167 or 169 hours when that changes."""
        monday = date.fromisocalendar(self.year, self.week, 1)
        return _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)


def weeks_until(last: Week, count: int) -> list[Week]:
    """List so many weeks, the earliest first, ``last`` the last of them."""
    return [last.back(back) for back in range(count - 1, -1, -1)]


def last_due(now: datetime, settings: DigestConfig, zone: tzinfo) -> datetime:
    """Return the latest moment, not after ``now``, at which a digest was due.

    A time that the clock skips in spring is the moment after the gap; one that it shows twice in autumn is the first.
    """
    local = now.astimezone(zone)
    clock = time.fromisoformat(settings.time)
    behind = (local.weekday() - DAYS.index(settings.day)) % 7
    due = _at(local.date() - timedelta(days=behind), clock, zone)
    return due if due <= now else _at(local.date() - timedelta(days=behind + 7), clock, zone)


def next_due(now: datetime, settings: DigestConfig, zone: tzinfo) -> datetime:
    """Return the first moment after ``now`` at which a digest is due."""
    day = last_due(now, settings, zone).astimezone(zone).date() + timedelta(days=7)
    return _at(day, time.fromisoformat(settings.time), zone)


def _midnight(day: date, zone: tzinfo) -> datetime:
    return _at(day, time(0), zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return when a clock first shows a time on a day, in UTC and back, which moves a skipped time past the gap."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC).astimezone(zone)
