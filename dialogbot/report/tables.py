"""The tables of a report: measures in, words and figures out."""

from __future__ import annotations

from collections.abc import Sequence
from string import ascii_uppercase

from dialogbot.audit import Share
from dialogbot.report.charts import reaction_bins
from dialogbot.report.document import Cell, Table
from dialogbot.report.measures import PROFILE, Group, Measures
from dialogbot.report.series import Sure
from dialogbot.report.wording import month, weekdays
from dialogbot.texts import Texts

_MOST_COMMUNITIES = 20


def topics_table(figures: Measures, texts: Texts) -> Table:
    """List every topic that was asked about now or in the period before."""
    named = [(texts(f"topic.{one.name}"), one) for one in figures.topics]
    return _groups("topics", "topic", named, texts)


def communities_table(figures: Measures, texts: Texts) -> Table:
    """List the communities with the most opportunities."""
    named = [(_community(one.name, texts), one) for one in figures.communities if one.found][:_MOST_COMMUNITIES]
    return _groups("communities", "community", named, texts)


def joined_table(figures: Measures, texts: Texts) -> Table:
    """List what we joined month by month."""
    rows = [
        (month(one.month, texts), one.found, one.joined, one.joined / one.found if one.found else None)
        for one in figures.months
    ]
    return _table("joined", ("month", "conversations", "joined", "share"), rows, texts)


def waits_table(figures: Measures, texts: Texts) -> Table:
    """List how long it took until somebody reacted."""
    bins = reaction_bins(figures.waits, figures.unreacted)
    total = sum(count for _, count in bins)
    rows = [(texts(f"report_chart.wait_{name}"), count, count / total if total else None) for name, count in bins]
    return _table("waits", ("wait", "count", "share"), rows, texts)


def people_table(figures: Measures, texts: Texts, *, named: bool) -> Table:
    """List what each person did; without names they are letters, the one with the most answers first."""
    rows = [
        (
            one.name if named else texts("report_half.person", letter=letter(place)),
            one.claimed,
            one.handled,
            one.dismissed,
            one.expired,
        )
        for place, one in enumerate(figures.people)
    ]
    return _table("people", ("person", "claimed", "handled", "put_away", "expired"), rows, texts)


def sureness_table(months: Sequence[Sure], texts: Texts) -> Table:
    """List precision and recall with their intervals month by month."""
    if not any(one.recall for one in months):
        judged = [(month(one.month, texts), *_interval(one.precision), one.judged) for one in months]
        return _table("sureness", ("month", "precision", "precision_low", "precision_high", "judged"), judged, texts)
    rows = [(month(one.month, texts), *_interval(one.precision), one.judged, *_interval(one.recall)) for one in months]
    columns = (
        "month", "precision", "precision_low", "precision_high", "judged", "recall", "recall_low", "recall_high",
    )  # fmt: skip
    return _table("sureness", columns, rows, texts)


def reasons_table(figures: Measures, texts: Texts) -> Table:
    """List why something was put away."""
    rows = [
        (texts(f"reason.{name}") if name else texts("report_half.no_reason"), count) for name, count in figures.reasons
    ]
    return _table("reasons", ("reason", "count"), rows, texts)


def weeks_table(figures: Measures, texts: Texts) -> Table:
    """List the counts of each topic week by week."""
    topics = tuple(texts(f"topic.{one.topic}") for one in figures.lines)
    rows: list[tuple[Cell, ...]] = [
        (str(monday), *(one.counts[place] for one in figures.lines)) for place, monday in enumerate(figures.mondays)
    ]
    columns = (texts("report_table.week"), *topics)
    return Table(name="weeks", caption=texts("report_table.weeks_caption"), columns=columns, rows=tuple(rows))


def hours_table(figures: Measures, texts: Texts) -> Table:
    """List the counts of each hour of each weekday."""
    rows: tuple[tuple[Cell, ...], ...] = tuple(
        (day, *counts) for day, counts in zip(weekdays(texts), figures.hours, strict=True)
    )
    columns = (texts("report_table.weekday"), *(f"{hour:02}" for hour in range(24)))
    return Table(name="hours", caption=texts("report_table.hours_caption"), columns=columns, rows=rows)


def letter(place: int) -> str:
    """Return the letter of a place: A to Z, then AA, AB and so on."""
    more, rest = divmod(place, len(ascii_uppercase))
    return (letter(more - 1) if more else "") + ascii_uppercase[rest]


def _table(name: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]], texts: Texts) -> Table:
    heads = tuple(texts(f"report_table.{one}") for one in columns)
    return Table(name=name, caption=texts(f"report_table.{name}_caption"), columns=heads, rows=tuple(rows))


def _groups(name: str, what: str, groups: Sequence[tuple[str, Group]], texts: Texts) -> Table:
    """List groups, with the period before where there is one to compare with."""
    if any(one.before for _, one in groups):
        rows = [(word, one.found, one.before, one.joined, one.dismissed) for word, one in groups]
        return _table(name, (what, "found", "before", "joined", "dismissed"), rows, texts)
    new = [(word, one.found, one.joined, one.dismissed) for word, one in groups]
    return _table(name, (what, "found", "joined", "dismissed"), new, texts)


def _community(name: str, texts: Texts) -> str:
    if name == PROFILE:
        return texts("report_half.profile")
    return name or texts("alert.no_community")


def _interval(share: Share | None) -> tuple[Cell, ...]:
    return (share.value, share.low, share.high) if share else (None, None, None)
