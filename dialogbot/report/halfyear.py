"""The evaluation of a half-year, or any other period: a page for each of four questions, then how it was counted."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogbot.audit import Recall, Share
from dialogbot.report import charts
from dialogbot.report.additions import Additions
from dialogbot.report.document import Document, Entry, Listing, Paragraph, Part, Section, Table
from dialogbot.report.drawing import can_draw
from dialogbot.report.measures import Group, Measures
from dialogbot.report.series import Sure
from dialogbot.report.tables import (
    communities_table,
    hours_table,
    joined_table,
    people_table,
    reasons_table,
    sureness_table,
    topics_table,
    waits_table,
    weeks_table,
)
from dialogbot.report.wording import percent
from dialogbot.texts import Texts

_FEWEST = 5  # conversations that a topic needs before its share says anything
_METHOD = ("source", "found", "conversations", "reaction", "precision", "recall", "intervals", "before", "names")


def document(figures: Measures, texts: Texts, *, named: bool, more: Additions) -> Document:
    """Write the report; ``named`` shows the names of staff, else they are person A, B and so on."""
    return Document(
        title=texts("report_half.title", first=texts.day(figures.period.first), last=texts.day(figures.period.last)),
        lead=_lead(figures, texts, more),
        sections=(
            Section(heading=texts("report_half.what"), parts=_what(figures, texts)),
            Section(heading=texts("report_half.how"), parts=_how(figures, texts, more)),
            Section(heading=texts("report_half.who"), parts=_who(figures, texts, named=named)),
            Section(heading=texts("report_half.better"), parts=_better(figures, texts, more)),
            Section(heading=texts("report_half.method"), parts=_method(texts, more, named=named)),
        ),
        apart=True,
    )


def behind(figures: Measures, report: Document, texts: Texts) -> tuple[Table, ...]:
    """Return all figures behind a report: its own tables, and those that only its pictures show."""
    return (*report.tables, weeks_table(figures, texts), hours_table(figures, texts))


def _lead(figures: Measures, texts: Texts, more: Additions) -> tuple[Part, ...]:
    lines = [] if figures.over else [texts("report_half.not_over", day=texts.date(_last_moment(figures)))]
    if not figures.found:
        return _paragraphs([*lines, texts("report_half.lead_none")])
    where = len([one for one in figures.communities if one.found])
    lines.append(
        texts("report_half.lead_found", posts=figures.posts, found=texts.number(figures.found), communities=where)
    )
    if figures.conversations:
        lines.append(
            texts(
                "report_half.lead_joined",
                joined=texts.number(figures.joined),
                conversations=texts.number(figures.conversations),
                share=percent(figures.joined / figures.conversations, texts),
            )
        )
    if figures.reaction is not None:
        lines.append(texts("report_half.lead_reaction", lasted=texts.lasted(figures.reaction)))
    if figures.precision is not None:
        lines.append(texts("report_half.lead_precision", **_percentages(figures.precision, texts)))
    if more.recall is not None:
        lines.append(texts("report_half.lead_recall", **_percentages(more.recall.share, texts)))
    return _paragraphs(lines if can_draw() else [*lines, texts("report_half.no_picture")])


def _what(figures: Measures, texts: Texts) -> tuple[Part, ...]:
    if not figures.found:
        return _paragraphs([texts("report_half.lead_none")])
    lines = [texts("report_half.most_asked", topics=", ".join(_counted(figures.topics[:3], texts)))]
    lines += _changes(figures.topics, texts)
    if figures.repeated:
        lines.append(texts("report_half.repeated", count=figures.repeated))
    return (
        *_paragraphs(lines),
        charts.topics_over_weeks(figures.mondays, figures.lines, texts),
        topics_table(figures, texts),
        charts.hours(figures.hours, texts),
        communities_table(figures, texts),
    )


def _how(figures: Measures, texts: Texts, more: Additions) -> tuple[Part, ...]:
    replies = more.replies or _paragraphs([texts("report_half.replies_none")])
    if not figures.conversations:
        return replies
    lines = _wanted(figures.topics, texts)
    lines += [texts("report_half.settled", count=figures.settled), texts("report_half.open", count=figures.still_open)]
    return (
        *_paragraphs(lines),
        charts.joined(figures.months, texts),
        joined_table(figures, texts),
        charts.reaction(figures.waits, figures.unreacted, texts),
        waits_table(figures, texts),
        *replies,
    )


def _who(figures: Measures, texts: Texts, *, named: bool) -> tuple[Part, ...]:
    if not figures.people:
        return _paragraphs([texts("report_half.nobody")])
    answered = [one.handled for one in figures.people if one.handled]
    lines = []
    if answered:
        key = "report_half.people_one" if len(answered) == 1 else "report_half.people_many"
        share = percent(max(answered) / sum(answered), texts)
        lines.append(texts(key, people=len(answered), handled=texts.number(sum(answered)), share=share))
    lines.append(texts.counted("report_half.expired", sum(one.expired for one in figures.people)))
    return (*_paragraphs(lines), people_table(figures, texts, named=named))


def _better(figures: Measures, texts: Texts, more: Additions) -> tuple[Part, ...]:
    months = [
        Sure(month=one.month, precision=one.precision, recall=_share(more.recalls.get(one.month)), judged=one.judged)
        for one in figures.judged
    ]
    parts: list[Part] = []
    if figures.reasons:
        name, most = next((one for one in figures.reasons if one[0]), figures.reasons[0])
        reason = texts(f"reason.{name}") if name else texts("report_half.no_reason")
        count = sum(count for _, count in figures.reasons)
        parts += _paragraphs([texts("report_half.noise", count=count, reason=reason, most=most)])
    if any(one.precision or one.recall for one in months):
        parts += [charts.sureness(months, texts), sureness_table(months, texts)]
    if more.recall is None:
        parts += _paragraphs([texts("report_half.recall_none")])
    else:
        parts += _paragraphs([_audited(more.recall, texts)])
    if figures.reasons:
        parts.append(reasons_table(figures, texts))
    parts += more.holes or _paragraphs([texts("report_half.holes_none")])
    return (*parts, *(more.audience or _paragraphs([texts("report_half.audience_none")])))


def _method(texts: Texts, more: Additions, *, named: bool) -> tuple[Part, ...]:
    told = [texts(f"report_method.{name}") for name in _METHOD]
    told += [texts("report_method.holes")] if more.holes else []
    told.append(texts("report_half.named" if named else "report_half.unnamed"))
    return (Listing(entries=tuple(Entry(text=one) for one in told)),)


def _changes(topics: Sequence[Group], texts: Texts) -> list[str]:
    """Name the greatest rise and the greatest fall, where there is a period before to compare with."""
    if not any(one.before for one in topics):
        return []
    up = max(topics, key=lambda one: one.found - one.before)
    down = min(topics, key=lambda one: one.found - one.before)
    rising = [up] if up.found > up.before else []
    falling = [down] if down.found < down.before else []
    lines = [("report_half.rising", one) for one in rising] + [("report_half.falling", one) for one in falling]
    return [texts(key, topic=texts(f"topic.{one.name}"), before=one.before, found=one.found) for key, one in lines]


def _wanted(topics: Sequence[Group], texts: Texts) -> list[str]:
    """Say which topics we join most and least, of those with enough conversations to tell."""
    shares = [(one.joined / (one.found - one.dismissed), one.name) for one in topics if _told(one)]
    if len(shares) < 2:  # noqa: PLR2004 - one topic is both the most and the least
        return []
    (least_share, least), (share, most) = min(shares), max(shares)
    return [
        texts(
            "report_half.often_joined",
            topic=texts(f"topic.{most}"),
            share=percent(share, texts),
            least=texts(f"topic.{least}"),
            least_share=percent(least_share, texts),
            fewest=_FEWEST,
        )
    ]


def _told(one: Group) -> bool:
    return one.found - one.dismissed >= _FEWEST


def _counted(groups: Sequence[Group], texts: Texts) -> list[str]:
    return [texts("report_chart.counted", name=texts(f"topic.{one.name}"), count=one.found) for one in groups]


def _audited(recall: Recall, texts: Texts) -> str:
    return texts(
        "report_half.audited",
        answered=texts.number(recall.answered),
        weeks=texts.counted("digest.weeks", recall.weeks),
        yes=recall.yes,
        missed=texts.number(round(recall.missed)),
    )


def _share(recall: Recall | None) -> Share | None:
    return recall.share if recall else None


def _percentages(share: Share, texts: Texts) -> dict[str, str]:
    return {
        "value": percent(share.value, texts),
        "low": str(round(100 * share.low)),
        "high": percent(share.high, texts),
    }


def _last_moment(figures: Measures) -> datetime:
    return figures.until - timedelta(seconds=1)


def _paragraphs(lines: Sequence[str]) -> tuple[Part, ...]:
    return tuple(Paragraph(text=one) for one in lines)
