from __future__ import annotations

import asyncio
import io
import logging
import traceback
from collections.abc import Iterator
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from dialogbot.channels.telegram_menu import Menu
from dialogbot.domain import ConfigError
from dialogbot.redaction import guard

if TYPE_CHECKING:
    from tests.channels.conftest import LiveBot
    from tests.conftest import Emulator

GROUP, KARI = -1001, 501


@pytest.mark.parametrize("token", ["", "7000000001", "7000000001:AA BB", "7000000001:AA\n"])
def test_misshapen_token_is_an_error_before_anything_is_asked(bot: LiveBot, telegram: Emulator, token: str) -> None:
    with pytest.raises(ConfigError, match="@BotFather"):
        bot.run(lambda _: asyncio.sleep(0), token=token)

    assert telegram.calls("getMe") == []


def test_refused_token_is_an_error_that_does_not_show_it(bot: LiveBot, telegram: Emulator) -> None:
    telegram.fault("getMe", code=401, description="Unauthorized")

    with pytest.raises(ConfigError, match="@BotFather") as caught:
        bot.run(lambda _: asyncio.sleep(0))

    assert telegram.token not in "".join(traceback.format_exception(caught.value))


def test_token_that_is_withdrawn_ends_the_listening(bot: LiveBot, telegram: Emulator) -> None:
    telegram.fault("getUpdates", code=401, description="Unauthorized")

    with pytest.raises(ConfigError, match="@BotFather"):
        bot.run(lambda entered: entered.listen(lambda _: asyncio.sleep(0, "")))


def test_each_chat_has_its_menu_and_strangers_have_none(bot: LiveBot, telegram: Emulator) -> None:
    menus = [Menu(chat=GROUP, commands=(("liste", "Vis åpne"),)), Menu(chat=KARI, commands=(("list", "Show open"),))]

    bot.run(lambda _: asyncio.sleep(0), menus=lambda: menus)

    assert telegram.commands(GROUP) == [{"command": "liste", "description": "Vis åpne"}]
    assert telegram.commands(KARI) == [{"command": "list", "description": "Show open"}]
    assert telegram.commands() == []


def test_menu_is_taken_from_whoever_is_to_have_none_any_more(bot: LiveBot, telegram: Emulator) -> None:
    menus = [Menu(chat=GROUP, commands=(("liste", "Vis åpne"),)), Menu(chat=KARI, commands=(("list", "Show open"),))]
    telegram.say(KARI, KARI, "/liste")

    bot.heard(menus=lambda: [menus.pop()] if len(menus) == 1 else [menus[0], menus.pop()])

    assert telegram.commands(GROUP) == [{"command": "liste", "description": "Vis åpne"}]
    assert telegram.commands(KARI) == []


def test_menu_that_is_refused_is_no_obstacle(
    bot: LiveBot, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="dialogbot")
    telegram.fault("setMyCommands", code=400, description="Bad Request: BOT_COMMAND_INVALID")

    bot.run(lambda _: asyncio.sleep(0), menus=lambda: [Menu(chat=GROUP, commands=(("liste", "Vis åpne"),))])

    assert "menu" in caplog.text


def test_leaving_does_not_wait_for_the_long_poll(bot: LiveBot, telegram: Emulator) -> None:
    async def live() -> None:
        async with asyncio.timeout(10), bot.channel() as entered:
            listener = asyncio.create_task(entered.listen(lambda _: asyncio.sleep(0, "")))
            await asyncio.to_thread(telegram.wait_for, "getUpdates")
            listener.cancel()
            with suppress(asyncio.CancelledError):
                await listener

    asyncio.run(live())


def test_channel_shows_no_token(bot: LiveBot, telegram: Emulator) -> None:
    assert telegram.token not in repr(bot.channel())


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """All that the program would write at DEBUG, guarded as the program guards it."""
    root, written = logging.getLogger(), io.StringIO()
    levels = {name: logging.getLogger(name).level for name in ("", "httpx", "httpcore", "telegram")}
    handler = logging.StreamHandler(written)
    root.addHandler(handler)
    root.setLevel(logging.DEBUG)
    yield written
    root.removeHandler(handler)
    for name, level in levels.items():
        logging.getLogger(name).setLevel(level)


def test_no_log_line_holds_the_token(bot: LiveBot, telegram: Emulator, log: io.StringIO) -> None:
    guard([each for each in logging.getLogger().handlers if getattr(each, "stream", 0) is log], [telegram.token])
    telegram.fault("getMe", drop=True)
    telegram.fault("getUpdates", code=502, raw="<html>Bad Gateway</html>")
    telegram.fault("sendMessage", code=429, parameters={"retry_after": 1})
    telegram.fault("sendMessage", drop=True)

    refusals = [str(bot.refusal()), str(bot.refusal())]
    bot.heard()

    assert telegram.token not in log.getvalue() + "".join(refusals)
    assert "trying again" in log.getvalue()
