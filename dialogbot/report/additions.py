"""What the audit, our own replies and our accounts add to the report of a period."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from dialogbot import outcomes
from dialogbot.audit import Recall
from dialogbot.domain import Topic
from dialogbot.outcomes import Effect, Outcome
from dialogbot.report import quality
from dialogbot.report.document import Cell, Paragraph, Part, Table
from dialogbot.report.period import Period
from dialogbot.report.week import Week
from dialogbot.report.wording import percent
from dialogbot.store import Store
from dialogbot.store.stats import AccountFigure, Sector
from dialogbot.store.suggestions import Unanswered
from dialogbot.texts import Texts

_MOST_HOLES = 3  # topics that are named in a sentence
_FORMS = ("link", "no_link", "question", "no_question", "short", "middle", "long")


@dataclass(frozen=True, slots=True, kw_only=True)
class Additions:
    """What other parts of the program know about a period; what is empty is said to be missing.

    ``recall`` is of the whole period, ``recalls`` by the first day of each month in it; ``replies`` tells what became
    of our replies, ``audience`` of followers and engagement, ``holes`` of what the answer bank had nothing for.
    """

    recall: Recall | None = None
    recalls: dict[date, Recall] = field(default_factory=dict)
    replies: tuple[Part, ...] = ()
    audience: tuple[Part, ...] = ()
    holes: tuple[Part, ...] = ()


def additions(store: Store, period: Period, texts: Texts, *, until: datetime, own: frozenset[str]) -> Additions:
    """Gather what is known of a period up to ``until``; ``own`` are the names under which the library writes."""
    zone = texts.zone
    months = {month.first: _recall(store, month, zone, until) for month in period.months()}
    after = period.last + timedelta(days=1)
    sectors = store.stats.sectors(after)
    return Additions(
        recall=_recall(store, period, zone, until),
        recalls={first: one for first, one in months.items() if one is not None},
        replies=tuple(_replies(store.outcomes.of(own, period.span(zone), until), texts)) if own else (),
        holes=tuple(_holes(store.suggestions.unanswered(_until(period.span(zone), until), until), texts)),
        audience=tuple(_audience(store.stats.figures(period.first, after), sectors, texts)),
    )


def _until(span: tuple[datetime, datetime], until: datetime) -> tuple[datetime, datetime]:
    return span[0], min(span[1], until)


def _holes(counted: Sequence[Unanswered], texts: Texts) -> Iterator[Part]:
    if not counted:
        return
    asked, holes = sum(one.asked for one in counted), sum(one.holes for one in counted)
    values = {"asked": texts.number(asked), "holes": texts.number(holes), "share": percent(holes / asked, texts)}
    most = ", ".join(_topic(one.topic, texts) for one in counted[:_MOST_HOLES] if one.holes)
    yield Paragraph(text=texts("report_half.holes" if holes else "report_half.holes_few", **values, topics=most))
    rows = [(_topic(one.topic, texts), one.asked, one.holes, one.holes / one.asked) for one in counted]
    yield _table("holes", ("topic", "asked", "holes", "share"), rows, texts)


def _recall(store: Store, period: Period, zone: tzinfo, until: datetime) -> Recall | None:
    """Estimate recall over the weeks whose Monday lies in the period."""
    weeks = [Week.of(monday) for monday in period.mondays() if monday >= period.first]
    return quality.recall(store, weeks, zone, until) if weeks else None


def _replies(found: Sequence[Outcome], texts: Texts) -> Iterator[Part]:
    if not found:
        return
    all_of = outcomes.effect(found)
    yield Paragraph(
        text=texts(
            "report_replies.told",
            replies=texts.number(all_of.replies),
            reached=percent(all_of.reached / all_of.replies, texts),
            thanked=percent(all_of.thanked / all_of.replies, texts),
            likes=texts.number(all_of.likes),
        )
    )
    waits = sorted(outcomes.first_waits(found))
    if waits:
        yield Paragraph(text=texts("report_replies.wait", lasted=texts.lasted(waits[len(waits) // 2])))
    topics = [(_topic(topic, texts), one) for topic, one in outcomes.by_topic(found).items()]
    forms = outcomes.by_form(found)
    yield _effects("topic_replies", "topic", topics, texts)
    yield _effects("forms", "form", [(texts(f"report_replies.{form}"), forms[form]) for form in _FORMS], texts)


def _effects(name: str, what: str, rows: Sequence[tuple[str, Effect]], texts: Texts) -> Table:
    columns = (what, "replies", "reached", "answered", "thanked", "liked", "last_word")
    cells = [(word, *_shares(one)) for word, one in rows if one.replies]
    return _table(name, columns, cells, texts)


def _shares(one: Effect) -> tuple[Cell, ...]:
    parts = (one.reached, one.answered, one.thanked, one.liked, one.last_word)
    return (one.replies, *(part / one.replies for part in parts))


def _audience(
    figures: Sequence[AccountFigure], sectors: Sequence[tuple[str, date, dict[Sector, int]]], texts: Texts
) -> Iterator[Part]:
    platforms = sorted({one.platform for one in figures})
    growth = [row for row in (_growth(platform, figures) for platform in platforms) if row]
    if growth:
        yield _table("followers", ("platform", "followers_first", "followers_last"), growth, texts)
    types = sorted({(one.platform, one.post_type) for one in figures if one.url or one.post_type})
    if types:
        rows = [_engagement(platform, kind, figures) for platform, kind in types]
        yield _table("engagement", ("post_type", "posts", "likes_each", "comments_each"), rows, texts)
    if sectors:
        yield _table("sectors", ("sector", "count", "share"), _sector_rows(sectors, texts), texts)


def _growth(platform: str, figures: Sequence[AccountFigure]) -> tuple[Cell, ...]:
    days = sorted((one.day, one.followers) for one in figures if one.platform == platform and one.followers is not None)
    return (platform, days[0][1], days[-1][1]) if days else ()


def _engagement(platform: str, kind: str, figures: Sequence[AccountFigure]) -> tuple[Cell, ...]:
    """Return the mean likes and comments of a kind of post, rounded, of its latest figures."""
    latest: dict[str, AccountFigure] = {}
    for one in sorted(figures, key=lambda one: one.day):
        if (one.platform, one.post_type) == (platform, kind):
            latest[one.url or str(one.day)] = one
    posts = len(latest)
    likes = sum(one.likes or 0 for one in latest.values())
    comments = sum(one.comments or 0 for one in latest.values())
    return (f"{platform}: {kind}" if kind else platform, posts, round(likes / posts), round(comments / posts))


def _sector_rows(sectors: Sequence[tuple[str, date, dict[Sector, int]]], texts: Texts) -> list[tuple[Cell, ...]]:
    counts: Counter[Sector] = Counter()
    for _, _, of_platform in sectors:
        counts.update(of_platform)
    total = sum(counts.values()) or 1
    return [(texts(f"sector.{sector}"), count, count / total) for sector, count in counts.most_common()]


def _topic(topic: Topic | None, texts: Texts) -> str:
    return texts(f"topic.{topic}") if topic else texts("topic.none")


def _table(name: str, columns: Sequence[str], rows: Sequence[tuple[Cell, ...]], texts: Texts) -> Table:
    heads = tuple(texts(f"report_table.{one}") for one in columns)
    return Table(name=name, caption=texts(f"report_table.{name}_caption"), columns=heads, rows=tuple(rows))
