"""What staff write of a setting, and read of it."""

from __future__ import annotations

from typing import Any

import pytest

from dialogbot.config import Config, changed, from_table
from dialogbot.domain import LANGUAGES
from dialogbot.settings import CHANGEABLE, Unreadable, read, shown, value_of
from dialogbot.settings.writing import written
from dialogbot.texts import sentences
from tests.build import texts, words

TEAM: dict[str, Any] = {"team": {"people": {"Kari Holm": {}, "Ola Lie": {}}}}
VALUES: dict[str, Any] = {
    "language": "nn",
    "alerts.about_a_week": 1200,
    "alerts.alert_max_age_days": 1,
    "alerts.content": "link",
    "alerts.rules": [
        {"community": "Vannkanna", "threshold": 0.8},
        {"topic": "loans", "threshold": 0.75},
        {"community": "Oss i Lyngvik, Åsen og Vik", "topic": "space", "threshold": 1.0},
    ],
    "detection.threshold": 0.62,
    "detection.own_accounts": ["Oss i Lyngvik, Åsen og Vik"],
    "digest.day": "wednesday",
    "digest.time": "15:30",
    "hours.monday": "08:00-11:30, 12:00-24:00",
    "hours.public_holidays": False,
    "hours.closed": ["12-24", "2026-12-31", "2026-12-27/2027-01-02"],
    "hours.shortened": {"12-23": "08:00-12:00", "2026-05-15": "10:00-11:00, 12:00-13:00"},
    "deadlines.remind_after_hours": 1.0,
    "deadlines.escalate_after_hours": 4.5,
    "team.rota": {"W28": ["Kari Holm", "Ola Lie"], "2026-W53": ["Ola Lie"], "monday": ["Kari Holm"]},
    "privacy.closed": ["Vannkanna", "Strikkekroken"],
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", VALUES)
def test_value_can_be_written_back_as_it_is_read(name: str, language: str) -> None:
    words_for_it = written(name, VALUES[name], texts(language))

    assert read(name, words_for_it, value_of(Config(), name), words()) == VALUES[name]


@pytest.mark.parametrize("name", CHANGEABLE)
def test_default_of_every_setting_can_be_shown_and_written_back(name: str) -> None:
    default = value_of(Config(), name)
    if shown(Config(), name, texts()) != texts()("opening.always"):
        assert read(name, written(name, default, texts()), default, words()) == default


@pytest.mark.parametrize(
    ("name", "line", "value"),
    [
        ("digest.time", "8", "08:00"),
        ("digest.time", "kl. 8.30", "08:30"),
        ("digest.day", "ons", "wednesday"),
        ("hours.monday", "8-16", "08:00-16:00"),
        ("hours.monday", "closed", ""),
        ("deadlines.remind_after_hours", "4t", 4.0),
        ("deadlines.silent_after_days", "never", 0),
        ("detection.threshold", "0.5", 0.5),
        ("hours.public_holidays", "nei", False),
        ("hours.closed", "24.12.2026, 27.12.-31.12.2026", ["2026-12-24", "2026-12-27/2026-12-31"]),
        ("team.rota", "+uke 7 Kari Holm", {"W07": ["Kari Holm"]}),
        ("alerts.rules", "+Vannkanna/lån 0,9", [{"community": "Vannkanna", "topic": "loans", "threshold": 0.9}]),
        ("privacy.closed", "ingen", []),
    ],
)
def test_people_may_write_as_they_do(name: str, line: str, value: Any) -> None:
    assert read(name, line, value_of(Config(), name), words()) == value


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("alerts.most_an_hour", "mange"),
        ("alerts.most_an_hour", "2,5"),
        ("alerts.most_an_hour", "4 timer"),
        ("alerts.about_a_week", "ingen"),
        ("deadlines.remind_after_hours", "4 dager"),
        ("language", "engelskspråklig"),
        ("digest.day", "ma"),
        ("hours.monday", "om morgenen"),
        ("hours.closed", "julaften"),
        ("hours.closed", "31.2."),
        ("alerts.rules", "+Vannkanna"),
        ("alerts.rules", "-Vannkanna"),
        ("team.rota", "+uke 28"),
        ("team.rota", "+dag 28 Kari"),
        ("privacy.closed", "+"),
        ("privacy.closed", "-Vannkanna"),
    ],
)
def test_what_is_no_value_is_refused(name: str, line: str) -> None:
    with pytest.raises(Unreadable):
        read(name, line, value_of(Config(), name), words())


def test_one_entry_is_added_replaced_and_taken_out() -> None:
    rules = [{"community": "Vannkanna", "threshold": 0.8}]
    more = read("alerts.rules", "+lån 0,7", rules, words())
    other = read("alerts.rules", "+vannkanna 0,9", more, words())
    less = read("alerts.rules", "-Vannkanna", other, words())

    assert more == [*rules, {"topic": "loans", "threshold": 0.7}]
    assert [rule["threshold"] for rule in other] == [0.9, 0.7]
    assert less == [{"topic": "loans", "threshold": 0.7}]


@pytest.mark.parametrize("name", VALUES)
def test_what_is_read_is_a_value_of_the_file(name: str) -> None:
    config = changed(from_table(TEAM), {name: VALUES[name]})

    assert value_of(config, name) == VALUES[name]


def test_no_two_settings_have_the_same_name() -> None:
    meant: dict[str, set[str]] = {}
    for language in LANGUAGES:
        for key, label in sentences(language).items():
            if key.startswith("setting."):
                meant.setdefault(label.casefold(), set()).add(key)

    assert {label: keys for label, keys in meant.items() if len(keys) > 1} == {}
    assert {key.removeprefix("setting.") for keys in meant.values() for key in keys} == set(CHANGEABLE)


@pytest.mark.parametrize("name", CHANGEABLE)
def test_nothing_that_may_be_changed_names_a_file_an_address_or_a_secret(name: str) -> None:
    section, _, key = name.rpartition(".")

    assert section not in ("telegram", "store", "inbox", "mail", "backup", "limits", "report", "stats", "answers")
    assert not any(part in key for part in ("file", "folder", "token", "secret", "password", "url", "key", "keep_"))
