"""The settings in force: the file, and what was changed since."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from dialogbot.config import Config, changed, from_table
from dialogbot.domain import ConfigError
from dialogbot.settings import current, in_force, standing
from dialogbot.store import Store
from dialogbot.store.changes import Change
from tests.build import NOW, store_in


def test_change_holds_in_place_of_the_file_until_it_is_taken_back(tmp_path: Path) -> None:
    file = from_table({"alerts": {"most_an_hour": 5}})
    with store_in(tmp_path) as store:
        _put(store, "alerts.most_an_hour", 20)
        _put(store, "alerts.most_an_hour", 30)
        held = [in_force(file, store).alerts.most_an_hour]
        for _ in range(2):
            store.changes.undo("alerts.most_an_hour", "Ola", NOW)
            held.append(in_force(file, store).alerts.most_an_hour)
        nothing_left = store.changes.undo("alerts.most_an_hour", "Ola", NOW)

    assert held == [30, 20, 5]
    assert nothing_left is None


def test_going_back_to_the_file_can_be_taken_back_too(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _put(store, "digest.day", "friday")
        _put(store, "digest.day", None)
        back = in_force(Config(), store).digest.day
        store.changes.undo("digest.day", "Ola", NOW)

        assert (back, in_force(Config(), store).digest.day) == ("monday", "friday")


def test_history_keeps_what_was_taken_back_and_by_whom(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _put(store, "digest.day", "friday")
        store.changes.undo("digest.day", "Ola", NOW)

        assert store.changes.history("digest.day", 5) == [
            Change(name="digest.day", value="friday", by="Kari", made_at=NOW, undone_by="Ola")
        ]


def test_change_that_no_longer_goes_with_the_file_is_left_out_alone() -> None:
    file = from_table({"privacy": {"open": ["Vannkanna"]}})
    found = standing(file, {"privacy.closed": ["Vannkanna"], "alerts.most_an_hour": 7})

    assert found.left_out == ("privacy.closed",)
    assert (found.config.alerts.most_an_hour, found.config.privacy.closed) == (7, ())


def test_changes_that_only_go_together_hold() -> None:
    file = from_table({"privacy": {"open": ["Vannkanna"]}})

    assert standing(file, {"privacy.closed": ["Vannkanna"], "privacy.open": []}).left_out == ()


def test_what_may_not_be_changed_is_not_read_from_the_database(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _put(store, "telegram.token_file", "/etc/passwd")
        _put(store, "no.such.setting", 1)

        assert in_force(Config(), store) is not None
        assert in_force(Config(), store).telegram.token_file == ""


def test_asking_for_what_holds_makes_no_database(tmp_path: Path) -> None:
    config = replace(Config(), folder=tmp_path)

    assert current(config) is config
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["alerts.most_a_minute", "alert.most_an_hour", "nothing", ""])
def test_unknown_setting_is_refused(name: str) -> None:
    with pytest.raises(ConfigError, match="unknown setting"):
        changed(Config(), {name: 1})


def _put(store: Store, name: str, value: Any) -> None:
    store.changes.put(Change(name=name, value=value, by="Kari", made_at=NOW))
