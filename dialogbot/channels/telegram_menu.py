"""The menus of commands that Telegram shows behind its button: one for each chat and person, none for strangers."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import telegram as bot_api
from telegram.error import TelegramError

from dialogbot.channels.telegram_errors import in_our_words

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What may be written in a chat, as pairs of a command and its description; a person's chat has the person's id."""

    chat: int
    commands: tuple[tuple[str, str], ...]


def changed(menus: Sequence[Menu], shown: dict[int, Menu]) -> list[Menu]:
    """List the menus that are not shown yet as they are, and an empty one for each chat that is to have none now."""
    gone = shown.keys() - {menu.chat for menu in menus}
    wanted = [*menus, *(Menu(chat=chat, commands=()) for chat in sorted(gone))]
    return [menu for menu in wanted if shown.get(menu.chat) != menu]


class Menus:
    """The menus as they are ``wanted`` now, and what each chat is shown; ``old`` once they may differ."""

    def __init__(self, wanted: Callable[[], Sequence[Menu]], token: str) -> None:
        """Nothing is shown yet."""
        self._wanted, self._token = wanted, token
        self._shown: dict[int, Menu] = {}
        self.old = False

    async def renew(self, bot: bot_api.Bot) -> None:
        """Put them up once more where they may have changed."""
        if self.old:
            self.old = False
            await self.put_up(bot)

    async def put_up(self, bot: bot_api.Bot) -> None:
        """Show each chat what may be written there, where that has changed."""
        for menu in changed(await asyncio.to_thread(self._wanted), self._shown):
            self._shown[menu.chat] = menu
            scope = bot_api.BotCommandScopeChat(menu.chat)
            try:
                if menu.commands:
                    await bot.set_my_commands(menu.commands, scope=scope)
                else:
                    await bot.delete_my_commands(scope=scope)
            except TelegramError as error:  # also where a person has never written to the bot
                _log.info("chat %d has no menu of commands: %s", menu.chat, in_our_words(error, self._token))
