"""What is painted stays within the picture and does not overlap: in every language, for few and for many."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from itertools import combinations

import pytest
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.transforms import Bbox

from dialogbot.audit import wilson
from dialogbot.domain import LANGUAGES, Topic
from dialogbot.report import painting
from dialogbot.report.drawing import canvas
from dialogbot.report.series import Joined, Line, Sure, Usual
from dialogbot.texts import Texts
from tests.build import texts

FIRST = date(2026, 4, 27)
LONGEST = ("space", "ai_literacy", "mention", "local_history", "equipment", "search")


def _months(count: int) -> list[date]:
    return [date(2025 + place // 12, place % 12 + 1, 1) for place in range(count)]


def _topics(weeks: int, words: Texts) -> Callable[[Figure], None]:
    mondays = tuple(FIRST + timedelta(weeks=week) for week in range(weeks))
    lines = [Line(topic=topic, counts=(1234,) * weeks) for topic in LONGEST]
    return partial(painting.topics, mondays=mondays, lines=lines, texts=words)


def _hours(count: int, words: Texts) -> Callable[[Figure], None]:
    return partial(painting.hours, counts=((count,) * 24,) * 7, texts=words)


def _bars(count: int, words: Texts) -> Callable[[Figure], None]:
    names = ("hour", "hours", "day", "days", "longer", "none")
    rows = [(words(f"report_chart.wait_{name}"), count * place) for place, name in enumerate(names)]
    return partial(painting.bars, rows=rows, texts=words)


def _joined(months: int, words: Texts) -> Callable[[Figure], None]:
    shown = [Joined(month=one, found=1800, joined=1800) for one in _months(months)]
    return partial(painting.joined, months=shown, texts=words)


def _sureness(months: int, words: Texts) -> Callable[[Figure], None]:
    shown = [Sure(month=one, precision=wilson(40, 40), recall=wilson(1, 40)) for one in _months(months)]
    return partial(painting.sureness, months=shown, texts=words)


def _week(count: int, words: Texts) -> Callable[[Figure], None]:
    shown = [Usual(topic=topic, count=count, mean=count / 2) for topic in list(Topic)[:8]]
    return partial(painting.week, topics=shown, texts=words)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize(
    ("made", "sizes", "height"),
    [
        (_topics, (1, 27, 54), 5.9),
        (_hours, (999,), 4.3),
        (_bars, (2400,), 3.9),
        (_joined, (1, 7, 25), 4.4),
        (_sureness, (6, 25), 4.4),
        (_week, (0, 2000), 5.9),
    ],
)
def test_words_stay_within_the_picture_and_apart(
    made: Callable[[int, Texts], Callable[[Figure], None]], sizes: Sequence[int], height: float, language: str
) -> None:
    found = []
    for size in sizes:
        with canvas(height) as figure:
            made(size, texts(language))(figure)
            figure.draw_without_rendering()
            found += [(size, fault) for fault in _faults(figure)]

    assert found == []


def _faults(figure: Figure) -> list[str]:
    """Name the words that stick out of a figure or of their neighbour."""
    shown = [one for one in figure.findobj(Text) if one.get_visible() and one.get_text()]
    extents = {one: _inner(one) for one in shown if _is_drawn(one, figure)}
    whole = figure.bbox
    out = [
        one.get_text()
        for one, box in extents.items()
        if box.x0 < whole.x0 or box.x1 > whole.x1 or box.y0 < whole.y0 or box.y1 > whole.y1
    ]
    pairs = combinations(extents.items(), 2)
    return out + [f"{one.get_text()} / {other.get_text()}" for (one, a), (other, b) in pairs if a.overlaps(b)]


def _inner(one: Text) -> Bbox:
    box = one.get_window_extent()
    return Bbox.from_extents(box.x0 + 1, box.y0 + 1, box.x1 - 1, box.y1 - 1)


def _is_drawn(one: Text, figure: Figure) -> bool:
    """Say whether words are drawn: a tick outside the range of its axis, or of a hidden axis, is not."""
    for axes in figure.axes:
        for axis, of_axis in ((axes.xaxis, 0), (axes.yaxis, 1)):
            ticks = axis.get_ticklabels(which="both")
            if one in ticks:
                return axes.axison and axis.get_visible() and _is_in_range(one, axes, of_axis) and _is_outer(axes, axis)
    return True


def _is_in_range(one: Text, axes: Axes, place: int) -> bool:
    low, high = sorted((axes.get_xlim, axes.get_ylim)[place]())
    return low <= one.get_position()[place] <= high


def _is_outer(axes: Axes, axis: object) -> bool:
    """Frames that share an axis show its words at the outer ones alone."""
    spec = axes.get_subplotspec()
    if spec is None or len(axes.figure.axes) == 1:
        return True
    return spec.is_last_row() if axis is axes.xaxis else spec.is_first_col()
