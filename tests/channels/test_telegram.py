from __future__ import annotations

import asyncio
import io
import logging
import traceback
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress
from typing import TYPE_CHECKING, Any, TypeVar

import pytest

from dialogbot.channels.telegram import Telegram
from dialogbot.domain import (
    Block,
    Button,
    Command,
    ConfigError,
    DeliveryError,
    DialogbotError,
    Notice,
    Origin,
    Style,
    Undeliverable,
)
from dialogbot.redaction import guard

if TYPE_CHECKING:
    from tests.conftest import Emulator

GROUP = -1001
KARI = 501
STRANGER = 666
LAST = "/slutt"
NOTICE = Notice(blocks=(Block(style=Style.PLAIN, text="Hvor låner jeg kart?"),))
ASKED = Notice(blocks=NOTICE.blocks, buttons=(Button(label="Ta", command="claim 1"),))

Result = TypeVar("Result")
Use = Callable[[Telegram], Awaitable[Result]]


@pytest.fixture(autouse=True)
def people(telegram: Emulator) -> None:
    telegram.add_chat(GROUP)
    telegram.add_chat(KARI)
    telegram.add_user(KARI, first_name="Kari", last_name="Holm")


def channel(telegram: Emulator, **other: Any) -> Telegram:
    settings: dict[str, Any] = {"chats": [GROUP], "users": [KARI], "menu": [], "token": telegram.token}
    return Telegram(api_url=telegram.api_url, **settings | other)


def run(telegram: Emulator, use: Use[Result], **other: Any) -> Result:
    """Enter a channel, do something with it, and leave; none of it may hang."""

    async def inside() -> Result:
        async with asyncio.timeout(20), channel(telegram, **other) as entered:
            return await use(entered)

    return asyncio.run(inside())


def send(telegram: Emulator, notice: Notice = NOTICE, reply_to: str | None = None) -> str:
    return run(telegram, lambda entered: entered.send(notice, str(GROUP), reply_to))


def heard(telegram: Emulator, word: str = "ok", **other: Any) -> list[Command]:
    """What a channel hears of all that has been said, up to a last word which Kari says now."""
    telegram.say(GROUP, KARI, LAST)
    commands: list[Command] = []

    async def hear(entered: Telegram) -> None:
        polls = asyncio.get_running_loop().create_future()

        async def obey(command: Command) -> str:
            if command.line == LAST:
                polls.set_result(len(telegram.calls("getUpdates")))
            else:
                commands.append(command)
            return word

        listener = asyncio.create_task(entered.listen(obey))
        await asyncio.to_thread(telegram.wait_for, "getUpdates", await polls + 1)
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener

    run(telegram, hear, **other)
    return commands


def refusal(telegram: Emulator) -> DialogbotError:
    with pytest.raises((DeliveryError, Undeliverable)) as caught:
        send(telegram)
    return caught.value


def test_notice_becomes_a_message_whose_reference_names_chat_and_message(telegram: Emulator) -> None:
    reference = send(telegram)

    (message,) = telegram.messages(GROUP)
    assert (reference, message["text"]) == (f"{GROUP}:{message['message_id']}", "Hvor låner jeg kart?")


def test_words_of_strangers_are_no_markup(telegram: Emulator) -> None:
    send(telegram, Notice(blocks=(Block(style=Style.QUOTE, text="<b>1 < 2 & 3</b>"),)))

    (message,) = telegram.messages(GROUP)
    assert message["text"] == "<b>1 < 2 & 3</b>"
    assert [entity["type"] for entity in message["entities"]] == ["blockquote"]


def test_links_are_shown_without_a_preview(telegram: Emulator) -> None:
    send(telegram, Notice(blocks=(Block(style=Style.ITEM, text="Innlegget", url="https://eksempel.no/?a=1&b=2"),)))

    (call,) = telegram.calls("sendMessage")
    assert '"is_disabled": true' in call["params"]["link_preview_options"]
    assert call["result"]["entities"][0]["url"] == "https://eksempel.no/?a=1&b=2"


def test_overlong_notice_arrives_cut(telegram: Emulator) -> None:
    send(telegram, Notice(blocks=(Block(style=Style.QUOTE, text="æøå 🙂 " * 2000),)))

    (message,) = telegram.messages(GROUP)
    assert message["text"].endswith("…")


def test_buttons_stand_three_in_a_row(telegram: Emulator) -> None:
    buttons = tuple(Button(label=f"Valg {number}", command=f"claim {number}") for number in range(5))

    send(telegram, Notice(blocks=NOTICE.blocks, buttons=buttons))

    (message,) = telegram.messages(GROUP)
    rows = message["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [3, 2]
    assert rows[1][1] == {"text": "Valg 4", "callback_data": "claim 4"}


def test_answer_replies_to_the_message_it_answers(telegram: Emulator) -> None:
    asked = telegram.say(GROUP, KARI, "/liste")

    send(telegram, reply_to=f"{GROUP}:{asked}")

    assert telegram.messages(GROUP)[-1]["reply_to_message"]["message_id"] == asked


@pytest.mark.parametrize("reply_to", [f"{GROUP}:999", "502:1", "console:1"])
def test_answer_comes_even_if_the_question_is_not_there(telegram: Emulator, reply_to: str) -> None:
    send(telegram, reply_to=reply_to)

    assert "reply_to_message" not in telegram.messages(GROUP)[-1]


def test_edit_changes_words_and_takes_the_buttons_away(telegram: Emulator) -> None:
    reference = send(telegram, ASKED)

    run(telegram, lambda entered: entered.edit(reference, Notice(blocks=(Block(style=Style.NOTE, text="Tatt"),))))

    (message,) = telegram.messages(GROUP)
    assert (message["text"], message.get("reply_markup")) == ("Tatt", None)


def test_edit_that_changes_nothing_is_no_error(telegram: Emulator) -> None:
    reference = send(telegram, ASKED)

    run(telegram, lambda entered: entered.edit(reference, ASKED))

    assert telegram.calls("editMessageText")[0]["status"] == 400


@pytest.mark.parametrize("reference", [f"{GROUP}:999", "console:7", "7"])
def test_message_that_is_gone_cannot_be_edited(telegram: Emulator, reference: str) -> None:
    with pytest.raises(Undeliverable):
        run(telegram, lambda entered: entered.edit(reference, NOTICE))


def test_message_of_another_cannot_be_edited(telegram: Emulator) -> None:
    theirs = telegram.say(GROUP, KARI, "hei")

    with pytest.raises(Undeliverable):
        run(telegram, lambda entered: entered.edit(f"{GROUP}:{theirs}", NOTICE))


def test_address_must_be_a_chat_id(telegram: Emulator) -> None:
    with pytest.raises(Undeliverable, match="terminal is no chat id"):
        run(telegram, lambda entered: entered.send(NOTICE, "terminal"))


def test_flood_limit_says_when_to_come_back(telegram: Emulator) -> None:
    telegram.fault("sendMessage", code=429, parameters={"retry_after": 7})

    error = refusal(telegram)

    assert isinstance(error, DeliveryError)
    assert error.retry_after == 7


@pytest.mark.parametrize(
    "fault",
    [
        {"code": 502, "raw": "<html>Bad Gateway</html>"},
        {"code": 500, "description": "Internal Server Error"},
        {"code": 401, "description": "Unauthorized"},
        {"drop": True},
    ],
)
def test_what_may_pass_is_worth_another_try(telegram: Emulator, fault: dict[str, Any]) -> None:
    telegram.fault("sendMessage", **fault)

    assert isinstance(refusal(telegram), DeliveryError)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"code": 400, "description": "Bad Request: CHAT_RESTRICTED"}, "Chat_restricted"),
        ({"code": 403, "description": "Forbidden: bot was kicked"}, "invite it anew"),
        ({"code": 400, "parameters": {"migrate_to_chat_id": -1002}}, "-1002"),
    ],
)
def test_what_cannot_be_delivered_says_why(telegram: Emulator, fault: dict[str, Any], said: str) -> None:
    telegram.fault("sendMessage", **fault)

    error = refusal(telegram)

    assert isinstance(error, Undeliverable)
    assert said in str(error)


def test_command_tells_who_gave_it_and_where(telegram: Emulator) -> None:
    alert = send(telegram)
    said = telegram.say(GROUP, KARI, "/ta 12", reply_to=int(alert.split(":")[1]))

    (command,) = heard(telegram)

    assert command == Command(
        line="/ta 12",
        by="Kari Holm",
        key=f"telegram:{GROUP}:{said}",
        address=str(GROUP),
        message_ref=f"{GROUP}:{said}",
        reply_to=alert,
    )


def test_pressed_button_is_a_command_and_gets_its_word(telegram: Emulator) -> None:
    alert = send(telegram, ASKED)
    query = telegram.press(GROUP, KARI, int(alert.split(":")[1]), "claim 1")

    (command,) = heard(telegram, word="Tatt av Kari. " * 20)

    assert (command.line, command.origin, command.key) == ("claim 1", Origin.BUTTON, f"telegram:cb:{query}")
    assert command.reply_to == alert
    (answer,) = telegram.calls("answerCallbackQuery")
    assert answer["status"] == 200
    assert 100 < len(answer["params"]["text"]) <= 200


def test_command_that_fails_does_not_silence_the_bot(telegram: Emulator, caplog: pytest.LogCaptureFixture) -> None:
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
    run(telegram, listen)

    assert f"telegram:{GROUP}:{said}" in caplog.text


def test_bot_is_addressed_by_its_name_and_others_by_theirs(telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/ta@Dialogbot_test_bot 12")
    telegram.say(GROUP, KARI, "/ta@annen_bot 13")

    assert [command.line for command in heard(telegram)] == ["/ta 12"]


def test_stranger_is_not_heard_and_gets_no_answer(telegram: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    alert = send(telegram, ASKED)
    telegram.say(GROUP, STRANGER, "/ta 1")
    telegram.say(STRANGER, STRANGER, "/ta 1")
    telegram.press(GROUP, STRANGER, int(alert.split(":")[1]), "claim 1")

    assert heard(telegram) == []
    assert len(telegram.calls("sendMessage")) == 1
    assert ["text" in call["params"] for call in telegram.calls("answerCallbackQuery")] == [False]
    assert caplog.messages == [f"Telegram user {STRANGER} in chat {GROUP} may not give commands and was not heard"]


def test_anonymous_administrator_is_heard_where_every_member_is(telegram: Emulator) -> None:
    telegram.add_user(1087968824, first_name="Group", is_bot=True)
    telegram.say(GROUP, 1087968824, "/liste", sender_chat={"id": GROUP, "type": "supergroup", "title": "Vakta"})

    (command,) = heard(telegram, users=[])

    assert (command.line, command.by) == ("/liste", "Vakta")


def test_edited_message_is_no_command(telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/ta 12")
    (message,) = telegram.messages(GROUP)
    telegram.update({"edited_message": message | {"text": "/ta 13", "edit_date": message["date"]}})

    assert [command.line for command in heard(telegram)] == ["/ta 12"]


def test_command_given_while_the_bot_was_down_is_heard_once(telegram: Emulator) -> None:
    telegram.say(KARI, KARI, "/ta 12")

    first, second = heard(telegram), heard(telegram)

    assert ([command.line for command in first], second) == (["/ta 12"], [])


def test_command_that_was_not_carried_out_comes_again(telegram: Emulator) -> None:
    telegram.say(GROUP, KARI, "/ta 12")

    async def be_killed(entered: Telegram) -> None:
        async def obey(_: Command) -> str:
            listener.cancel()
            await asyncio.Event().wait()
            return ""

        listener = asyncio.create_task(entered.listen(obey))
        with suppress(asyncio.CancelledError):
            await listener

    run(telegram, be_killed)

    assert [command.line for command in heard(telegram)] == ["/ta 12"]


def test_network_that_fails_does_not_stop_the_listening(telegram: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO, logger="dialogbot")
    telegram.fault("getMe", drop=True)
    telegram.fault("getUpdates", code=502, raw="<html>Bad Gateway</html>")
    telegram.fault("getUpdates", drop=True)
    telegram.say(GROUP, KARI, "/ta 12")

    assert [command.line for command in heard(telegram)] == ["/ta 12"]
    assert "going on without it" in caplog.text
    assert "Telegram answers again" in caplog.text


def test_second_poller_is_told_in_one_line(telegram: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    telegram.fault("getUpdates", code=409, description="Conflict: terminated by other getUpdates request", times=2)

    heard(telegram)

    lines = [record.getMessage() for record in caplog.records if record.name.startswith("dialogbot")]
    assert len(lines) == 1
    assert "another program polls" in lines[0]


@pytest.mark.parametrize("token", ["", "7000000001", "7000000001:AA BB", "7000000001:AA\n"])
def test_misshapen_token_is_an_error_before_anything_is_asked(telegram: Emulator, token: str) -> None:
    with pytest.raises(ConfigError, match="@BotFather"):
        run(telegram, lambda _: asyncio.sleep(0), token=token)

    assert telegram.calls("getMe") == []


def test_refused_token_is_an_error_that_does_not_show_it(telegram: Emulator) -> None:
    telegram.fault("getMe", code=401, description="Unauthorized")

    with pytest.raises(ConfigError, match="@BotFather") as caught:
        run(telegram, lambda _: asyncio.sleep(0))

    assert telegram.token not in "".join(traceback.format_exception(caught.value))


def test_token_that_is_withdrawn_ends_the_listening(telegram: Emulator) -> None:
    telegram.fault("getUpdates", code=401, description="Unauthorized")

    with pytest.raises(ConfigError, match="@BotFather"):
        run(telegram, lambda entered: entered.listen(lambda _: asyncio.sleep(0, "")))


def test_menu_is_put_up(telegram: Emulator) -> None:
    run(telegram, lambda _: asyncio.sleep(0), menu=[("liste", "Vis åpne")])

    assert telegram.commands() == [{"command": "liste", "description": "Vis åpne"}]


def test_menu_that_is_refused_is_no_obstacle(telegram: Emulator, caplog: pytest.LogCaptureFixture) -> None:
    telegram.fault("setMyCommands", code=400, description="Bad Request: BOT_COMMAND_INVALID")

    send(telegram)

    assert "menu" in caplog.text


def test_leaving_does_not_wait_for_the_long_poll(telegram: Emulator) -> None:
    async def leave(entered: Telegram) -> None:
        listener = asyncio.create_task(entered.listen(lambda _: asyncio.sleep(0, "")))
        await asyncio.to_thread(telegram.wait_for, "getUpdates")
        listener.cancel()
        with suppress(asyncio.CancelledError):
            await listener

    async def live() -> None:
        async with asyncio.timeout(10), channel(telegram) as entered:
            await leave(entered)

    asyncio.run(live())


def test_channel_shows_no_token(telegram: Emulator) -> None:
    assert telegram.token not in repr(channel(telegram))


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


def test_no_log_line_holds_the_token(telegram: Emulator, log: io.StringIO) -> None:
    guard(
        [handler for handler in logging.getLogger().handlers if getattr(handler, "stream", 0) is log], [telegram.token]
    )
    telegram.fault("getMe", drop=True)
    telegram.fault("getUpdates", code=502, raw="<html>Bad Gateway</html>")
    telegram.fault("sendMessage", code=429, parameters={"retry_after": 1})
    telegram.fault("sendMessage", drop=True)

    refusals = [str(refusal(telegram)), str(refusal(telegram))]
    heard(telegram)

    assert telegram.token not in log.getvalue() + "".join(refusals)
    assert "trying again" in log.getvalue()
