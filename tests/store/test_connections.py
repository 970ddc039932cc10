"""Connections are used again while a database is kept open, and never where that would be wrong."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from dialogbot.store import StoreError, connections, opened
from dialogbot.store.connections import Connection, connected, kept_open


def _seen(path: Path) -> sqlite3.Connection:
    with connected(path) as one:
        found: sqlite3.Connection = one.database.conn
    return found


def _is_closed(connection: sqlite3.Connection) -> bool:
    try:
        connection.execute("SELECT 1")
    except sqlite3.ProgrammingError:
        return True
    return False


def test_connection_is_used_again_only_while_the_database_is_kept_open(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    alone = _seen(path)
    with kept_open(path):
        first = _seen(path)
        with connected(path) as one, connected(path) as other:
            assert one.used
            assert one.database.conn is first
            assert other.database.conn is not first
        late = connected(path)
        lent = late.__enter__().database.conn
    assert _is_closed(alone)
    assert _is_closed(other.database.conn)
    assert not _is_closed(lent)
    late.__exit__(None, None, None)
    assert _is_closed(lent)


def _replaced(path: Path, _: Connection) -> None:
    path.rename(path.with_name("moved.db"))


def _left_in_a_transaction(_: Path, one: Connection) -> None:
    one.database.execute("BEGIN IMMEDIATE")


def _grown_old(_: Path, one: Connection) -> None:
    object.__setattr__(one, "made_at", one.made_at - connections.LONGEST_SECONDS)


@pytest.mark.parametrize("what", [_replaced, _left_in_a_transaction, _grown_old])
def test_connection_that_is_not_as_it_was_lent_is_closed(
    tmp_path: Path, what: Callable[[Path, Connection], None]
) -> None:
    path = tmp_path / "x.db"
    with kept_open(path):
        with connected(path) as one:
            what(path, one)
        again = _seen(path)

        assert again is not one.database.conn
        assert _is_closed(one.database.conn)


def test_connection_in_whose_use_something_failed_is_closed(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with kept_open(path):
        with pytest.raises(KeyError), connected(path) as one:
            raise KeyError
        assert _is_closed(one.database.conn)


def test_what_is_written_to_a_new_file_in_the_place_of_the_old_one_is_there(tmp_path: Path) -> None:
    path = tmp_path / "x.db"
    with kept_open(path):
        with opened(path) as store:
            store.heartbeat.stop()
        for side in ("", "-wal", "-shm"):
            (tmp_path / f"x.db{side}").unlink(missing_ok=True)
        with opened(path) as store:
            assert store.posts.count() == 0

    assert path.exists()


def test_newer_database_is_refused_as_soon_as_a_connection_is_old(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "x.db"
    with kept_open(path):
        with opened(path) as store:
            assert store.posts.count() == 0
        other = sqlite3.connect(path)
        other.execute("PRAGMA user_version = 9999")
        other.close()
        monkeypatch.setattr(connections, "LONGEST_SECONDS", 0.0)
        with pytest.raises(StoreError, match="newer"), opened(path):
            pass
