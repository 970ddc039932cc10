from __future__ import annotations

import asyncio
import logging
from contextlib import suppress
from typing import TYPE_CHECKING

import pytest

from dialogbot.channels.telegram import Telegram
from dialogbot.domain import Block, Button, Command, Notice, Origin, Style

if TYPE_CHECKING:
    from tests.channels.conftest import LiveBot
    from tests.conftest import Emulator

GROUP = -1001
KARI = 501
STRANGER = 666
LAST = "/slutt"
ASKED = Notice(
    blocks=(Block(style=Style.PLAIN, text="Hvor låner jeg kart?"),), buttons=(Button(label="Ta", command="claim 1"),)
)


def test_command_tells_who_gave_it_and_where(bot: LiveBot, telegram: Emulator) -> None:
    alert = bot.send()
    said = telegram.say(GROUP, KARI, "/ta 12", reply_to=int(alert.split(":")[1]))

    (command,) = bot.heard()

    assert command == Command(
        line="/ta 12",
        by="Kari Holm",
        key=f"telegram:{GROUP}:{said}",
        address=str(GROUP),
        message_ref=f"{GROUP}:{said}",
        reply_to=alert,
        user=KARI,
    )


def test_command_in_a_forum_names_its_topic(bot: LiveBot, telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/liste", message_thread_id=17, is_topic_message=True)

    (command,) = bot.heard()

    assert command.address == f"{GROUP}/17"


def test_pressed_button_is_a_command_and_gets_its_word(bot: LiveBot, telegram: Emulator) -> None:
    alert = bot.send(ASKED)
    query = telegram.press(GROUP, KARI, int(alert.split(":")[1]), "claim 1")

    (command,) = bot.heard(word="Tatt av Kari. " * 20)

    assert (command.line, command.origin, command.key) == ("claim 1", Origin.BUTTON, f"telegram:cb:{query}")
    assert command.reply_to == alert
    (answer,) = telegram.calls("answerCallbackQuery")
    assert answer["status"] == 200
    assert 100 < len(answer["params"]["text"]) <= 200


def test_button_that_was_pressed_too_long_ago_is_obeyed_all_the_same(bot: LiveBot, telegram: Emulator) -> None:
    alert = bot.send(ASKED)
    telegram.press(GROUP, KARI, int(alert.split(":")[1]), "claim 1")
    telegram.fault("answerCallbackQuery", code=400, description="Bad Request: query is too old")
    telegram.say(GROUP, KARI, "/liste")

    assert [command.line for command in bot.heard()] == ["claim 1", "/liste"]


def test_command_that_fails_does_not_silence_the_bot(
    bot: LiveBot, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    said = telegram.say(GROUP, KARI, "/ta 12")

    async def listen(entered: Telegram) -> None:
        async def obey(command: Command) -> str:
            if command.line == LAST:
                last.set()
            raise RuntimeError("a bug")

        last = asyncio.Event()
        listener = asyncio.create_task(entered.listen(obey))
        await last.wait()
        listener.cancel()

    telegram.say(GROUP, KARI, LAST)
    bot.run(listen)

    assert f"telegram:{GROUP}:{said}" in caplog.text


def test_bot_is_addressed_by_its_name_and_others_by_theirs(bot: LiveBot, telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/ta@Dialogbot_test_bot 12")
    telegram.say(GROUP, KARI, "/ta@annen_bot 13")

    assert [command.line for command in bot.heard()] == ["/ta 12"]


def test_stranger_is_not_heard_and_gets_no_answer(
    bot: LiveBot, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    alert = bot.send(ASKED)
    telegram.say(GROUP, STRANGER, "/ta 1")
    telegram.say(STRANGER, STRANGER, "/ta 1")
    telegram.press(GROUP, STRANGER, int(alert.split(":")[1]), "claim 1")

    assert bot.heard() == []
    assert len(telegram.calls("sendMessage")) == 1
    assert ["text" in call["params"] for call in telegram.calls("answerCallbackQuery")] == [False]
    assert caplog.messages == [f"Telegram user {STRANGER} in chat {GROUP} may not give commands and was not heard"]


def test_anonymous_administrator_is_heard_where_every_member_is(bot: LiveBot, telegram: Emulator) -> None:
    telegram.add_user(1087968824, first_name="Group", is_bot=True)
    telegram.say(GROUP, 1087968824, "/liste", sender_chat={"id": GROUP, "type": "supergroup", "title": "Vakta"})

    (command,) = bot.heard(users=[])

    assert (command.line, command.by) == ("/liste", "Vakta")


def test_edited_message_is_no_command(bot: LiveBot, telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/ta 12")
    (message,) = telegram.messages(GROUP)
    telegram.update({"edited_message": message | {"text": "/ta 13", "edit_date": message["date"]}})

    assert [command.line for command in bot.heard()] == ["/ta 12"]


def test_command_given_while_the_bot_was_down_is_heard_once(bot: LiveBot, telegram: Emulator) -> None:
    telegram.say(KARI, KARI, "/ta 12")

    first, second = bot.heard(), bot.heard()

    assert ([command.line for command in first], second) == (["/ta 12"], [])


def test_command_that_was_not_carried_out_comes_again(bot: LiveBot, telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/ta 12")

    async def be_killed(entered: Telegram) -> None:
        async def obey(_: Command) -> str:
            listener.cancel()
            await asyncio.Event().wait()
            return ""

        listener = asyncio.create_task(entered.listen(obey))
        with suppress(asyncio.CancelledError):
            await listener

    bot.run(be_killed)

    assert [command.line for command in bot.heard()] == ["/ta 12"]


def test_network_that_fails_does_not_stop_the_listening(
    bot: LiveBot, telegram: Emulator, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO, logger="dialogbot")
    telegram.fault("getMe", drop=True)
    telegram.fault("getUpdates", code=502, raw="<html>Bad Gateway</html>")
    telegram.fault("getUpdates", drop=True)
    telegram.say(GROUP, KARI, "/ta 12")

    assert [command.line for command in bot.heard()] == ["/ta 12"]
    assert "going on without it" in caplog.text
    assert "Telegram answers again" in caplog.text


def test_second_poller_is_told_in_one_line(bot: LiveBot, telegram: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    telegram.fault("getUpdates", code=409, description="Conflict: terminated by other getUpdates request", times=2)

    bot.heard()

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("dialogbot")]
    assert len(lines) == 1
    assert "another program polls" in lines[0]
