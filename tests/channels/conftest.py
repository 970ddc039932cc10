"""A bot that is really connected to the make-believe Telegram, for the tests of that channel."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from dialogbot.channels.telegram import Telegram
from dialogbot.domain import Block, Command, DeliveryError, DialogbotError, Notice, Style, Undeliverable

if TYPE_CHECKING:
    from tests.conftest import Emulator

GROUP = -1001
KARI = 501
LAST = "/slutt"
NOTICE = Notice(blocks=(Block(style=Style.PLAIN, text="Hvor låner jeg kart?"),))

Result = TypeVar("Result")


class LiveBot:
    """Connects anew for each thing that it does; none of it may hang."""

    def __init__(self, telegram: Emulator, files: Path) -> None:
        self.telegram = telegram
        self.files = files

    def channel(self, **other: Any) -> Telegram:
        """The channel for the group and for Kari, unless told otherwise."""
        settings: dict[str, Any] = {"chats": [GROUP], "users": [KARI], "menus": list, "token": self.telegram.token}
        settings["files"] = self.files
        return Telegram(api_url=self.telegram.api_url, **settings | other)

    def run(self, use: Callable[[Telegram], Awaitable[Result]], **other: Any) -> Result:
        """Enter a channel, do something with it, and leave."""

        async def inside() -> Result:
            async with asyncio.timeout(20), self.channel(**other) as entered:
                return await use(entered)

        return asyncio.run(inside())

    def send(self, notice: Notice = NOTICE, reply_to: str | None = None) -> str:
        """Send a notice to the group; returns its reference."""
        return self.run(lambda entered: entered.send(notice, str(GROUP), reply_to))

    def refusal(self) -> DialogbotError:
        """What is said when a notice does not get through."""
        with pytest.raises((DeliveryError, Undeliverable)) as caught:
            self.send()
        return caught.value

    def heard(self, word: str = "ok", **other: Any) -> list[Command]:
        """What the bot hears of all that has been said, up to a last word which Kari says now."""
        self.telegram.say(GROUP, KARI, LAST)
        commands: list[Command] = []

        async def hear(entered: Telegram) -> None:
            polls = asyncio.get_running_loop().create_future()

            async def obey(command: Command) -> str:
                if command.line == LAST:
                    polls.set_result(len(self.telegram.calls("getUpdates")))
                else:
                    commands.append(command)
                return word

            listener = asyncio.create_task(entered.listen(obey))
            await asyncio.to_thread(self.telegram.wait_for, "getUpdates", await polls + 1)
            await ended(listener)

        self.run(hear, **other)
        return commands


async def ended(listener: asyncio.Task[None]) -> None:
    """Stop a task and wait until it has stopped."""
    listener.cancel()
    with suppress(asyncio.CancelledError):
        await listener


@pytest.fixture
def bot(telegram: Emulator, tmp_path: Path) -> LiveBot:
    """A bot that can write to the group and to Kari Holm."""
    telegram.add_chat(GROUP)
    telegram.add_chat(KARI)
    telegram.add_user(KARI, first_name="Kari", last_name="Holm")
    return LiveBot(telegram, tmp_path)
