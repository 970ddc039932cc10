"""The files of a report: a page, and the figures behind it as CSV and Excel; and when a half-year's is due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from dialogbot.config import Config
from dialogbot.domain import File, Message, Sort
from dialogbot.notices import said
from dialogbot.report import halfyear
from dialogbot.report.additions import additions
from dialogbot.report.measures import measure
from dialogbot.report.page import page
from dialogbot.report.period import HalfYear, Period, last_due
from dialogbot.report.sheets import tables_csv, tables_xlsx
from dialogbot.store import Store
from dialogbot.texts import Texts

_LATEST = timedelta(days=60)
"""How late a half-year's report may be: after that nobody needs it, and what was queued may have been forgotten."""


def files(store: Store, period: Period, config: Config, texts: Texts, now: datetime) -> tuple[File, ...]:
    """Count a period up to its end or to ``now`` and return the page, the CSV and the Excel file about it."""
    own = config.own_accounts
    figures = measure(store, period, now=now, zone=texts.zone, own=own)
    more = additions(store, period, texts, until=figures.until, own=own)
    report = halfyear.document(figures, texts, named=config.report.name_staff, more=more)
    tables = halfyear.behind(figures, report, texts)
    stem = f"dialogbot-{period}"
    return (
        File(name=f"{stem}.html", alt=report.title, content=lambda: page(report, texts).encode()),
        File(name=f"{stem}.csv", alt=report.title, content=partial(tables_csv, tables)),
        File(name=f"{stem}.xlsx", alt=report.title, content=partial(tables_xlsx, tables)),
    )


def write(made: Sequence[File], folder: Path) -> list[Path]:
    """Write files into a folder, readable by its owner alone, in place of older ones; return where they are."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    written = []
    for one in made:
        path = folder / one.name
        path.write_bytes(one.content())
        path.chmod(0o600)
        written.append(path)
    return written


def write_when_due(store: Store, config: Config, texts: Texts, now: datetime) -> list[Path]:
    """Write the report of the half-year that was due last, once, and queue one word about it; return what was written.

    Before anything was imported there is nothing to report, so a new installation starts with silence.
    """
    half = last_due(now, config.report.days_before, texts.zone)
    folder = config.path(config.report.folder)
    if not config.report.folder or not _wanted(store, half, half.due(config.report.days_before, texts.zone), now):
        return []
    if (folder / f"dialogbot-{half.period}.html").exists():
        return []
    written = write(files(store, half.period, config, texts, now), folder)
    words = texts(
        "report_half.word", first=texts.day(half.period.first), last=texts.day(half.period.last), file=written[0].name
    )
    with store.writing():
        for address in config.addresses:
            told = Message(key=_key(half), sort=Sort.WORD, subject="", address=address, notice=said(words))
            store.outbox.queue(told, now)
    return written


def _wanted(store: Store, half: HalfYear, due: datetime, now: datetime) -> bool:
    first = store.imports.first_at()
    if first is None or first >= due or now - due > _LATEST:
        return False
    return not store.outbox.was_queued(_key(half))


def _key(half: HalfYear) -> str:
    return f"halfyear:{half.deadline}"
