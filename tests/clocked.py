"""The program under test with a clock of its own: one that runs fast, or one that is turned by hand."""

from __future__ import annotations

import json
import os
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.build import OSLO
from tests.program import Program, until

if TYPE_CHECKING:
    from tests.conftest import Emulator

_TICKS = 2  # one may have begun before the time was changed; the next did all that is due at the new time


class Fast(Program):
    """Runs ``speed`` times as fast as the clock on the wall, from the moment at which it is made."""

    module = "tests.endurance.driven"

    def __init__(self, folder: Path, telegram: Emulator, config: str, speed: float) -> None:
        super().__init__(folder, telegram, config)
        self._driven = {"DRIVEN_SPEED": str(speed), "DRIVEN_FROM": str(time.time()), "DRIVEN_TICK": "0.1"}

    def _environment(self) -> dict[str, str]:
        return super()._environment() | self._driven


class Stepped(Program):
    """Its time stands still until it is told to go on; what it says is kept with that time."""

    module = "tests.endurance.driven"

    def __init__(self, folder: Path, telegram: Emulator, config: str, now: datetime) -> None:
        super().__init__(folder, telegram, config)
        self._telegram = telegram
        self._clock = folder / "clock"
        self._said = 0
        self.now = now
        self.heard: list[tuple[datetime, int, str]] = []
        self._set()

    def to(self, moment: datetime) -> None:
        """Let it be this time, and wait until all that is due then is done and sent."""
        self.now = moment
        self._set()
        self.settle()

    def settle(self) -> None:
        """Wait until all that is due is done and sent, and keep what was said."""
        done = self._ticks()
        until(lambda: self._ticks() >= done + _TICKS)
        calls = [call for call in self._telegram.calls("sendMessage") if call["status"] == 200]
        news, self._said = calls[self._said :], len(calls)
        self.heard += [(self.now, int(call["params"]["chat_id"]), call["result"]["text"]) for call in news]

    def bring(self, name: str, *posts: dict[str, Any]) -> None:
        """Put an export into the inbox, whole and at once, and wait until it was read and told."""
        unfinished = self.folder / "unfinished"
        unfinished.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
        unfinished.rename(self.folder / "inbox" / name)
        until((self.folder / "inbox" / "done" / name).exists)
        self.settle()

    def say(self, chat: int, user: int, text: str, **more: Any) -> None:
        """Have somebody write, and wait for the answer."""
        before = len(self._telegram.calls("sendMessage"))
        self._telegram.say(chat, user, text, **more)
        self._telegram.wait_for("sendMessage", count=before + 1)
        self.settle()

    def diary(self) -> list[str]:
        """What was said when, by the clock on the wall in Oslo: the first line of each message."""
        lines = [(at.astimezone(OSLO), text.splitlines()[0]) for at, _, text in self.heard]
        return [f"{at:%a %d %H.%M} {text}" for at, text in lines]

    def _set(self) -> None:
        other = self._clock.with_suffix(".new")
        other.write_text(str(self.now.timestamp()), encoding="ascii")
        other.replace(self._clock)

    def _ticks(self) -> int:
        """Count the ticks that began at the present time and are over."""
        ticks = self._clock.with_name("clock.ticks")
        return ticks.read_text(encoding="ascii").split().count(str(self.now.timestamp())) if ticks.exists() else 0

    def _environment(self) -> dict[str, str]:
        return {**os.environ, **super()._environment(), "DRIVEN_CLOCK": str(self._clock), "DRIVEN_TICK": "0.02"}


def oslo(*moment: int) -> datetime:
    """A time by the clock on the wall in Oslo: year to minute."""
    return datetime(*moment, tzinfo=OSLO).astimezone(UTC)  # type: ignore[misc,arg-type]  # year to minute, as given
