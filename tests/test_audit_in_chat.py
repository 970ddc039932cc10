"""End to end: the audit's cards in the chat, and what a tap on one does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from dialogbot.store import opened
from dialogbot.store.imports import Imported
from tests.build import NO, QUESTION, add
from tests.program import CHAT, KARI, Program

if TYPE_CHECKING:
    from tests.conftest import Emulator


def test_yes_under_a_spot_check_makes_a_card_of_it(tmp_path: Path, telegram: Emulator) -> None:
    telegram.add_chat(CHAT)
    telegram.add_user(KARI, first_name="Kari")
    program = Program(tmp_path, telegram)
    _fill(program.folder / "dialogbot.db", datetime.now(UTC))
    with program.running():
        (asked,) = telegram.wait_for("sendMessage", contains="Burde vi ha sett dette?")
        telegram.press(CHAT, KARI, asked["result"]["message_id"], "audit 1 yes")
        telegram.wait_for("editMessageText", contains="Kari: Ja")
        telegram.wait_for("sendMessage", contains="#1")

    assert program.rows("SELECT answer, by FROM audit") == [("yes", "Kari")]
    assert program.rows("SELECT number FROM opportunity") == [(1,)]


def _fill(database: Path, now: datetime) -> None:
    """Import something three weeks ago, and one message that was not found in the last whole week."""
    monday = (now - timedelta(days=now.weekday())).replace(hour=1)
    seen = monday - timedelta(days=4)
    nothing = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
    with opened(database) as store:
        store.imports.remember(Imported(file="x", reader="y", at=now - timedelta(weeks=3), **nothing))
        weeks = (0, 1) if now.weekday() == 0 else (0,)
        for week in weeks:
            post = replace(QUESTION, ref=f"9{week}", text="Noen som har en stige til låns?")
            at = seen - timedelta(weeks=week)
            store.opportunities.judged(add(store, post, at), NO, at)
