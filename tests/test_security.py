"""Who may do what, and that what strangers wrote cannot act. docs/security.md tells which threat each answers."""

from __future__ import annotations

import io
import json
import logging
import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from dialogbot import respond
from dialogbot.backup import back_up
from dialogbot.channels.telegram_access import MOST_KNOCKS, Access, Speaker
from dialogbot.cli import main
from dialogbot.config import AlertsConfig, Config, TelegramConfig, read_token
from dialogbot.domain import Command, ConfigError, Origin
from dialogbot.harmless import one_line, safe
from dialogbot.people import Person, Role, Team
from dialogbot.redaction import guard
from dialogbot.roster import giver, may
from tests.build import NOW, found, store_in, texts, words

GROUP, KARI, STRANGER = -1001, 501, 666
TOKEN = "7000000001:AAtest_token_of_a_bot_that_is_not_there"
ACTING = "\x1b]0;eid\x07\x1b[2J\x9b31m\u202ekcatta\u2066\r"
ADMIN = Person(name="Anne Testvik", telegram_id=KARI, role=Role.ADMIN)


# Who is heard


def test_removed_colleague_is_not_heard_from_the_next_command_on() -> None:
    members = {STRANGER}
    access = Access([GROUP], [KARI], members.__contains__)
    speaker = Speaker(chat=STRANGER, user=STRANGER, bot=False)
    before = access.hears(speaker, 0)
    members.clear()

    assert (before, access.hears(speaker, 1)) == (True, False)


def test_stranger_may_try_a_few_invitations_an_hour_and_then_hears_nothing() -> None:
    access = Access([GROUP], [KARI])
    speaker = Speaker(chat=STRANGER, user=STRANGER, bot=False)

    assert [access.may_knock(speaker, float(second)) for second in range(20)].count(True) == MOST_KNOCKS
    assert access.may_knock(Speaker(chat=GROUP, user=STRANGER, bot=False), 21) is False


def test_strangers_in_any_number_take_no_memory_for_long() -> None:
    access = Access([GROUP], [KARI])
    for user in range(5000):
        access.may_knock(Speaker(chat=user, user=user, bot=False), user * 10.0)

    assert len(access._knocks) <= 361  # noqa: SLF001 - those of the last hour


def test_display_name_of_an_administrator_makes_no_administrator() -> None:
    team = Team(people=(ADMIN, Person(name="Per Testvik", role=Role.ADMIN)))
    for name in ("Anne Testvik", "Per Testvik"):
        person = giver(Command(line="/mute Vannkanna", by=name, key="k", user=STRANGER), team)
        assert may(person, "mute", team) is False
    assert may(giver(Command(line="/mute x", by="Whoever", key="k", user=KARI), team), "mute", team) is True


def test_reader_who_presses_a_button_changes_nothing(tmp_path: Path) -> None:
    team = Team(people=(ADMIN, Person(name="Les Testvik", telegram_id=STRANGER, role=Role.READER)))
    assert _pressed(tmp_path, "claim 1", user=STRANGER, team=team) == []


# Buttons that were forged, replayed, or stood too long


@pytest.mark.parametrize(
    "data", ["claim 99", "claim -1", "claim 1; dismiss 1", "/people --remove x", "\x00", "{}", "x" * 64]
)
def test_forged_button_changes_nothing(tmp_path: Path, data: str) -> None:
    assert _pressed(tmp_path, data) == []


def test_replayed_button_acts_once(tmp_path: Path) -> None:
    assert _pressed(tmp_path, "claim 1", "claim 1", key="telegram:cb:1") == ["claim"]


def test_button_that_stood_too_long_changes_nothing_that_is_decided(tmp_path: Path) -> None:
    assert _pressed(tmp_path, "handle 1", "dismiss 1", "snooze 1", "claim 1") == ["handle"]


# What strangers wrote


@pytest.mark.parametrize("command", ["import", "preview", "explain", "formats"])
def test_words_of_an_export_cannot_act_on_the_terminal(
    command: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"eksport{ACTING[:3]}.jsonl"
    path.write_text(json.dumps(_hostile()), encoding="utf-8")
    main([command, str(path)])
    main(["show", "1"])
    main(["list"])

    _is_harmless("".join(capsys.readouterr()))


def test_names_in_a_file_that_no_reader_knows_cannot_act_in_the_error(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    path = tmp_path / f"x{ACTING[:3]}\n.json"
    path.write_text(json.dumps({f"a{ACTING}\n": 1}), encoding="utf-8")

    assert main(["preview", str(path)]) == main(["import", str(path)]) == 1
    printed = capsys.readouterr().err
    _is_harmless(printed)
    assert len(printed.splitlines()) <= 3


def test_what_strangers_wrote_is_one_harmless_line_of_the_log(log: io.StringIO) -> None:
    logging.getLogger("dialogbot.x").warning("%s cannot be read", f"x{ACTING}\n2026-11-24 ERROR all is lost")

    _is_harmless(log.getvalue())
    assert len(log.getvalue().splitlines()) == 1


def test_harmless_text_keeps_its_letters_and_lines() -> None:
    assert safe("Blåbær\tog «rømme»\nπ 👩‍👧 עברית") == "Blåbær\tog «rømme»\nπ 👩‍👧 עברית"
    assert one_line("en\nto\r\ntre") == "en to tre"


# What leaves the machine


def test_detection_tells_nobody_and_leaves_nothing_in_the_home_folder(tmp_path: Path) -> None:
    script = (
        "from dialogbot.detect import encoder; encoder.available() and encoder.shipped(); import time; time.sleep(0.3)"
    )
    environment = {name: value for name, value in os.environ.items() if name != "ORT_DISABLE_TELEMETRY"}
    subprocess.run(
        [sys.executable, "-c", script],
        env=environment | {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path)},
        cwd=Path(__file__).parents[1],
        check=True,
    )

    assert [*tmp_path.rglob("*")] == []


# Secrets


def test_token_is_in_no_copy_and_in_no_value_that_is_shown(tmp_path: Path) -> None:
    (tmp_path / "t.token").write_text(TOKEN, encoding="utf-8")
    (tmp_path / "t.token").chmod(0o600)
    config = replace(Config(), folder=tmp_path, telegram=TelegramConfig(token_file="t.token"))
    assert read_token(config, {}) == TOKEN
    with store_in(tmp_path) as store:
        found(store)
    back_up(tmp_path / "test.db", tmp_path / "copy.db")

    assert TOKEN not in repr(config)
    assert TOKEN.encode() not in (tmp_path / "copy.db").read_bytes()


def test_token_that_stands_in_the_wrong_place_is_not_shown(tmp_path: Path) -> None:
    config = replace(Config(), folder=tmp_path, telegram=TelegramConfig(token_file=TOKEN))

    with pytest.raises(ConfigError) as refused:
        read_token(config, {})
    assert TOKEN[-20:] not in str(refused.value)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What is logged through a handler that is guarded as that of ``dialogbot run``."""
    written = io.StringIO()
    handler, root = logging.StreamHandler(written), logging.getLogger()
    guard([handler], [TOKEN])
    root.addHandler(handler)
    yield written
    root.removeHandler(handler)


def _is_harmless(printed: str) -> None:
    assert printed
    assert printed == safe(printed)


def _hostile() -> dict[str, str]:
    ask = "Hei! Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket?"
    return {
        "id": f"p{ACTING}",
        "group": f"Vannkanna{ACTING}",
        "author": f"Nina{ACTING}",
        "created": "2026-11-24T08:00:00+00:00",
        "text": f"{ask} {ACTING}",
        "url": f"https://facebook.example/{ACTING}",
    }


def _pressed(folder: Path, *presses: str, key: str = "", user: int = KARI, team: Team | None = None) -> list[str]:
    """Press buttons of the card of the first opportunity, and return what has been decided about it."""
    with store_in(folder) as store:
        found(store)
        desk = respond.Desk(
            store=store, now=NOW, texts=texts(), vocabulary=words(), alerts=AlertsConfig(), team=team or Team()
        )
        for place, data in enumerate(presses):
            respond.answer(
                Command(line=data, by="Kari", origin=Origin.BUTTON, key=key or f"telegram:cb:{place}", address="1",
                        user=user),
                desk,
            )  # fmt: skip
        return [str(one.action) for one in store.opportunities.decisions(1)]
