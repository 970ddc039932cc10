"""When the library is open, and how working time passes."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogbot.domain import ConfigError
from dialogbot.hours import Calendar, HoursConfig, after_working, is_open, next_opening, read_calendar, worked
from tests.build import OSLO

OFFICE = "08:00-16:00"
WEEK = HoursConfig(
    monday="08:00-11:30, 12:00-16:00",
    tuesday=OFFICE,
    wednesday=OFFICE,
    thursday=OFFICE,
    friday=OFFICE,
    closed=("12-24", "2026-12-31", "2026-07-06/2026-07-24"),
    shortened={"2026-12-23": "08:00-12:00"},
)
LIBRARY = read_calendar(WEEK)
ALWAYS = read_calendar(HoursConfig())
NIGHTS = read_calendar(HoursConfig(saturday="00:00-01:30, 02:15-24:00", sunday="00:00-02:30, 02:45-04:00"))


def at(text: str) -> datetime:
    """Read a time of Oslo's clock, ``2026-03-29 08:00``."""
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


def hours(count: float) -> timedelta:
    return timedelta(hours=count)


def test_library_without_settings_is_always_open() -> None:
    christmas = at("2026-12-25 03:00")

    assert is_open(christmas, ALWAYS, OSLO)
    assert next_opening(christmas, ALWAYS, OSLO) == christmas
    assert worked(christmas, christmas + hours(1000), ALWAYS, OSLO) == hours(1000)
    assert after_working(christmas, hours(1000), ALWAYS, OSLO) == christmas + timedelta(hours=1000)
    assert Calendar() == ALWAYS


@pytest.mark.parametrize(
    ("moment", "opened"),
    [
        ("2026-11-23 07:59", False),
        ("2026-11-23 08:00", True),
        ("2026-11-23 11:30", False),
        ("2026-11-23 11:59", False),
        ("2026-11-23 12:00", True),
        ("2026-11-23 16:00", False),
        ("2026-11-21 10:00", False),
    ],
)
def test_doors_open_at_the_minute_and_close_at_the_minute(moment: str, opened: bool) -> None:  # noqa: FBT001 - the expected answer
    assert is_open(at(moment), LIBRARY, OSLO) is opened


@pytest.mark.parametrize(
    ("day", "reopens"),
    [
        ("2026-11-21", "2026-11-23"),  # Saturday
        ("2026-05-25", "2026-05-26"),  # Whit Monday
        ("2027-05-17", "2027-05-18"),  # Constitution Day, a Monday
        ("2026-05-14", "2026-05-15"),  # Ascension Day
        ("2026-04-02", "2026-04-07"),  # Maundy Thursday, and Easter behind it
        ("2026-12-24", "2026-12-28"),  # closed every year, then Christmas and a weekend
        ("2027-12-24", "2027-12-27"),
        ("2026-12-31", "2027-01-04"),  # closed this year, then New Year's Day and a weekend
        ("2026-07-06", "2026-07-27"),  # summer closing
    ],
)
def test_closed_day_reopens_on_the_next_working_day(day: str, reopens: str) -> None:
    assert not is_open(at(f"{day} 10:00"), LIBRARY, OSLO)
    assert next_opening(at(f"{day} 10:00"), LIBRARY, OSLO) == at(f"{reopens} 08:00")


def test_new_years_eve_is_an_ordinary_day_unless_it_is_configured() -> None:
    assert is_open(at("2027-12-31 10:00"), LIBRARY, OSLO)


def test_holidays_count_only_if_wanted() -> None:
    calendar = read_calendar(HoursConfig(monday=OFFICE, public_holidays=False))

    assert is_open(at("2026-05-25 10:00"), calendar, OSLO)


def test_day_with_hours_of_its_own_is_open_then_and_only_then() -> None:
    assert is_open(at("2026-12-23 11:59"), LIBRARY, OSLO)
    assert not is_open(at("2026-12-23 12:00"), LIBRARY, OSLO)


def test_date_outweighs_period_and_holiday_and_period_outweighs_a_day_of_every_year() -> None:
    calendar = read_calendar(
        HoursConfig(
            monday=OFFICE,
            closed=("2026-12-21/2026-12-31",),
            shortened={"05-17": "10:00-12:00", "2026-12-22": "10:00-12:00", "12-23": "10:00-12:00"},
        )
    )

    assert is_open(at("2026-05-17 11:00"), calendar, OSLO)
    assert is_open(at("2026-12-22 11:00"), calendar, OSLO)
    assert not is_open(at("2026-12-23 11:00"), calendar, OSLO)


def test_closing_days_count_where_no_hours_are_set() -> None:
    calendar = read_calendar(HoursConfig(closed=("2026-12-24",)))

    assert next_opening(at("2026-12-24 10:00"), calendar, OSLO) == at("2026-12-25 00:00")


def test_next_opening_at_the_minute_of_closing_is_the_next_one() -> None:
    assert next_opening(at("2026-11-23 11:30"), LIBRARY, OSLO) == at("2026-11-23 12:00")
    assert next_opening(at("2026-11-23 16:00"), LIBRARY, OSLO) == at("2026-11-24 08:00")


def test_library_that_stays_closed_has_no_next_opening() -> None:
    calendar = read_calendar(HoursConfig(monday=OFFICE, closed=("2026-01-01/2028-01-01",)))

    assert next_opening(at("2026-06-01 10:00"), calendar, OSLO) is None
    assert after_working(at("2026-06-01 10:00"), hours(1), calendar, OSLO) is None


def test_break_at_lunch_is_not_worked() -> None:
    assert worked(at("2026-11-23 11:00"), at("2026-11-23 13:00"), LIBRARY, OSLO) == hours(1.5)
    assert after_working(at("2026-11-23 11:00"), hours(1), LIBRARY, OSLO) == at("2026-11-23 12:30")


def test_weekend_is_not_worked() -> None:
    friday, monday = at("2026-11-20 15:00"), at("2026-11-23 09:00")

    assert worked(friday, monday, LIBRARY, OSLO) == hours(2)
    assert after_working(friday, hours(2), LIBRARY, OSLO) == monday


def test_working_time_that_ends_with_the_day_ends_at_closing() -> None:
    assert after_working(at("2026-11-20 15:00"), hours(1), LIBRARY, OSLO) == at("2026-11-20 16:00")


@pytest.mark.parametrize(("night", "length"), [("2026-03-29", 23), ("2026-10-25", 25), ("2026-10-26", 24)])
def test_day_is_as_long_as_it_really_is(night: str, length: int) -> None:
    start = at(f"{night} 00:00")
    end = (start + timedelta(days=1)).astimezone(UTC)  # the next midnight on the clock

    assert worked(start, end, ALWAYS, OSLO) == hours(length)
    assert after_working(start, hours(length), ALWAYS, OSLO) == end


def test_local_times_across_the_change_are_counted_as_they_pass() -> None:
    assert worked(at("2026-03-29 01:00"), at("2026-03-29 12:00"), ALWAYS, OSLO) == hours(10)
    assert worked(at("2026-10-25 01:00"), at("2026-10-25 12:00"), ALWAYS, OSLO) == hours(12)


def test_hour_that_the_clocks_skip_is_not_counted_twice() -> None:
    calendar = read_calendar(HoursConfig(sunday="00:00-02:30, 03:00-04:00"))

    assert worked(at("2026-03-29 00:00"), at("2026-03-29 12:00"), calendar, OSLO) == hours(3)


def test_opening_stays_at_eight_by_the_clock_across_both_changes() -> None:
    assert next_opening(at("2026-03-28 10:00"), LIBRARY, OSLO) == datetime(2026, 3, 30, 6, tzinfo=UTC)
    assert next_opening(at("2026-10-24 10:00"), LIBRARY, OSLO) == datetime(2026, 10, 26, 7, tzinfo=UTC)


@pytest.mark.parametrize(("night", "length"), [("2026-03-29", 3), ("2026-10-25", 5), ("2026-11-01", 4)])
def test_opening_through_the_changing_night_is_as_long_as_it_really_is(night: str, length: int) -> None:
    calendar = read_calendar(HoursConfig(sunday="00:00-04:00"))
    start = at(f"{night} 00:00")

    assert worked(start, start + timedelta(hours=12), calendar, OSLO) == hours(length)
    assert after_working(start, hours(length), calendar, OSLO) == at(f"{night} 04:00")


def test_answers_are_in_utc() -> None:
    for moment in (
        next_opening(at("2026-11-21 10:00"), LIBRARY, OSLO),
        after_working(at("2026-11-21 10:00"), hours(0), LIBRARY, OSLO),
        after_working(at("2026-11-21 10:00"), hours(3), LIBRARY, OSLO),
    ):
        assert moment is not None
        assert moment.tzinfo is UTC


MOMENTS = st.datetimes(datetime(2026, 1, 1), datetime(2027, 6, 1), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds the zone
CALENDARS = st.sampled_from([LIBRARY, ALWAYS, NIGHTS])
LENGTHS = st.timedeltas(timedelta(), timedelta(days=20))


@settings(deadline=None)
@given(start=MOMENTS, span=LENGTHS, calendar=CALENDARS)
def test_working_time_of_a_stretch_has_passed_by_its_end(start: datetime, span: timedelta, calendar: Calendar) -> None:
    passed = after_working(start, worked(start, start + span, calendar, OSLO), calendar, OSLO)

    assert passed is not None
    assert start <= passed <= start + span


@settings(deadline=None)
@given(start=MOMENTS, length=LENGTHS.filter(lambda length: length < hours(100)), calendar=CALENDARS)
def test_working_time_until_it_has_passed_is_that_working_time(
    start: datetime, length: timedelta, calendar: Calendar
) -> None:
    passed = after_working(start, length, calendar, OSLO)

    assert passed is not None
    assert worked(start, passed, calendar, OSLO) == length


@settings(deadline=None)
@given(start=MOMENTS, spans=st.tuples(LENGTHS, LENGTHS), calendar=CALENDARS)
def test_working_times_of_two_stretches_add_up(
    start: datetime, spans: tuple[timedelta, timedelta], calendar: Calendar
) -> None:
    middle, end = start + spans[0], start + spans[0] + spans[1]
    parts = worked(start, middle, calendar, OSLO) + worked(middle, end, calendar, OSLO)

    assert worked(start, end, calendar, OSLO) == parts
    assert parts <= end - start


@settings(deadline=None)
@given(now=MOMENTS, calendar=CALENDARS)
def test_next_opening_is_open_and_nothing_is_worked_before(now: datetime, calendar: Calendar) -> None:
    opening = next_opening(now, calendar, OSLO)

    assert opening is not None
    assert is_open(opening, calendar, OSLO)
    assert worked(now, opening, calendar, OSLO) == timedelta()
    assert (opening == now) is is_open(now, calendar, OSLO)


def test_nothing_is_worked_backwards() -> None:
    assert worked(at("2026-11-23 10:00"), at("2026-11-23 09:00"), LIBRARY, OSLO) == timedelta()


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        (HoursConfig(monday="8-16"), r"'hours\.monday' must be hours such as .*, not '8-16'"),
        (HoursConfig(monday="16:00-08:00"), r"'hours\.monday' must open before it closes"),
        (HoursConfig(sunday="08:00-24:01"), r"'hours\.sunday' must open before it closes"),
        (HoursConfig(friday="08:60-10:00"), r"'hours\.friday' must open before it closes"),
        (HoursConfig(friday="08:00-12:00, 11:00-16:00"), r"'hours\.friday' has hours that overlap"),
        (HoursConfig(closed=("24.12.2026",)), r"'hours\.closed' must name days as .*, not '24\.12\.2026'"),
        (HoursConfig(closed=("02-30",)), r"'hours\.closed' must name days"),
        (HoursConfig(closed=("2026-12-27/31",)), r"'hours\.closed' must hold periods such as"),
        (HoursConfig(closed=("2026-12-31/2026-12-27",)), r"'hours\.closed' has a period that ends before it begins"),
        (HoursConfig(shortened={"2026-12-23": 8}), r"'hours\.shortened\.2026-12-23' must be hours"),
        (HoursConfig(shortened={"julaften": OFFICE}), r"'hours\.shortened' must name days"),
        (HoursConfig(closed=("12-24",), shortened={"12-24": OFFICE}), r"12-24 stands both in"),
    ],
)
def test_wrong_hours_are_named_in_one_line(config: HoursConfig, complaint: str) -> None:
    with pytest.raises(ConfigError, match=complaint) as refused:
        read_calendar(config)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("text", ["08:00-11:30,12:00-16:00", "8.00–11.30, 12.00 – 16.00"])
def test_hours_may_be_written_as_norwegians_do(text: str) -> None:
    assert read_calendar(HoursConfig(monday=text)).weekdays[0] == LIBRARY.weekdays[0]


def test_hours_that_touch_are_one_opening() -> None:
    calendar = read_calendar(HoursConfig(monday="08:00-12:00, 12:00-16:00"))

    assert is_open(at("2026-11-23 12:00"), calendar, OSLO)
