"""The database itself: its shape, its transactions, its mode."""

from __future__ import annotations

import sqlite3
import stat
from pathlib import Path

import pytest

from dialogbot.schema import MIGRATIONS
from dialogbot.store import StoreError, opened, prepared
from tests.build import QUESTION, add, found, store_in


def test_new_database_is_for_its_owner_alone(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        add(store, QUESTION)
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}

    assert set(modes.values()) == {0o600}


def test_every_table_is_strict(tmp_path: Path) -> None:
    with store_in(tmp_path):
        rows = sqlite3.connect(tmp_path / "test.db").execute("PRAGMA table_list").fetchall()

    assert {row[1] for row in rows if row[2] == "table" and not row[1].startswith("sqlite_") and not row[5]} == set()


def test_database_of_an_earlier_shape_is_migrated_and_keeps_its_rows(tmp_path: Path) -> None:
    path = tmp_path / "old.db"
    connection = sqlite3.connect(path, isolation_level=None)
    prepared(connection, MIGRATIONS[:1])
    connection.execute("INSERT INTO import VALUES (1, 'x.csv', 'r', '2026-11-02T08:00:00.000+00:00', 1, 0, 0, 0, 0)")
    connection.close()

    with opened(path) as store:
        last = store.imports.last()

    assert last is not None
    assert last.file == "x.csv"
    assert _version(path) == len(MIGRATIONS)


def test_migrating_step_by_step_gives_the_same_shape_as_starting_empty(tmp_path: Path) -> None:
    stepwise = sqlite3.connect(tmp_path / "steps.db", isolation_level=None)
    for count in range(1, len(MIGRATIONS) + 1):
        prepared(stepwise, MIGRATIONS[:count])
    at_once = sqlite3.connect(tmp_path / "once.db", isolation_level=None)
    prepared(at_once)

    assert _shape(stepwise) == _shape(at_once)


def test_a_migration_that_fails_changes_nothing(tmp_path: Path) -> None:
    connection = sqlite3.connect(tmp_path / "x.db", isolation_level=None)
    prepared(connection)
    before = _shape(connection)

    with pytest.raises(sqlite3.OperationalError):
        prepared(connection, (*MIGRATIONS, "CREATE TABLE half (n INTEGER);\nCREATE TABLE post (n INTEGER);"))

    assert _shape(connection) == before


def test_database_of_a_newer_version_is_refused(tmp_path: Path) -> None:
    with store_in(tmp_path):
        pass
    sqlite3.connect(tmp_path / "test.db").execute(f"PRAGMA user_version = {len(MIGRATIONS) + 1}")

    with pytest.raises(StoreError, match="newer dialogbot"), store_in(tmp_path):
        pass


def test_file_that_is_no_database_is_one_clear_line(tmp_path: Path) -> None:
    (tmp_path / "test.db").write_bytes(b"this is a letter, not a database" * 40)

    with pytest.raises(StoreError, match="cannot be used"), store_in(tmp_path):
        pass


def test_what_fails_halfway_is_not_kept(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        with pytest.raises(AssertionError, match="halfway"), store.writing():
            assert not found(store), "halfway"

        assert store.posts.count() == 0
        assert store.opportunities.all() == []


def test_two_writers_wait_for_each_other(tmp_path: Path) -> None:
    with store_in(tmp_path) as one, store_in(tmp_path) as other:
        with one.writing():
            found(one, 1)
        with other.writing():
            found(other, 2)

        assert [each.number for each in one.opportunities.all()] == [2, 1]


def test_deleting_a_post_takes_all_that_hangs_on_it(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
    connection = sqlite3.connect(tmp_path / "test.db", isolation_level=None)
    prepared(connection).execute("DELETE FROM post")

    assert connection.execute("SELECT count(*) FROM opportunity").fetchone() == (0,)


def _version(path: Path) -> int:
    version: int = sqlite3.connect(path).execute("PRAGMA user_version").fetchone()[0]
    return version


def _shape(connection: sqlite3.Connection) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = connection.execute("SELECT name, sql FROM sqlite_schema ORDER BY name").fetchall()
    return rows
