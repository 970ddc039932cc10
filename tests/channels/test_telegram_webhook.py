"""Told instead of asking: what comes to the webhook is carried out once, in order, and then confirmed."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from dialogbot.channels.telegram import Telegram
from dialogbot.channels.telegram_webhook import LARGEST, Webhook
from dialogbot.domain import Command, ConfigError

if TYPE_CHECKING:
    from tests.channels.conftest import LiveBot
    from tests.conftest import Emulator

GROUP, KARI = -1001, 501
SECRET = "a-secret-of-our-own"
HEADER = "X-Telegram-Bot-Api-Secret-Token"


def test_command_is_told_carried_out_and_confirmed(bot: LiveBot, telegram: Emulator) -> None:
    hook = _hook()
    telegram.say(GROUP, KARI, "/ta 12")

    async def use(told: Callable[[int], Awaitable[list[Command]]]) -> list[Command]:
        await told(1)
        await asyncio.to_thread(telegram.say, GROUP, KARI, "/ta 13")
        return await told(2)

    commands = _told(bot, hook, use)

    assert [command.line for command in commands] == ["/ta 12", "/ta 13"]
    (call,) = telegram.calls("setWebhook")
    assert (call["params"]["secret_token"], call["params"]["max_connections"]) == (SECRET, "1")
    assert telegram.calls("getUpdates") == []


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"headers": {HEADER: "guessed"}}, 403),
        ({"headers": {}}, 403),
        ({"url": "/elsewhere"}, 404),
        ({"method": "PUT"}, 405),
        ({"content": b"{}"}, 400),
        ({"content": b"\xff"}, 400),
        ({"content": b" " * (LARGEST + 1)}, 413),
    ],
)
def test_what_is_no_update_of_telegrams_is_refused(bot: LiveBot, change: dict[str, Any], status: int) -> None:
    hook = _hook()
    usual = {"method": "POST", "url": "/hook", "headers": {HEADER: SECRET}, "content": b'{"update_id": 1}'}

    async def use(_: object) -> int:
        async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{hook.port}", trust_env=False) as client:
            return (await client.request(**usual | change)).status_code

    assert _told(bot, hook, use) == status


def test_port_that_is_taken_is_an_error_that_names_the_setting(bot: LiveBot) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        hook = Webhook(url="http://127.0.0.1/hook", host="127.0.0.1", port=taken.getsockname()[1], secret=SECRET)
        with pytest.raises(ConfigError, match="webhook_listen"):
            bot.run(lambda entered: entered.listen(lambda _: asyncio.sleep(0, "")), webhook=hook)


def test_secret_is_in_no_repr() -> None:
    assert SECRET not in repr(_hook())


def _told(bot: LiveBot, hook: Webhook, use: Callable[[Any], Awaitable[Any]]) -> Any:
    """Listen at the webhook meanwhile; ``use`` gets a function that waits for so many commands."""

    async def inside(entered: Telegram) -> Any:
        commands: list[Command] = []
        news = asyncio.Condition()

        async def obey(command: Command) -> str:
            async with news:
                commands.append(command)
                news.notify_all()
            return "ok"

        async def told(count: int) -> list[Command]:
            async with news:
                await news.wait_for(lambda: len(commands) >= count)
            return commands

        listener = asyncio.create_task(entered.listen(obey))
        await asyncio.to_thread(bot.telegram.wait_for, "setWebhook")
        found = await use(told)
        listener.cancel()
        return found

    return bot.run(inside, webhook=hook)


def _hook() -> Webhook:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    return Webhook(url=f"http://127.0.0.1:{port}/hook", host="127.0.0.1", port=port, secret=SECRET)
