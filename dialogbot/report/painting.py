"""How each picture of the reports is painted: values and a figure in, nothing out. ``drawing`` gives the figure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from dialogbot.audit import Share
from dialogbot.report.drawing import BLUE, INK, ORANGE
from dialogbot.report.series import Joined, Line, Sure, Usual
from dialogbot.report.wording import capitalised, month, percent, topic, weekdays
from dialogbot.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

_HOURS_A_CELL = 2
_DARK = 0.65  # from this part of the greatest count on, figures are white on the colour
_CAP = 5
_WHOLE = 3  # weeks of a month that must lie in a period for its name to stand there
_FEW_MONTHS, _MOST_NAMED = 7, 10
_MANY = 1000  # from so many on, figures need a smaller type
_FITS = 26  # characters of a title in half the width
_WIDE = 0.17  # what the name of a month takes of the width


def topics(figure: Figure, mondays: Sequence[date], lines: Sequence[Line], texts: Texts) -> None:
    """Paint a frame of bars for each topic, two in a row, on one scale."""
    figure.suptitle(texts("report_chart.topics"), x=0.02, ha="left", weight="bold", size=15)
    rows = (len(lines) + 1) // 2
    frames = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False).flatten()
    starts = _turns(mondays)
    for frame, line in zip(frames, lines, strict=False):
        title = texts("report_chart.counted", name=capitalised(topic(line.topic, texts)), count=sum(line.counts))
        frame.set_title(title, size=13 if len(title) <= _FITS else 11, weight="normal", pad=4)
        frame.bar(range(len(mondays)), line.counts, width=0.8, color=BLUE)
        names = [month(mondays[place], texts, "MMM") if has_room else "" for place, has_room in starts.items()]
        frame.set_xticks(list(starts), names, ha="left")
        frame.grid(axis="y")
        frame.yaxis.get_major_locator().set_params(integer=True, nbins=3)
    for frame in frames[len(lines) :]:
        frame.set_axis_off()


def _turns(mondays: Sequence[date]) -> dict[int, bool]:
    """Return where months begin of which enough lies in the period, and which of them have room for their name."""
    starts = [place for place, day in enumerate(mondays) if place == 0 or day.month != mondays[place - 1].month]
    ends = [*starts[1:], len(mondays)]
    whole = [start for start, end in zip(starts, ends, strict=True) if end - start >= _WHOLE] or starts[:1]
    room, named = math.ceil(_WIDE * len(mondays)), dict.fromkeys(whole, False)
    free = 0
    for start in whole:
        if start >= free:
            named[start], free = True, start + room
    return named


def hours(figure: Figure, counts: Sequence[Sequence[int]], texts: Texts) -> None:
    """Paint a cell for every two hours of each day, the darker the more there were."""
    axes = _titled(figure, "report_chart.hours", texts)
    starts = range(0, 24, _HOURS_A_CELL)
    cells = [[sum(day[hour : hour + _HOURS_A_CELL]) for hour in starts] for day in counts]
    most = max(1, *map(max, cells))
    axes.imshow(cells, cmap="Blues", vmin=0, vmax=most, aspect="auto")
    for row, day in enumerate(cells):
        for column, count in enumerate(day):
            ink = "white" if count > _DARK * most else INK
            axes.text(
                column, row, str(count or "·"), ha="center", va="center", color=ink, size=13 if most < _MANY else 10
            )
    axes.set_yticks(range(7), [name.capitalize() for name in weekdays(texts)])
    axes.set_xticks([column - 0.5 for column in range(len(starts))], [f"{hour:02}" for hour in starts])
    axes.set_xlabel(texts("report_chart.hour"))
    axes.tick_params(left=False)
    axes.spines[:].set_visible(False)


def bars(figure: Figure, rows: Sequence[tuple[str, int]], texts: Texts) -> None:
    """Paint lying bars with their figures beside them, the last one hatched."""
    axes = _titled(figure, "report_chart.reaction", texts)
    total = sum(count for _, count in rows) or 1
    places = range(len(rows))
    made = axes.barh(places, [count for _, count in rows], color=[BLUE] * (len(rows) - 1) + ["white"], height=0.72)
    made[-1].set(hatch="///", edgecolor="#555555")
    for place, (_, count) in zip(places, rows, strict=True):
        axes.annotate(
            texts("report_chart.count_share", count=count, share=percent(count / total, texts)),
            (count, place), xytext=(6, 0), textcoords="offset points", va="center", size=13,
        )  # fmt: skip
    axes.set_yticks(places, [name for name, _ in rows])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.28 * max(1, *(count for _, count in rows)))
    _bare(axes)


def joined(figure: Figure, months: Sequence[Joined], texts: Texts) -> None:
    """Paint what we joined, month by month, and on it what we did not."""
    axes = _titled(figure, "report_chart.joined", texts)
    places = range(len(months))
    ours = [one.joined for one in months]
    others = [one.found - one.joined for one in months]
    axes.bar(places, ours, color=BLUE, width=0.66, label=texts("report_chart.we_joined"))
    axes.bar(
        places, others, bottom=ours, color="white", edgecolor="#777777", hatch="///", width=0.66,
        label=texts("report_chart.not_joined"),
    )  # fmt: skip
    named = range(0, len(months), _step(len(months)))
    for place in named:
        one = months[place]
        axes.annotate(
            percent(one.joined / one.found if one.found else 0, texts), (place, one.found), xytext=(0, 4),
            textcoords="offset points", ha="center", weight="bold", size=14 if len(months) <= _FEW_MONTHS else 10,
        )  # fmt: skip
    axes.set_xticks(named, [month(months[place].month, texts, "MMM") for place in named])
    axes.set_ylabel(texts("report_chart.conversations"))
    axes.set_ylim(0, 1.12 * max(1, *(one.found for one in months)))
    axes.grid(axis="y")
    figure.legend(loc="outside lower left", ncols=2)


def sureness(figure: Figure, months: Sequence[Sure], texts: Texts) -> None:
    """Paint precision and recall as points with whiskers."""
    axes = _titled(figure, "report_chart.sureness", texts)
    precision = [(place - 0.12, one.precision) for place, one in enumerate(months) if one.precision]
    recall = [(place + 0.12, one.recall) for place, one in enumerate(months) if one.recall]
    _whiskers(axes, precision, "o", BLUE, texts("report_chart.precision"))
    _whiskers(axes, recall, "s", ORANGE, texts("report_chart.recall"))
    named = range(0, len(months), _step(len(months)))
    axes.set_xticks(named, [month(months[place].month, texts, "MMM") for place in named])
    axes.set_xlim(-0.6, len(months) - 0.4)
    axes.set_ylim(0, 1.04)
    axes.set_yticks([0, 0.25, 0.5, 0.75, 1], [percent(value, texts) for value in (0, 0.25, 0.5, 0.75, 1)])
    axes.grid(axis="y")
    figure.legend(loc="outside lower left", ncols=2)


def _whiskers(axes: Axes, points: Sequence[tuple[float, Share]], marker: str, colour: str, label: str) -> None:
    if not points:
        return
    values = [one.value for _, one in points]
    reach = [[one.value - one.low for _, one in points], [one.high - one.value for _, one in points]]
    axes.errorbar(
        [place for place, _ in points], values, yerr=reach, fmt=marker, color=colour, label=label, markersize=10,
        markeredgecolor=INK, markeredgewidth=1, markerfacecolor=colour if marker == "o" else "white", elinewidth=2.5,
        capsize=_CAP, capthick=2,
    )  # fmt: skip


def week(figure: Figure, topics: Sequence[Usual], texts: Texts) -> None:
    """Paint a week's topics as lying bars, with a mark where they usually end, if there were weeks before."""
    usual = [(one.mean, place) for place, one in enumerate(topics) if one.mean is not None]
    axes = _titled(figure, "report_chart.week" if usual else "report_chart.week_alone", texts)
    places = range(len(topics))
    axes.barh(places, [one.count for one in topics], color=BLUE, height=0.66, label=texts("report_chart.this_week"))
    if usual:
        axes.plot(
            [mean for mean, _ in usual], [place for _, place in usual], linestyle="none", marker="D", markersize=10,
            color=ORANGE, markeredgecolor=INK, label=texts("report_chart.usual"),
        )  # fmt: skip
        figure.legend(loc="outside lower left", ncols=2)
    axes.set_yticks(places, [_counted(one, texts) for one in topics])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.05 * max(1.0, *(max(one.count, one.mean or 0) for one in topics)))
    _bare(axes)


def _counted(one: Usual, texts: Texts) -> str:
    name = topic(one.topic, texts)
    return texts("report_chart.counted", name=capitalised(name), count=one.count)


def _step(months: int) -> int:
    """Return how many months it is from one that has room for its name to the next."""
    return math.ceil(months / _MOST_NAMED)


def _titled(figure: Figure, key: str, texts: Texts) -> Axes:
    figure.suptitle(texts(key), x=0.02, ha="left", weight="bold", size=15)
    axes: Axes = figure.subplots()
    return axes


def _bare(axes: Axes) -> None:
    """Leave out an axis whose figures stand at the bars."""
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)
