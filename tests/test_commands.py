"""What counts as a command, and what is left alone."""

from __future__ import annotations

from datetime import timedelta

import pytest

from dialogbot.commands import Order, parse, snoozed_until
from tests.build import NOW, OSLO, words


@pytest.mark.parametrize(
    ("line", "action", "number", "rest"),
    [
        ("/ta 12", "claim", 12, ""),
        ("/TA 12", "claim", 12, ""),
        ("ta 12", "claim", 12, ""),
        ("12 ta", "claim", 12, ""),
        ("#12 ferdig la ut lenke", "handle", 12, "la ut lenke"),
        ("/handled 12 https://b.example/x", "handle", 12, "https://b.example/x"),
        ("/nei 3 ikke vårt fag", "dismiss", 3, "ikke vårt fag"),
        ("/utsett 12 2d", "snooze", 12, "2d"),
        ("utsett 12 2d", "snooze", 12, "2d"),
        ("/liste", "list", None, ""),
        ("/vis 7", "show", 7, ""),
        ("/uke", "digest", None, ""),
        ("/help", "help", None, ""),
        ("/fly", "", None, ""),
    ],
)
def test_command_is_understood(line: str, action: str, number: int | None, rest: str) -> None:
    assert parse(line, words(), replying=False) == Order(action=action, number=number, rest=rest)


@pytest.mark.parametrize(
    ("line", "action", "number", "rest"),
    [
        ("ta", "claim", None, ""),
        ("Jeg tar den!", "claim", None, ""),
        ("eg tek den", "claim", None, ""),
        ("I'll take it", "claim", None, ""),
        ("ferdig: la ut lenke", "handle", None, "la ut lenke"),
        ("ferdig https://b.example/x", "handle", None, "https://b.example/x"),
        ("nei", "dismiss", None, ""),
        ("nei, dette er IT", "dismiss", None, "dette er IT"),
        ("utsett 2d", "snooze", None, "2d"),
        ("/utsett 2", "snooze", None, "2"),
        ("/ferdig 12 personer fikk svar", "handle", None, "12 personer fikk svar"),
        ("/ta #9", "claim", 9, ""),
        ("/ta 9", "claim", 9, ""),
    ],
)
def test_reply_to_an_alert_needs_neither_slash_nor_number(
    line: str, action: str, number: int | None, rest: str
) -> None:
    assert parse(line, words(), replying=True) == Order(action=action, number=number, rest=rest)


@pytest.mark.parametrize("line", ["ta kontakt med Ola først", "nei dette haster", "ferdig er vi ikke", "Kari, kan du?"])
def test_talk_under_an_alert_is_nobodys_command(line: str) -> None:
    assert parse(line, words(), replying=True) is None


@pytest.mark.parametrize("line", ["ta", "nei", "jeg tar den", "vi er ferdig kl 12", "God helg!"])
def test_talk_in_the_chat_is_nobodys_command(line: str) -> None:
    assert parse(line, words(), replying=False) is None


@pytest.mark.parametrize(
    ("rest", "length"),
    [
        ("2d", timedelta(days=2)),
        ("3 timer", timedelta(hours=3)),
        ("1u", timedelta(weeks=1)),
        ("2 weeks", timedelta(weeks=2)),
        ("5", timedelta(days=5)),
    ],
)
def test_snooze_lasts_as_long_as_written(rest: str, length: timedelta) -> None:
    assert snoozed_until(rest, words(), NOW, OSLO) == NOW + length


@pytest.mark.parametrize("rest", ["", "i morgen", "i morgon", "tomorrow"])
def test_snooze_without_a_length_ends_tomorrow_at_eight(rest: str) -> None:
    until = snoozed_until(rest, words(), NOW, OSLO)

    assert until is not None
    assert until.isoformat() == "2026-11-25T08:00:00+01:00"


@pytest.mark.parametrize("rest", ["snart", "0d", "999 weeks", "2 år", "-1d"])
def test_snooze_that_cannot_be_read_is_none(rest: str) -> None:
    assert snoozed_until(rest, words(), NOW, OSLO) is None
