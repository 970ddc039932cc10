"""The pictures of the reports: values in, a picture with its words out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from dialogbot.audit import Share
from dialogbot.report.drawing import BLUE, INK, ORANGE, Form, Picture, drawn
from dialogbot.texts import Texts

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_TOPICS = 6
MOST_IN_WEEK = 8
HOURS_A_CELL = 2
_DARK = 0.65  # from this part of the greatest count on, figures are white on the colour
_BOUNDS = ((1, "hour"), (4, "hours"), (24, "day"), (72, "days"))
_CAP = 5
_READABLE = 3  # weeks between two names of months


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A topic's counts, one a week."""

    topic: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """How many conversations of a month we could join, and how many we did."""

    month: date
    found: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """Precision and recall of a month, each with its interval, where there is one."""

    month: date
    precision: Share | None
    recall: Share | None
    judged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """A topic's count in a week, and its mean over the weeks before."""

    topic: str
    count: int
    mean: float


def topics_over_weeks(mondays: Sequence[date], lines: Sequence[Line], texts: Texts) -> Picture:
    """Show the counts of the most frequent topics week by week, each in a frame of its own on one scale."""
    shown = tuple(lines[:MOST_TOPICS])
    told = [texts("report_alt.topic", topic=_topic(one.topic, texts), count=sum(one.counts)) for one in shown]
    alt = texts("report_alt.topics", weeks=len(mondays), topics=_listed(told, texts))
    rows = (len(shown) + 1) // 2
    paint = partial(_topics, mondays=tuple(mondays), lines=shown, texts=texts)
    return _picture("topics", alt, texts, paint, 1.1 + 1.6 * rows)


def hours(counts: Sequence[Sequence[int]], texts: Texts) -> Picture:
    """Show at which hours of which days people ask; ``counts`` is seven days, from Monday, of 24 hours."""
    busiest = max(((day, hour) for day in range(7) for hour in range(24)), key=lambda at: counts[at[0]][at[1]])
    total = sum(map(sum, counts))
    weekend = sum(map(sum, counts[5:]))
    evening = sum(sum(day[17:]) + sum(day[:7]) for day in counts)
    alt = texts(
        "report_alt.hours",
        total=texts.number(total),
        day=weekdays(texts)[busiest[0]],
        hour=f"{busiest[1]:02}",
        after=f"{(busiest[1] + 1) % 24:02}",
        weekend=percent(weekend / total if total else 0, texts),
        evening=percent(evening / total if total else 0, texts),
    )
    return _picture("hours", alt, texts, partial(_hours, counts=counts, texts=texts), 4.3)


def reaction(waits: Sequence[timedelta], unreacted: int, texts: Texts) -> Picture:
    """Show how long it took until somebody reacted, and for how many nobody did."""
    bins = reaction_bins(waits, unreacted)
    within = sum(count for _, count in bins[:3])
    total = len(waits) + unreacted
    alt = texts(
        "report_alt.reaction",
        total=texts.number(total),
        within=percent(within / total if total else 0, texts),
        none=unreacted,
    )
    named = [(texts(f"report_chart.wait_{name}"), count) for name, count in bins]
    return _picture("reaction", alt, texts, partial(_bars, rows=named, texts=texts), 3.9)


def reaction_bins(waits: Sequence[timedelta], unreacted: int) -> list[tuple[str, int]]:
    """Count waits up to an hour, four hours, a day, three days, longer, and those without an end."""
    passed = [wait.total_seconds() / 3600 for wait in waits]
    bins, low = [], 0.0
    for bound, name in _BOUNDS:
        bins.append((name, sum(low <= one < bound for one in passed)))
        low = bound
    return [*bins, ("longer", sum(one >= low for one in passed)), ("none", unreacted)]


def joined(months: Sequence[Joined], texts: Texts) -> Picture:
    """Show how many of the conversations that we found we joined, month by month."""
    told = [
        texts(
            "report_alt.month_joined",
            month=month(one.month, texts),
            joined=one.joined,
            found=one.found,
            share=percent(one.joined / one.found if one.found else 0, texts),
        )
        for one in months
    ]
    alt = texts("report_alt.joined", months=_listed(told, texts))
    return _picture("joined", alt, texts, partial(_joined, months=months, texts=texts), 4.4)


def sureness(months: Sequence[Sure], texts: Texts) -> Picture:
    """Show precision and recall month by month with their 95 % intervals."""
    told = [_sure_words(one, texts) for one in months if one.precision or one.recall]
    alt = texts("report_alt.sureness", months="; ".join(told))
    return _picture("sureness", alt, texts, partial(_sureness, months=months, texts=texts), 4.4)


def week(topics: Sequence[Usual], texts: Texts) -> Picture:
    """Show the topics of a week against their mean over the weeks before: those with the most in either."""
    largest = sorted(topics, key=lambda one: -max(one.count, one.mean))[:MOST_IN_WEEK]
    shown = [one for one in topics if one in largest]
    told = [
        texts(
            "report_alt.topic_usual",
            topic=_topic(one.topic, texts),
            count=one.count,
            mean=decimal(one.mean, texts),
        )
        for one in shown
    ]
    alt = texts("report_alt.week", topics=_listed(told, texts))
    return _picture("week", alt, texts, partial(_week, topics=shown, texts=texts), 1.7 + 0.52 * len(shown))


def percent(value: float, texts: Texts) -> str:
    """Write a share as a whole percentage."""
    from babel.numbers import format_percent  # noqa: PLC0415 - heavy, and only reports need it

    least = 0.01
    if 0 < value < least / 2:
        return f"<\N{NO-BREAK SPACE}{format_percent(least, locale=texts.locale)}"
    return str(format_percent(value, locale=texts.locale))


def decimal(value: float, texts: Texts) -> str:
    """Write a number with one decimal."""
    from babel.numbers import format_decimal  # noqa: PLC0415 - heavy, and only reports need it

    return str(format_decimal(value, "#,##0.0", locale=texts.locale))


def weekdays(texts: Texts) -> list[str]:
    """Name the days of the week, from Monday."""
    from babel.dates import get_day_names  # noqa: PLC0415 - heavy, and only reports need it

    names = get_day_names("wide", locale=texts.locale)
    return [str(names[day]) for day in range(7)]


def month(day: date, texts: Texts, form: str = "MMMM") -> str:
    """Name the month of a day, whole or, with ``MMM``, shortened."""
    from babel.dates import format_date  # noqa: PLC0415 - heavy, and only reports need it

    return str(format_date(day, form.replace("M", "L"), locale=texts.locale))


def _picture(name: str, alt: str, texts: Texts, paint: Callable[[Figure], None], height: float) -> Picture:
    def draw(form: Form) -> bytes:
        return drawn(paint, height, form)

    return Picture(name=name, title=texts(f"report_chart.{name}"), alt=alt, draw=draw)


def _topics(figure: Figure, mondays: Sequence[date], lines: Sequence[Line], texts: Texts) -> None:
    figure.suptitle(texts("report_chart.topics"), x=0.02, ha="left", weight="bold", size=16)
    rows = (len(lines) + 1) // 2
    frames = figure.subplots(rows, 2, sharex=True, sharey=True, squeeze=False).flatten()
    starts = _turns(mondays)
    for frame, line in zip(frames, lines, strict=False):
        title = texts("report_chart.counted", name=_topic(line.topic, texts), count=sum(line.counts))
        frame.set_title(title, size=13, weight="normal", pad=4)
        frame.bar(range(len(mondays)), line.counts, width=0.8, color=BLUE)
        frame.set_xticks(starts, [month(mondays[place], texts, "MMM") for place in starts], ha="left")
        frame.grid(axis="y")
        frame.yaxis.get_major_locator().set_params(integer=True, nbins=3)
    for frame in frames[len(lines) :]:
        frame.set_axis_off()


def _turns(mondays: Sequence[date]) -> list[int]:
    """Return where months begin, without those that are too near the next one for both names to be read."""
    starts = [place for place, day in enumerate(mondays) if place == 0 or day.month != mondays[place - 1].month]
    ends = [*starts[1:], starts[-1] + _READABLE]
    return [start for start, end in zip(starts, ends, strict=True) if end - start >= _READABLE]


def _hours(figure: Figure, counts: Sequence[Sequence[int]], texts: Texts) -> None:
    axes = _titled(figure, "report_chart.hours", texts)
    starts = range(0, 24, HOURS_A_CELL)
    cells = [[sum(day[hour : hour + HOURS_A_CELL]) for hour in starts] for day in counts]
    most = max(1, *map(max, cells))
    axes.imshow(cells, cmap="Blues", vmin=0, vmax=most, aspect="auto")
    for row, day in enumerate(cells):
        for column, count in enumerate(day):
            ink = "white" if count > _DARK * most else INK
            axes.text(column, row, str(count or "·"), ha="center", va="center", color=ink, size=13)
    axes.set_yticks(range(7), [name.capitalize() for name in weekdays(texts)])
    axes.set_xticks([column - 0.5 for column in range(len(starts))], [f"{hour:02}" for hour in starts])
    axes.set_xlabel(texts("report_chart.hour"))
    axes.tick_params(left=False)
    axes.spines[:].set_visible(False)


def _bars(figure: Figure, rows: Sequence[tuple[str, int]], texts: Texts) -> None:
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


def _joined(figure: Figure, months: Sequence[Joined], texts: Texts) -> None:
    axes = _titled(figure, "report_chart.joined", texts)
    places = range(len(months))
    ours = [one.joined for one in months]
    others = [one.found - one.joined for one in months]
    axes.bar(places, ours, color=BLUE, width=0.66, label=texts("report_chart.we_joined"))
    axes.bar(
        places, others, bottom=ours, color="white", edgecolor="#777777", hatch="///", width=0.66,
        label=texts("report_chart.not_joined"),
    )  # fmt: skip
    for place, one in zip(places, months, strict=True):
        share = percent(one.joined / one.found if one.found else 0, texts)
        axes.annotate(share, (place, one.found), xytext=(0, 4), textcoords="offset points", ha="center", weight="bold")
    axes.set_xticks(places, [month(one.month, texts, "MMM") for one in months])
    axes.set_ylabel(texts("report_chart.conversations"))
    axes.set_ylim(0, 1.12 * max(1, *(one.found for one in months)))
    axes.grid(axis="y")
    figure.legend(loc="outside lower left", ncols=2)


def _sureness(figure: Figure, months: Sequence[Sure], texts: Texts) -> None:
    axes = _titled(figure, "report_chart.sureness", texts)
    precision = [(place - 0.12, one.precision) for place, one in enumerate(months) if one.precision]
    recall = [(place + 0.12, one.recall) for place, one in enumerate(months) if one.recall]
    _whiskers(axes, precision, "o", BLUE, texts("report_chart.precision"))
    _whiskers(axes, recall, "s", ORANGE, texts("report_chart.recall"))
    axes.set_xticks(range(len(months)), [month(one.month, texts, "MMM") for one in months])
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


def _week(figure: Figure, topics: Sequence[Usual], texts: Texts) -> None:
    axes = _titled(figure, "report_chart.week", texts)
    places = range(len(topics))
    axes.barh(places, [one.count for one in topics], color=BLUE, height=0.66, label=texts("report_chart.this_week"))
    axes.plot(
        [one.mean for one in topics], places, linestyle="none", marker="D", markersize=10, color=ORANGE,
        markeredgecolor=INK, label=texts("report_chart.usual"),
    )  # fmt: skip
    axes.set_yticks(places, [_counted(one, texts) for one in topics])
    axes.invert_yaxis()
    axes.set_xlim(0, 1.05 * max(1.0, *(max(one.count, one.mean) for one in topics)))
    _bare(axes)
    figure.legend(loc="outside lower left", ncols=2)


def _counted(one: Usual, texts: Texts) -> str:
    name = _topic(one.topic, texts)
    return texts("report_chart.counted", name=name[:1].upper() + name[1:], count=one.count)


def _titled(figure: Figure, key: str, texts: Texts) -> Axes:
    figure.suptitle(texts(key), x=0.02, ha="left", weight="bold", size=16)
    axes: Axes = figure.subplots()
    return axes


def _bare(axes: Axes) -> None:
    """Leave out an axis whose figures stand at the bars."""
    axes.xaxis.set_visible(False)
    axes.spines["bottom"].set_visible(False)
    axes.tick_params(left=False)


def _sure_words(one: Sure, texts: Texts) -> str:
    parts = [
        texts(
            f"report_alt.{name}",
            value=percent(share.value, texts),
            low=round(100 * share.low),
            high=percent(share.high, texts),
        )
        for name, share in (("precision", one.precision), ("recall", one.recall))
        if share is not None
    ]
    return texts("report_alt.month_sure", month=month(one.month, texts), shares=_listed(parts, texts))


def _topic(name: str, texts: Texts) -> str:
    return texts(f"topic.{name}")


def _listed(parts: Sequence[str], texts: Texts) -> str:
    """Join parts as a sentence does: a, b and c."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no joining
        return "".join(parts)
    return texts("report_chart.listed", first=", ".join(parts[:-1]), last=parts[-1])
