"""Exports hold no more than the privacy settings allow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest

from dialogbot.config import AlertsConfig, Config, PrivacyConfig, ReportConfig
from dialogbot.domain import DialogbotError
from dialogbot.report.exported import COLUMNS, exported, rows, span_of
from dialogbot.report.sheets import Value
from tests.build import store_in
from tests.report.small import AFTER, PERIOD, fill

OPEN = Config()
LINK = replace(OPEN, alerts=AlertsConfig(content="link"))
CLOSED = replace(OPEN, privacy=PrivacyConfig(closed=("vannkanna",)))
NAMED = replace(OPEN, report=ReportConfig(name_staff=True))


def _column(name: str, made: Sequence[Sequence[Value]]) -> list[Value]:
    return [row[COLUMNS.index(name)] for row in made]


def _rows(folder: Path, config: Config) -> list[tuple[Value, ...]]:
    with store_in(folder) as store:
        fill(store)
        return rows(store, config, PERIOD.span(config.zone))


def test_every_opportunity_of_the_span_is_a_row(tmp_path: Path) -> None:
    made = _rows(tmp_path, OPEN)

    assert _column("number", made) == [1, 2, 3, 4, 5, 6]
    assert _column("status", made) == ["handled", "dismissed", "handled", "open", "settled", "open"]
    assert _column("author", made) == ["Kari Testvik"] * 6


@pytest.mark.parametrize("config", [LINK, CLOSED])
def test_names_and_texts_that_may_not_be_shown_are_left_out(tmp_path: Path, config: Config) -> None:
    made = _rows(tmp_path, config)

    assert {*_column("author", made), *_column("text", made)} == {None}
    assert b"Kari Testvik" not in exported(made, "csv") + exported(made, "jsonl")


def test_staff_are_letters_unless_the_settings_name_them(tmp_path: Path) -> None:
    assert _column("decided_by", _rows(tmp_path / "letters", OPEN)) == ["A", "A", "A", "dialogbot", "dialogbot", None]
    assert _column("decided_by", _rows(tmp_path / "names", NAMED))[0] == "Kari"


def test_without_days_everything_until_today_is_exported() -> None:
    first, after = span_of(None, None, AFTER, OPEN.zone)

    assert (first.year, after.astimezone(OPEN.zone).isoformat()) == (1969, "2026-07-02T00:00:00+02:00")


def test_unknown_format_is_refused() -> None:
    with pytest.raises(DialogbotError):
        exported([], "pdf")
