"""Until when somebody is away, in their own words."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogbot.absence import parse_until

THURSDAY = date(2026, 12, 10)
THIRD_OF_JANUARY = date(2027, 1, 3)


@pytest.mark.parametrize(
    "text",
    [
        "3.1.",
        "3.1",
        "3/1",
        "3. 1.",
        "03.01.2027",
        "3.1.27",
        "til 3.1.",
        "til og med 3.1.",
        "t.o.m. 3.1.",
        "tom 3.1.",
        "fram til 3. januar",
        "til 3. januar",
        "Til 3. JANUAR!",
        "til søndag 3. januar",
        "inntil 3 jan",
        "until 3 January",
        "until January 3rd, 2027",
        "till the 3rd of January",
        "until Sunday, 3 Jan",
        "2027-01-03",
        "til  2027-01-03",
    ],
)
def test_third_of_january_said_in_december_is_next_years(text: str) -> None:
    assert parse_until(text, THURSDAY) == THIRD_OF_JANUARY


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("10.12.", THURSDAY),
        ("9.12.", date(2027, 12, 9)),
        ("1. mai", date(2027, 5, 1)),
        ("24. des", date(2026, 12, 24)),
        ("2. mars", date(2027, 3, 2)),
    ],
)
def test_date_without_a_year_is_the_next_such_day(text: str, last: date) -> None:
    assert parse_until(text, THURSDAY) == last


@pytest.mark.parametrize(
    ("text", "last"),
    [
        ("i dag", THURSDAY),
        ("today", THURSDAY),
        ("ut dagen", THURSDAY),
        ("i morgon", date(2026, 12, 11)),
        ("til i morgen", date(2026, 12, 11)),
        ("ut uka", date(2026, 12, 13)),
        ("ut veka", date(2026, 12, 13)),
        ("resten av uken", date(2026, 12, 13)),
        ("until the end of the week", date(2026, 12, 13)),
        ("ut måneden", date(2026, 12, 31)),
        ("ut månaden", date(2026, 12, 31)),
        ("ut januar", date(2027, 1, 31)),
        ("fredag", date(2026, 12, 11)),
        ("til torsdag", THURSDAY),
        ("til tysdag", date(2026, 12, 15)),
        ("until Wednesday", date(2026, 12, 16)),
        ("3d", date(2026, 12, 13)),
        ("i 3 dager", date(2026, 12, 13)),
        ("3 dagar", date(2026, 12, 13)),
        ("for 3 days", date(2026, 12, 13)),
        ("2 uker", date(2026, 12, 24)),
        ("2u", date(2026, 12, 24)),
        ("ei veke", date(2026, 12, 17)),
        ("a week", date(2026, 12, 17)),
    ],
)
def test_words_for_a_day_are_understood_in_three_languages(text: str, last: date) -> None:
    assert parse_until(text, THURSDAY) == last


@pytest.mark.parametrize(
    "text",
    ["", "til", "snart", "2026-12-09", "1.1.2026", "3.1.2029", "31.2.", "3.13.", "0.1.", "400d", "3", "ut neste",
     "til 3.1. ring Per", "3. jabb", "ut snart", "0000-01-01", "3 fisk"],
)  # fmt: skip
def test_what_is_no_day_within_a_year_is_none(text: str) -> None:
    assert parse_until(text, THURSDAY) is None


def test_leap_day_without_a_year_is_found_only_within_a_year() -> None:
    assert parse_until("29. februar", date(2027, 12, 1)) == date(2028, 2, 29)
    assert parse_until("29.2.", THURSDAY) is None


@settings(deadline=None)
@given(today=st.dates(date(2020, 1, 1), date(2090, 1, 1)), ahead=st.integers(0, 364))
def test_any_day_of_the_coming_year_is_read_as_it_is_written(today: date, ahead: int) -> None:
    day = today + timedelta(days=ahead)

    assert parse_until(f"til {day.day}.{day.month}.", today) == day
    assert parse_until(day.isoformat(), today) == day


@settings(deadline=None)
@given(text=st.text(), today=st.dates(date(2020, 1, 1), date(2090, 1, 1)))
def test_whatever_is_written_is_a_day_to_come_or_none(text: str, today: date) -> None:
    last = parse_until(text, today)

    assert last is None or today <= last <= today + timedelta(days=366)
