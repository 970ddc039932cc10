"""How many alerts a week a community may give."""

from __future__ import annotations

from pathlib import Path

from dialogbot.config import AlertsConfig
from dialogbot.news import fresh
from tests.build import NOW, found, store_in


def test_about_so_many_a_week_are_alerted_the_best_by_score(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(1, 9):
            found(store, number, score=0.5 + number / 100)
        worth, rest = fresh(store, NOW, AlertsConfig(about_a_week=3))

    assert [one.number for one in worth] == [8, 7, 6]
    assert len(rest) == 5


def test_all_are_alerted_where_nothing_is_asked(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(1, 9):
            found(store, number, score=0.5 + number / 100)

        assert len(fresh(store, NOW, AlertsConfig())[0]) == 8
