"""Copies of the database: whole, checked, private, and put back without a gap."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from dialogbot.schema import MIGRATIONS
from dialogbot.store import StoreError, opened, prepared
from dialogbot.store.copies import CopyError, contents, copy, put_back
from tests.build import found, store_in


def test_copy_holds_what_is_committed_while_another_writes(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        with store.writing():
            found(store, 2)
            held = copy(tmp_path / "test.db", tmp_path / "copy.db")

    assert (held.version, held.rows["post"], held.rows["opportunity"]) == (len(MIGRATIONS), 1, 1)
    assert contents(tmp_path / "copy.db") == held


def test_copy_is_one_file_for_its_owner_alone(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        copy(tmp_path / "test.db", tmp_path / "copies" / "copy.db")

    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "copies").iterdir()}
    assert modes == {"copy.db": 0o600}


def test_copy_that_cannot_be_written_is_one_line_and_leaves_nothing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
    (tmp_path / "file").write_text("a file where a folder should be", encoding="utf-8")

    with pytest.raises(CopyError, match="cannot be copied") as refused:
        copy(tmp_path / "test.db", tmp_path / "file" / "copy.db")
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize("content", [b"", b"this is a letter, not a database" * 40])
def test_what_is_no_database_of_ours_is_refused(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(content)

    with pytest.raises(CopyError):
        contents(tmp_path / "x.db")


def test_damaged_copy_is_refused(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        copy(tmp_path / "test.db", tmp_path / "copy.db")
    whole = (tmp_path / "copy.db").read_bytes()
    (tmp_path / "copy.db").write_bytes(whole[: len(whole) // 2])

    with pytest.raises(CopyError):
        contents(tmp_path / "copy.db")


def test_copy_put_back_is_the_database_and_the_other_is_kept(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        copy(tmp_path / "test.db", tmp_path / "copy.db")
        found(store, 2)
    put_back(tmp_path / "copy.db", tmp_path / "test.db", tmp_path / "aside.db")

    assert contents(tmp_path / "test.db").rows["post"] == 1
    assert contents(tmp_path / "aside.db").rows["post"] == 2


def test_nothing_is_put_back_while_somebody_has_the_database_open(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        copy(tmp_path / "test.db", tmp_path / "copy.db")

        with pytest.raises(CopyError, match="open in another program"):
            put_back(tmp_path / "copy.db", tmp_path / "test.db", tmp_path / "aside.db")
    assert not (tmp_path / "aside.db").exists()


def test_damaged_database_is_replaced_with_the_log_that_belongs_to_it(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        copy(tmp_path / "test.db", tmp_path / "copy.db")
    (tmp_path / "test.db").write_bytes(b"damaged" * 999)
    (tmp_path / "test.db-wal").write_bytes(b"a log" * 99)
    put_back(tmp_path / "copy.db", tmp_path / "test.db", tmp_path / "aside.db")

    assert contents(tmp_path / "test.db").rows["post"] == 1
    assert (tmp_path / "aside.db").read_bytes().startswith(b"damaged")
    assert (tmp_path / "aside.db-wal").exists()


def test_upgrade_copies_first_what_it_changes(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _old(path)
    with opened(path):
        pass

    kept = contents(path.with_name("old.db.before-3"))
    assert (kept.version, kept.rows["import"]) == (2, 1)
    assert contents(path).version == len(MIGRATIONS)


def test_upgrade_that_cannot_copy_first_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    _old(path)
    path.with_name("old.db.before-3").mkdir()

    with pytest.raises((StoreError, CopyError), match="cannot be copied"), opened(path):
        pass
    assert contents(path).version == 2


def test_new_database_needs_no_copy(tmp_path: Path) -> None:
    with store_in(tmp_path):
        pass

    assert [path.name for path in tmp_path.iterdir()] == ["test.db"]


def _old(path: Path) -> None:
    connection = sqlite3.connect(path, isolation_level=None)
    prepared(connection, MIGRATIONS[:2])
    connection.execute("INSERT INTO import VALUES (1, 'x.csv', 'r', '2026-11-02T08:00:00.000+00:00', 1, 0, 0, 0, 0)")
    connection.close()
