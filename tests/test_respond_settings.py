"""The command about settings, as it is written in a chat."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialogbot.config import AlertsConfig, Config, from_table
from dialogbot.domain import Command, Post
from dialogbot.notices import plain
from dialogbot.people import Person, Role, Team
from dialogbot.respond import Desk, carry_out
from dialogbot.retention import enforce
from dialogbot.settings import in_force
from dialogbot.store import Store, opened
from dialogbot.store.changes import Change
from tests.build import NOW, add, store_in, texts, words

KARI, OLA = 501, 502
TEAM = Team(
    people=(
        Person(name="Kari Holm", telegram_id=KARI, role=Role.ADMIN),
        Person(name="Ola Lie", telegram_id=OLA),
        Person(name="Siri Moe", telegram_id=503, role=Role.READER),
    )
)
HOUR = "varsler i timen"


def test_settings_in_force_are_shown_with_who_changed_what_and_when(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        before = _say(store, "/innstillinger")
        _say(store, f"/innstillinger {HOUR} 20")
        after = _say(store, "/settings")

    assert f"{HOUR}: 12" in before
    assert "mandag–søndag: alltid åpent" in before
    assert f"{HOUR}: 20 (endret av Kari Holm 24. november 2026)" in after


def test_setting_is_changed_by_its_name_in_any_language_or_in_the_file(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        said = [
            _say(store, f"/innstillinger {name} {value}")
            for name, value in ((HOUR, 20), ("Alerts an Hour", 21), ("alerts.most_an_hour", 22), (HOUR, 22))
        ]

        assert said[0] == f"{HOUR} er nå 20 (før: 12)."
        assert said[2:] == [f"{HOUR} er nå 22 (før: 21).", f"{HOUR} er alt 22."]
        assert in_force(Config(), store).alerts.most_an_hour == 22


def test_undo_goes_back_step_by_step_and_reset_to_the_file(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for value in (20, 30, "nullstill"):
            said = _say(store, f"/innstillinger {HOUR} {value}")
        undone = [_say(store, f"/innstillinger {HOUR} angre") for _ in range(4)]

    assert said == f"{HOUR} er som i config.toml igjen: 12."
    assert [line.split(" igjen ")[-1] for line in undone[:3]] == ["30.", "20.", "12."]
    assert undone[3] == f"{HOUR} er ikke endret; det er ingenting å angre."


def test_one_setting_is_told_with_its_history_and_how_it_is_written(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _say(store, "/innstillinger innhold i varselet bare lenke")
        _say(store, "/innstillinger innhold i varselet angre")
        told = _say(store, "/innstillinger innhold i varselet").splitlines()

    assert told[:4] == [
        "innhold i varselet: alt",
        "I config.toml (alerts.content): alt",
        "tirsdag 24. november kl. 10.00: Kari Holm: bare lenke (angret av Kari Holm)",
        "Valgene er: alt, bare lenke",
    ]


def test_staff_may_look_and_only_administrators_change(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        looked = _say(store, f"/innstillinger {HOUR}", "Ola Lie", OLA)
        tried = [
            _say(store, f"/innstillinger {HOUR} {value}", "Ola Lie", OLA) for value in ("20", "angre", "nullstill")
        ]
        read = _say(store, "/innstillinger", "Siri Moe", 503)

        assert looked.startswith(f"{HOUR}: 12")
        assert tried == [texts()("answer.not_allowed")] * 3
        assert read == texts()("answer.only_reads")
        assert store.changes.in_force() == {}


def test_display_name_of_an_administrator_changes_nothing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert _say(store, f"/innstillinger {HOUR} 20", "Kari Holm", 666) == texts()("answer.not_allowed")


@pytest.mark.parametrize(
    "line",
    [
        "varsler i timen 0",
        "varsler i timen mange",
        "sammendragstid 25",
        "terskel 1,5",
        "vakter +uke 28 Per",
        "språk no",
    ],
)
def test_wrong_value_is_refused_with_what_would_be_right(tmp_path: Path, line: str) -> None:
    with store_in(tmp_path) as store:
        assert " går ikke for " in _say(store, f"/innstillinger {line}")
        assert store.changes.in_force() == {}


@pytest.mark.parametrize("name", ["telegram.token_file", "token", "store.file", "mail.host", "privacy.keep_posts_days"])
def test_what_stands_in_the_file_alone_is_neither_shown_nor_changed(tmp_path: Path, name: str) -> None:
    with store_in(tmp_path) as store:
        assert _say(store, f"/innstillinger {name}").startswith("Ingen innstilling som kan endres her")
        assert _say(store, f"/innstillinger {name} x").startswith("Ingen innstilling som kan endres her")


def test_closing_a_group_says_what_happens_to_what_is_stored_and_names_one_that_is_not_known(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        add(store, Post(text="Hei", platform="facebook", ref="1", community="Vannkanna"))
        known = _say(store, "/innstillinger lukkede grupper +Vannkanna").splitlines()
        unknown = _say(store, "/innstillinger lukkede grupper +Vannkana").splitlines()

    assert known[1].startswith("Det som alt er lagret derfra, skjules")
    assert unknown[1].startswith("Jeg kjenner ingen gruppe som heter «Vannkana» ennå.")


def test_first_opening_hours_say_that_all_other_days_are_closed_now(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        first = _say(store, "/innstillinger mandag 8-16").splitlines()
        second = _say(store, "/innstillinger tirsdag 8-16").splitlines()

    assert first == ["mandag er nå 08.00–16.00 (før: alltid åpent).", texts()("settings.note_hours")]
    assert second == ["tirsdag er nå 08.00–16.00 (før: stengt)."]


def test_change_that_no_longer_goes_with_the_file_is_shown_as_such(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.changes.put(Change(name="privacy.closed", value=["Vannkanna"], by="Kari Holm", made_at=NOW))
        told = _say(store, "/innstillinger", config=from_table({"privacy": {"open": ["Vannkanna"]}}))

    assert "⚠ lukkede grupper: endringen til Kari Holm 24. november 2026 passer ikke sammen" in told


def test_old_changes_go_with_their_names_and_what_holds_stays(tmp_path: Path) -> None:
    config = from_table({"store": {"file": str(tmp_path / "test.db")}, "inbox": {"folder": str(tmp_path / "inbox")}})
    with opened(tmp_path / "test.db") as store:
        for value in (20, 30):
            _say(store, f"/innstillinger {HOUR} {value}")
    enforce(config, NOW + timedelta(days=731))

    with opened(tmp_path / "test.db") as store:
        assert [one.value for one in store.changes.history("alerts.most_an_hour", 5)] == [30]


def _say(store: Store, line: str, by: str = "Kari Holm", user: int = KARI, config: Config | None = None) -> str:
    desk = Desk(
        store=store,
        now=NOW,
        texts=texts(),
        vocabulary=words(),
        alerts=AlertsConfig(),
        team=TEAM,
        config=config or from_table({"team": {"people": {"Kari Holm": {}, "Ola Lie": {}}}}),
    )
    response = carry_out(Command(line=line, by=by, user=user, address="-1"), desk)
    assert response is not None
    return plain(response.notice)
