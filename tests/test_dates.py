from datetime import UTC, datetime, timedelta, timezone

import pytest

from dialogbot.dates import BadDate, DayOrder, day_order, read_time

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-04-19T05:05:00+0000", "2026-04-19 05:05"),
        ("2026-04-19T05:05:00.000Z", "2026-04-19 05:05"),
        ("2026-04-19 05:05", "2026-04-19 03:05"),
        ("19.04.2026 05:05", "2026-04-19 03:05"),
        ("19.04.2026 kl. 05.05", "2026-04-19 03:05"),
        ("19.4.26", "2026-04-18 22:00"),
        ("2026/04/19 05:05", "2026-04-19 03:05"),
        ("22. november 2025 kl. 14:05", "2025-11-22 13:05"),
        ("lørdag 21. november 2026 kl. 18:00", "2026-11-21 17:00"),
        ("den 3 maj 2024 12:30", "2024-05-03 10:30"),
        ("des. 26, 2026 9:05:20 pm", "2026-12-26 20:05"),
        ("Jul 12, 2024 4:55:32pm", "2024-07-12 14:55"),
        ("May 3, 2026 at 5 PM", "2026-05-03 15:00"),
        ("04/19/2026 05:05 AM", "2026-04-19 03:05"),
        ("2023-11-13 04:30:36 EST", "2023-11-13 09:30"),
        ("Sat Nov 09 12:14:18 +0000 2024", "2024-11-09 12:14"),
        ("Thu Jan 14 2021 20:32:05 GMT+0000 (Coordinated Universal Time)", "2021-01-14 20:32"),
        ("Thu, 14 Jan 2021 20:32:05 +0100", "2021-01-14 19:32"),
        ("1776575100", "2026-04-19 05:05"),
        ("1776575100000", "2026-04-19 05:05"),
        (1776575100, "2026-04-19 05:05"),
        (46131.2118055556, "2026-04-19 03:05"),
        (datetime(2026, 4, 19, 5, 5), "2026-04-19 03:05"),  # noqa: DTZ001 # as a cell of Excel has it
    ],
)
def test_a_time_is_read_as_it_is_written(written: object, utc: str) -> None:
    moment = read_time(written)
    assert moment is not None
    assert moment.strftime("%Y-%m-%d %H:%M") == utc


@pytest.mark.parametrize("written", [None, "", "  ", "N/A", "null", float("nan")])
def test_nothing_is_no_time(written: object) -> None:
    assert read_time(written) is None


@pytest.mark.parametrize(
    "written", ["31.02.2026", "2026-13-01", "hei", 12, "9999-01-01", True, "1e99", -5, float("inf")]
)
def test_what_is_no_time_is_said(written: object) -> None:
    with pytest.raises(BadDate):
        read_time(written)


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("3 t", "2026-11-25 09:00"),
        ("2w", "2026-11-11 12:00"),
        ("2 uker", "2026-11-11 12:00"),
        ("5 timer siden", "2026-11-25 07:00"),
        ("Akkurat nå", "2026-11-25 12:00"),
        ("i går kl. 09:12", "2026-11-24 08:12"),
        ("22. november kl. 14:05", "2026-11-22 13:05"),
        ("22. desember kl. 14:05", "2025-12-22 13:05"),
    ],
)
def test_a_relative_time_counts_from_the_export(written: str, utc: str) -> None:
    moment = read_time(written, now=NOW)
    assert moment is not None
    assert moment.strftime("%Y-%m-%d %H:%M") == utc
    assert read_time(written) is None


def test_a_zone_holds_for_times_without_one() -> None:
    east = timezone(timedelta(hours=-5))
    assert read_time("2024-01-12 03:45:38", east) == datetime(2024, 1, 12, 8, 45, 38, tzinfo=UTC)


def test_the_order_decides_between_day_and_month() -> None:
    assert read_time("03/04/2026") == datetime(2026, 4, 2, 22, tzinfo=UTC)
    assert read_time("03/04/2026", order=DayOrder.MONTH_FIRST) == datetime(2026, 3, 3, 23, tzinfo=UTC)


@pytest.mark.parametrize(
    ("values", "order"),
    [
        (["03/04/2026", "13/04/2026"], DayOrder.DAY_FIRST),
        (["03/04/2026", "04/13/2026"], DayOrder.MONTH_FIRST),
        (["03/04/2026 1:05 PM"], DayOrder.MONTH_FIRST),
        (["03/04/2026"], None),
        (["03.04.2026"], DayOrder.DAY_FIRST),
    ],
)
def test_a_column_tells_its_order(values: list[str], order: DayOrder | None) -> None:
    assert day_order(values) is order
