"""The report of a half-year: written once, told of once, and without anybody's name."""

from __future__ import annotations

import stat
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dialogbot.config import Config, ReportConfig
from dialogbot.notices import plain
from dialogbot.report.evaluation import files, write, write_when_due
from dialogbot.store import Store
from dialogbot.store.imports import Imported
from tests.build import store_in, texts
from tests.report.small import AFTER, MAY, PERIOD, fill

OCTOBER = datetime(2026, 10, 26, 9, tzinfo=UTC)


def _imported(store: Store, at: datetime) -> None:
    counts = {"new": 1, "known": 0, "edited": 0, "rejected": 0, "opportunities": 1}
    store.imports.remember(Imported(file="a.csv", reader="table_csv", at=at, **counts))


def test_half_year_is_written_once_and_told_of_once(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    with store_in(tmp_path) as store:
        fill(store)
        _imported(store, MAY)
        written = [write_when_due(store, config, texts(), OCTOBER + timedelta(hours=hours)) for hours in (0, 1, 400)]
        due = store.outbox.next_due(OCTOBER)

        assert [len(one) for one in written] == [3, 0, 0]
        assert store.outbox.waiting() == 1
    assert due is not None
    assert due[1].key == "halfyear:2026-11-01"
    assert due[1].notice is not None
    assert "1. mai 2026 – 31. oktober 2026" in plain(due[1].notice)


def test_report_that_was_moved_away_is_not_written_again(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    with store_in(tmp_path) as store:
        _imported(store, MAY)
        for path in write_when_due(store, config, texts(), OCTOBER):
            path.unlink()

        assert write_when_due(store, config, texts(), OCTOBER + timedelta(days=1)) == []


def test_nothing_is_written_before_the_first_import_long_after_or_when_switched_off(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    off = replace(config, report=ReportConfig(folder=""))
    with store_in(tmp_path) as store:
        assert write_when_due(store, config, texts(), OCTOBER) == []
        _imported(store, MAY)
        assert write_when_due(store, config, texts(), OCTOBER + timedelta(days=70)) == []
        assert write_when_due(store, off, texts(), OCTOBER) == []


def test_files_hold_no_names_of_people_and_no_texts(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        fill(store)
        made = files(store, PERIOD, Config(), texts(), AFTER)
        written = write(made, tmp_path / "reports")
    page, table, _ = (path.read_text(encoding="utf-8", errors="replace") for path in written)

    assert [word for word in ("Kari", "Ola", "Testvik", "Spørsmål nummer") if word in page + table] == []
    assert "Person A" in page
    assert {stat.S_IMODE(path.stat().st_mode) for path in written} == {0o600}


def test_names_of_staff_stand_there_when_the_settings_say_so(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        fill(store)
        made = files(store, PERIOD, Config(report=ReportConfig(name_staff=True)), texts(), AFTER)

    assert "people,Kari,Svarte,2" in made[1].content().decode()


def test_period_that_is_not_over_says_until_when_it_counts(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        fill(store)
        made = files(store, PERIOD, Config(), texts("en"), MAY + timedelta(days=2))

    assert "cover it up to and including 8 May 2026" in made[0].content().decode()
