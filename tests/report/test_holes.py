"""Holes in the answer bank, as digest and half-year report tell of them: by topic, in counts, without texts."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from openpyxl import load_workbook

from dialogbot.answers import Suggestion
from dialogbot.config import Config
from dialogbot.domain import LANGUAGES, Topic
from dialogbot.notices import plain
from dialogbot.report.attached import digest_page
from dialogbot.report.digest import Week, figures, notice
from dialogbot.report.evaluation import files
from dialogbot.report.period import Period
from dialogbot.store import Store
from tests.build import NOW, OSLO, QUESTION, YES, add, store_in, texts

WEEK = Week.of(NOW.astimezone(OSLO).date())
FITS, HOLE = Suggestion(id="a", score=9.0), Suggestion(id="a", score=1.0)
SECRET = "Ragnhild Hemmelig lurer på noe"


def _ask(store: Store, ref: int, topic: Topic | None, best: Suggestion | None, now: datetime = NOW) -> None:
    post = replace(QUESTION, ref=str(ref), text=f"{SECRET} {ref}", author="Ragnhild Hemmelig")
    number = store.opportunities.judged(add(store, post, now), replace(YES, topic=topic), now)
    if number is not None and best is not None:
        store.suggestions.put(number, best, "bank", now)


def _weeks(store: Store) -> None:
    """Three questions this week, two of them holes; one hole five weeks ago; one about which no bank was asked."""
    _ask(store, 1, Topic.LOANS, FITS)
    _ask(store, 2, Topic.LOANS, HOLE)
    _ask(store, 3, None, HOLE)
    _ask(store, 4, Topic.DATA, HOLE, NOW - timedelta(weeks=5))
    _ask(store, 5, Topic.SPACE, None)


def test_digest_counts_holes_of_the_week_and_of_eight(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _weeks(store)
        written = notice(figures(store, WEEK, OSLO), texts(), content="full")

    assert "Hull i svarbanken denne uka: lån 1 av 2 · uten tema 1 av 1" in plain(written).splitlines()
    lately = "Hull i svarbanken siste åtte uker: lån 1 av 2 · forskningsdata 1 av 1 · uten tema 1 av 1"
    assert lately in plain(written).splitlines()
    assert lately in digest_page(written, None, texts())


def test_past_week_has_the_same_holes_after_the_bank_was_filled(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _weeks(store)
        before = figures(store, WEEK, OSLO)
        store.suggestions.put(2, FITS, "better bank", WEEK.span(OSLO)[1] + timedelta(hours=1))

        assert figures(store, WEEK, OSLO) == before
        assert figures(store, WEEK.back(-1), OSLO).holes_lately != before.holes_lately


def test_digest_says_so_where_something_fitted_everything_and_nothing_without_a_bank(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _ask(store, 5, Topic.SPACE, None)
        without = plain(notice(figures(store, WEEK, OSLO), texts(), content="full"))
        _ask(store, 1, Topic.LOANS, FITS)
        written = plain(notice(figures(store, WEEK, OSLO), texts(), content="full"))

    assert "svarbanken" not in without.casefold()
    assert "Svarbanken hadde noe som passet til alle spørsmålene denne uka" in written.splitlines()


@pytest.mark.parametrize("language", LANGUAGES)
def test_half_year_shows_holes_in_page_csv_and_workbook_without_texts(tmp_path: Path, language: str) -> None:
    period = Period.parse("2026-10-01", "2026-11-30")
    with store_in(tmp_path) as store:
        _weeks(store)
        page, flat, book = files(store, period, Config(), texts(language), datetime(2026, 12, 2, tzinfo=UTC))
    shown, words = page.content().decode(), texts(language)
    rows = [row for row in csv.reader(io.StringIO(flat.content().decode("utf-8-sig"))) if row[0] == "holes"]
    sheet = load_workbook(io.BytesIO(book.content()))["holes"]

    assert words("report_table.holes_caption") in shown
    assert [words("topic.loans"), words("report_table.holes"), "1"] in [row[1:] for row in rows]
    assert [cell.value for cell in sheet[2]] == [words("topic.loans"), 2, 1, 0.5]
    assert "Ragnhild" not in shown + str(rows)


def test_half_year_without_a_bank_says_that_it_is_missing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _ask(store, 5, Topic.SPACE, None)
        made = files(store, Period.parse("2026-11-01", "2026-11-30"), Config(), texts(), NOW + timedelta(days=9))

    assert "Hull i svarbanken er ikke med" in made[0].content().decode()
    assert "holes" not in made[1].content().decode()
