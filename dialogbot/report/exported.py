"""The opportunities of a span as rows for a file, as much of them as the privacy settings allow."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime, tzinfo

from dialogbot.config import Config
from dialogbot.domain import DialogbotError, Opportunity
from dialogbot.privacy import privacy
from dialogbot.report.period import Period
from dialogbot.report.sheets import Value, csv_of, jsonl_of, xlsx_of
from dialogbot.report.tables import letter
from dialogbot.store import Store
from dialogbot.store.opportunities import PROGRAM

FORMATS = ("csv", "xlsx", "jsonl")
COLUMNS = (
    "number", "found_at", "written_at", "platform", "community", "kind", "topic", "language", "score", "status",
    "decided_by", "decided_at", "reason", "note", "link", "author", "text",
)  # fmt: skip


def texts_may_be_shown(config: Config) -> Callable[[str | None], bool]:
    """Return what says whether names and texts of a community may leave the database."""
    closes = privacy(config).closes
    return lambda community: config.alerts.content == "full" and not closes(community)


def rows(store: Store, config: Config, span: tuple[datetime, datetime]) -> list[tuple[Value, ...]]:
    """List the opportunities found in a span, a row each in the order of ``COLUMNS``, the earliest first."""
    found = store.history.opportunities(span)
    may_be_shown = texts_may_be_shown(config)
    names = {} if config.report.name_staff else _letters(found)
    return [
        _row(one, config.zone, names, shown=may_be_shown(one.post.community) and not one.post.closed) for one in found
    ]


def exported(made: Sequence[tuple[Value, ...]], form: str) -> bytes:
    """Write rows as ``csv``, ``xlsx`` or ``jsonl``. Raises ``DialogbotError`` for any other."""
    if form == "csv":
        return csv_of(COLUMNS, made)
    if form == "jsonl":
        return jsonl_of(COLUMNS, made)
    if form == "xlsx":
        return xlsx_of({"opportunities": (COLUMNS, made)})
    raise DialogbotError(f"there is no export as {form!r}: choose one of {', '.join(FORMATS)}")


def span_of(first: str | None, last: str | None, now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return the span from a day to a day, both included; without them, from the beginning and until now."""
    today = now.astimezone(zone).date().isoformat()
    return Period.parse(first or "1970-01-01", last or max(today, first or today)).span(zone)


def _row(one: Opportunity, zone: tzinfo, names: dict[str, str], *, shown: bool) -> tuple[Value, ...]:
    post, verdict, last = one.post, one.verdict, one.last
    return (
        one.number,
        one.found_at.astimezone(zone),
        post.posted_at.astimezone(zone) if post.posted_at else None,
        post.platform,
        post.community,
        verdict.kind.value,
        verdict.topic.value if verdict.topic else None,
        verdict.language,
        round(verdict.score, 3),
        one.status.value,
        names.get(last.by, last.by) if last else None,
        last.made_at.astimezone(zone) if last else None,
        last.reason.value if last and last.reason else None,
        last.note if last and last.note else None,
        post.url,
        post.author if shown else None,
        post.text if shown else None,
    )


def _letters(found: Sequence[Opportunity]) -> dict[str, str]:
    """Give each person a letter, in the order of their first case."""
    people = dict.fromkeys(one.last.by for one in found if one.last and one.last.by != PROGRAM)
    return {name: letter(place) for place, name in enumerate(people)}
