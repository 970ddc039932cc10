"""Some days by the clock on the wall, with the program as a process and each message as it reaches Telegram."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.board import AFTER_KARI_LEFT
from tests.clocked import Stepped, oslo
from tests.program import CHAT, KARI, OLA, said

if TYPE_CHECKING:
    from tests.conftest import Emulator

OFFICE = """
channel = "telegram"
[inbox]
settle_seconds = 0
[audit]
near = 0
rest = 0
[report]
folder = ""
[telegram]
api_url = "{api_url}"
chats = [{chat}]
users = [{kari}, {ola}]
[hours]
monday = "08:00-16:00"
tuesday = "08:00-16:00"
wednesday = "08:00-16:00"
thursday = "08:00-16:00"
friday = "08:00-16:00"
[team.people."Kari Holm"]
telegram_id = {kari}
username = "kari"
topics = ["loans"]
stand_in = "Ola Lie"
[team.people."Ola Lie"]
telegram_id = {ola}
username = "ola"
topics = ["data"]
[team.people."Berit Vik"]
username = "berit"
role = "admin"
topics = ["data"]
"""
RENEW = "Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket?"
QUEUE = "Hvor lenge må jeg vente på en reservert bok hos biblioteket? Har stått i kø siden jul."
HOUR = timedelta(hours=1)


def test_week_with_a_weekend_whit_monday_an_absence_and_a_claim_that_expires(
    tmp_path: Path, telegram: Emulator
) -> None:
    program = _program(tmp_path, telegram, oslo(2026, 5, 21, 14))
    with program.running():
        program.bring("before.jsonl", _post("p0", "For en nydelig kveld på fjellet!", program))
        program.to(oslo(2026, 5, 21, 15))
        program.bring("one.jsonl", _post("p1", RENEW, program))
        program.say(CHAT, KARI, "/ta 1")
        program.to(oslo(2026, 5, 22, 10))
        program.say(CHAT, KARI, "/borte til 26.5.")
        _pass(program, oslo(2026, 5, 22, 18))
        program.bring("two.jsonl", _post("p2", QUEUE, program))
        _pass(program, oslo(2026, 5, 28, 18))

    assert program.diary() == [
        "Thu 21 15.00 #1 · Vannkanna",
        "Thu 21 15.00 Du har tatt #1.",
        *AFTER_KARI_LEFT,
    ]
    assert any("Til Ola Lie @ola" in text for _, _, text in program.heard)


@pytest.mark.parametrize(
    ("saturday", "night", "monday", "week"),
    [
        ((2026, 3, 28), (2026, 3, 29), "Mon 30 08.00", "Uke 13 (23. mars 2026 – 29. mars 2026)"),
        ((2026, 10, 24), (2026, 10, 25), "Mon 26 08.00", "Uke 43 (19. oktober 2026 – 25. oktober 2026)"),
    ],
)
def test_nothing_rings_in_the_night_in_which_the_clock_changes(  # noqa: PLR0913, PLR0917 - two nights, and what is said after them
    tmp_path: Path,
    telegram: Emulator,
    saturday: tuple[int, int, int],
    night: tuple[int, int, int],
    monday: str,
    week: str,
) -> None:
    program = _program(tmp_path, telegram, oslo(*saturday, 18))
    with program.running():
        program.bring("one.jsonl", _post("p1", RENEW, program))
        for hour in range(7):
            program.to(oslo(*night, 0) + hour * HOUR)
        _pass(program, oslo(*night, 0) + 34 * HOUR)

    assert program.diary() == [f"{monday} {week}", f"{monday} #1 · Vannkanna"]


def _program(folder: Path, telegram: Emulator, now: datetime) -> Stepped:
    telegram.add_chat(CHAT)
    for user, name in ((KARI, "Kari Holm"), (OLA, "Ola Lie")):
        telegram.add_user(user, first_name=name)
    return Stepped(folder, telegram, OFFICE, now)


def _post(ref: str, text: str, program: Stepped) -> dict[str, Any]:
    return said(ref, text, created=program.now.isoformat())


def _pass(program: Stepped, end: datetime) -> None:
    """Let time pass: each hour of the working days, and some of the nights and weekends."""
    for moment in _hours(program.now, end):
        program.to(moment)


def _hours(start: datetime, end: datetime) -> Iterator[datetime]:
    moment = start
    while moment < end:
        moment += HOUR
        by_day = moment.isoweekday() <= 5 and 6 <= moment.hour <= 14
        if by_day or moment.hour in (0, 18) or moment == end:
            yield moment
