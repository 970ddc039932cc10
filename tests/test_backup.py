"""Copies by the calendar, and the way back."""

from __future__ import annotations

import os
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.backup import back_up, back_up_when_due, copies, restore
from dialogbot.config import BackupConfig
from dialogbot.lock import InUse, held
from dialogbot.schema import MIGRATIONS
from dialogbot.store.copies import CopyError, contents
from tests.build import NOW, found, store_in

DAILY = BackupConfig(every_days=1, keep=3)


def test_copy_is_made_once_a_day_and_the_oldest_go(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    made = [_due(path, NOW + timedelta(hours=hours)) for hours in range(0, 24 * 6, 6)]

    assert sum(one is not None for one in made) == 6
    assert sorted(copies(path, path.parent / "backups").values()) == [NOW + timedelta(days=day) for day in (3, 4, 5)]


def test_clock_that_was_ahead_for_a_while_stops_no_copies_and_deletes_no_new_ones(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    for day in (400, 401, 402):
        _due(path, NOW + timedelta(days=day))

    assert _due(path, NOW) is not None
    assert NOW in copies(path, path.parent / "backups").values()


def test_nothing_is_copied_while_there_is_nothing_or_when_it_is_turned_off(tmp_path: Path) -> None:
    with store_in(tmp_path):
        pass
    empty = _due(tmp_path / "test.db", NOW)
    path = _filled(tmp_path)

    assert empty is None
    assert back_up_when_due(path, tmp_path, now=NOW, settings=BackupConfig(every_days=0)) is None


def test_other_files_in_the_folder_are_left_alone(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    others = ["test-20261399-000000.db", "other-20200101-000000.db", "test.db", "notes.txt"]
    (tmp_path / "backups").mkdir()
    for name in others:
        (tmp_path / "backups" / name).write_text("mine", encoding="utf-8")
    for day in range(6):
        _due(path, NOW + timedelta(days=day))

    assert all((tmp_path / "backups" / name).exists() for name in others)


def test_copy_from_before_an_upgrade_goes_in_its_time(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    old, young = tmp_path / "test.db.before-3", tmp_path / "test.db.before-4"
    for one, days in ((old, 9), (young, 1)):
        one.touch()
        os.utime(one, (stamp := (NOW - timedelta(days=days)).timestamp(), stamp))
    _due(path, NOW)

    assert (old.exists(), young.exists()) == (False, True)


def test_file_that_is_there_is_not_written_over(tmp_path: Path) -> None:
    (tmp_path / "x.db").touch()

    with pytest.raises(CopyError, match="already"):
        back_up(_filled(tmp_path), tmp_path / "x.db")


def test_restored_copy_is_the_database_again(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    back_up(path, tmp_path / "copy.db")
    with store_in(tmp_path) as store:
        found(store, 2)
    _, aside = restore(tmp_path / "copy.db", path, NOW)

    with store_in(tmp_path) as store:
        assert [one.number for one in store.opportunities.all()] == [1]
    assert aside is not None
    assert contents(aside).rows["opportunity"] == 2


def test_nothing_is_restored_while_the_program_runs(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    back_up(path, tmp_path / "copy.db")

    with held(path, NOW), pytest.raises(InUse, match="in use by process"):
        restore(tmp_path / "copy.db", path, NOW)


def test_copy_of_a_newer_version_is_not_restored(tmp_path: Path) -> None:
    path = _filled(tmp_path)
    back_up(path, tmp_path / "copy.db")
    raw = bytearray((tmp_path / "copy.db").read_bytes())
    raw[60:64] = (len(MIGRATIONS) + 1).to_bytes(4, "big")  # user_version, at offset 60 of SQLite's header
    (tmp_path / "copy.db").write_bytes(raw)

    with pytest.raises(CopyError, match="newer dialogbot"):
        restore(tmp_path / "copy.db", path, NOW)
    assert [one.name for one in tmp_path.glob("*replaced*")] == []


def _filled(folder: Path) -> Path:
    with store_in(folder) as store:
        found(store, 1)
    return folder / "test.db"


def _due(path: Path, now: datetime) -> Path | None:
    return back_up_when_due(path, path.parent / "backups", now=now, settings=DAILY)
