"""The pictures: the same each time, wide enough for a phone, and told in words as well."""

from __future__ import annotations

import re
import struct
from datetime import date, timedelta

import matplotlib as mpl
import pytest

from dialogbot.audit import wilson
from dialogbot.report import charts
from dialogbot.report.drawing import Form, Picture
from dialogbot.report.series import Joined, Line, Sure, Usual
from tests.build import texts

MONDAYS = tuple(date(2026, 5, 4) + timedelta(days=7 * week) for week in range(9))
HOURS = tuple(tuple(day * hour % 5 for hour in range(24)) for day in range(7))


def _pictures(language: str = "nb") -> list[Picture]:
    words = texts(language)
    lines = [Line(topic=topic, counts=tuple(range(9))) for topic in ("loans", "space", "data")]
    months = [Joined(month=date(2026, 5, 1), found=40, joined=10), Joined(month=date(2026, 6, 1), found=0, joined=0)]
    sure = [Sure(month=date(2026, 5, 1), precision=wilson(20, 40), recall=wilson(9, 10))]
    return [
        charts.topics_over_weeks(MONDAYS, lines, words),
        charts.hours(HOURS, words),
        charts.reaction([timedelta(minutes=5), timedelta(hours=30)], 1, words),
        charts.joined(months, words),
        charts.sureness(sure, words),
        charts.week([Usual(topic="loans", count=12, mean=3.5), Usual(topic="data", count=0, mean=2.0)], words),
    ]


@pytest.mark.parametrize("place", range(6))
def test_picture_is_the_same_each_time_and_as_wide_as_a_phone(place: int) -> None:
    first, second = (_pictures()[place].draw(Form.PNG) for _ in range(2))

    assert first == second
    assert first.startswith(b"\x89PNG")
    assert struct.unpack(">I", first[16:20])[0] == 1080


@pytest.mark.parametrize("place", range(6))
def test_drawing_tells_no_time_and_loads_nothing(place: int) -> None:
    first, second = (_pictures()[place].draw(Form.SVG) for _ in range(2))
    links = set(re.findall(rb'(?:href|src)="([^#"][^"]*)"', first))

    assert first == second
    assert b"dc:date" not in first
    assert all(link.startswith(b"data:") for link in links)


def test_style_is_put_back() -> None:
    before = dict(mpl.rcParams)
    _pictures()[0].draw(Form.PNG)

    assert dict(mpl.rcParams) == before


@pytest.mark.parametrize("language", ["nb", "nn", "en"])
def test_words_of_a_picture_tell_its_figures(language: str) -> None:
    alts = [one.alt for one in _pictures(language)]

    for figures, alt in zip(
        [("36",), ("23",), ("3", "33"), ("10", "40", "25"), ("50", "35", "65"), ("12",)], alts, strict=True
    ):
        assert [figure for figure in figures if figure not in alt] == []


def test_alt_text_reads_like_this() -> None:
    alt = _pictures()[3].alt.replace("\N{NO-BREAK SPACE}", " ")

    assert alt == "Samtaler vi ble med i, av dem vi fant: mai 10 av 40 (25 %) og juni 0 av 0 (0 %)."


def test_first_week_is_not_compared_with_weeks_that_were_not() -> None:
    made = charts.week([Usual(topic="loans", count=12, mean=None)], texts())

    assert (made.title, made.alt) == ("Ukas temaer", "Ukas temaer: lån 12.")
    assert made.draw(Form.PNG)


def test_nothing_to_draw_is_drawn_all_the_same() -> None:
    words = texts()
    empty = [
        charts.hours(((0,) * 24,) * 7, words),
        charts.reaction([], 0, words),
        charts.joined([Joined(month=date(2026, 5, 1), found=0, joined=0)], words),
        charts.topics_over_weeks(MONDAYS, [Line(topic="loans", counts=(0,) * 9)], words),
    ]

    assert all(one.draw(Form.PNG) for one in empty)
