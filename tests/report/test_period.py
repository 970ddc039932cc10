"""Spans of days, half-years, and when a report is due."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dialogbot.domain import DialogbotError
from dialogbot.report.period import HalfYear, Period, last_due
from tests.build import OSLO

SUMMER = Period(first=date(2026, 5, 1), last=date(2026, 10, 31))


def test_period_goes_from_the_first_midnight_to_the_one_after_the_last_day() -> None:
    assert SUMMER.span(OSLO) == (
        datetime(2026, 4, 30, 22, tzinfo=UTC),
        datetime(2026, 10, 31, 23, tzinfo=UTC),
    )


def test_months_are_cut_at_the_ends_of_the_period() -> None:
    months = Period(first=date(2026, 1, 20), last=date(2026, 3, 2)).months()

    assert [(one.first.day, one.last.day) for one in months] == [(20, 31), (1, 28), (1, 2)]


def test_mondays_begin_with_the_week_of_the_first_day() -> None:
    assert SUMMER.mondays()[0] == date(2026, 4, 27)
    assert SUMMER.mondays()[-1] == date(2026, 10, 26)


def test_period_before_has_as_many_days() -> None:
    assert SUMMER.before() == Period(first=date(2025, 10, 29), last=date(2026, 4, 30))


@pytest.mark.parametrize(
    ("first", "last"), [("2026-13-01", "2026-10-31"), ("i går", "i dag"), ("2026-05-02", "2026-05-01")]
)
def test_period_that_cannot_be_says_why(first: str, last: str) -> None:
    with pytest.raises(DialogbotError):
        Period.parse(first, last)


@pytest.mark.parametrize(
    ("deadline", "first", "last"),
    [((2026, 11, 1), "2026-05-01", "2026-10-31"), ((2027, 5, 1), "2026-11-01", "2027-04-30")],
)
def test_half_year_ends_the_day_before_its_deadline(deadline: tuple[int, int, int], first: str, last: str) -> None:
    assert HalfYear(deadline=date(*deadline)).period == Period.parse(first, last)


@pytest.mark.parametrize(
    ("now", "deadline"),
    [("2026-10-24T21:59", "2026-05-01"), ("2026-10-24T22:00", "2026-11-01"), ("2027-01-01T00:00", "2026-11-01")],
)
def test_report_is_due_some_days_before_its_deadline(now: str, deadline: str) -> None:
    due = last_due(datetime.fromisoformat(now).replace(tzinfo=UTC), 7, OSLO)

    assert due.deadline == date.fromisoformat(deadline)
