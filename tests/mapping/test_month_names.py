"""Dates as an account shows them in its own language."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from dialogbot.dates import BadDate
from dialogbot.mapping.month_names import read_account_time

EVENING = datetime(2026, 12, 26, 21, 5, 20, tzinfo=UTC)


@pytest.mark.parametrize(
    "text",
    [
        "Dec 26, 2026 9:05:20 pm",
        "Dec 26, 2026 9:05:20pm",
        "des. 26, 2026 9:05:20 pm",
        "26. desember 2026 kl. 21:05:20",
        "Dez. 26, 2026 9:05:20 nachm.",
        "dec. 26, 2026 9:05:20 em",
        "joulu 26, 2026 9:05:20 ip.",
        "ธ.ค. 26, 2026 9:05:20 pm",
        "2026年12月26日 下午9:05:20",
        "\u200eDec\u00a026, 2026, 9:05:20\u202fPM",
    ],
)
def test_one_moment_is_read_in_many_languages(text: str) -> None:
    assert read_account_time(text, UTC) == EVENING


def test_midnight_and_noon_are_told_apart() -> None:
    night, noon = (read_account_time(f"Jun 26, 2026 12:05:00 {half}", UTC) for half in ("am", "pm"))
    assert (night and night.hour, noon and noon.hour) == (0, 12)


def test_summer_time_counts_on_the_clock_of_the_account() -> None:
    summer = read_account_time("Jul 1, 2026 12:00:00 pm", ZoneInfo("Europe/Oslo"))
    assert summer == datetime(2026, 7, 1, 10, tzinfo=UTC)


def test_thirty_first_of_june_is_no_time() -> None:
    with pytest.raises(BadDate):
        read_account_time("Jun 31, 2026 9:05:20 am", UTC)
