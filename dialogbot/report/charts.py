"""The pictures of the reports: values in, a picture with its words out. Pure."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from functools import partial
from typing import TYPE_CHECKING

from dialogbot.report import painting
from dialogbot.report.drawing import Form, Picture, drawn
from dialogbot.report.series import Joined, Line, Sure, Usual
from dialogbot.report.wording import listed, month, percent, topic, weekdays
from dialogbot.texts import Texts

if TYPE_CHECKING:
    from matplotlib.figure import Figure

MOST_TOPICS = 6
MOST_IN_WEEK = 8
_BOUNDS = ((1, "hour"), (4, "hours"), (24, "day"), (72, "days"))


def topics_over_weeks(mondays: Sequence[date], lines: Sequence[Line], texts: Texts) -> Picture:
    """Show the counts of the most frequent topics week by week, each in a frame of its own on one scale."""
    shown = tuple(lines[:MOST_TOPICS])
    told = [texts("report_alt.topic", topic=topic(one.topic, texts), count=sum(one.counts)) for one in shown]
    alt = texts("report_alt.topics", weeks=texts.counted("digest.weeks", len(mondays)), topics=listed(told, texts))
    rows = (len(shown) + 1) // 2
    paint = partial(painting.topics, mondays=tuple(mondays), lines=shown, texts=texts)
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
    return _picture("hours", alt, texts, partial(painting.hours, counts=counts, texts=texts), 4.3)


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
    return _picture("reaction", alt, texts, partial(painting.bars, rows=named, texts=texts), 3.9)


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
    alt = texts("report_alt.joined", months=listed(told, texts))
    return _picture("joined", alt, texts, partial(painting.joined, months=months, texts=texts), 4.4)


def sureness(months: Sequence[Sure], texts: Texts) -> Picture:
    """Show precision and recall month by month with their 95 % intervals."""
    told = [_sure_words(one, texts) for one in months if one.precision or one.recall]
    alt = texts("report_alt.sureness", months="; ".join(told))
    return _picture("sureness", alt, texts, partial(painting.sureness, months=months, texts=texts), 4.4)


def week(topics: Sequence[Usual], texts: Texts) -> Picture:
    """Show the topics of a week against their mean over the weeks before: those with the most in either."""
    largest = sorted(topics, key=lambda one: -max(one.count, one.mean or 0))[:MOST_IN_WEEK]
    shown = [one for one in topics if one in largest]
    name = "week" if any(one.mean is not None for one in shown) else "week_alone"
    alt = texts(f"report_alt.{name}", topics=listed([_usual_words(one, texts) for one in shown], texts))
    return _picture(name, alt, texts, partial(painting.week, topics=shown, texts=texts), 1.7 + 0.52 * len(shown))


def _usual_words(one: Usual, texts: Texts) -> str:
    values = {"topic": topic(one.topic, texts), "count": one.count}
    if one.mean is None:
        return texts("report_alt.topic", **values)
    return texts("report_alt.topic_usual", **values, mean=texts.decimal(one.mean))


def _picture(name: str, alt: str, texts: Texts, paint: Callable[[Figure], None], height: float) -> Picture:
    def draw(form: Form) -> bytes:
        return drawn(paint, height, form)

    return Picture(name=name, title=texts(f"report_chart.{name}"), alt=alt, draw=draw)


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
    return texts("report_alt.month_sure", month=month(one.month, texts), shares=listed(parts, texts))
