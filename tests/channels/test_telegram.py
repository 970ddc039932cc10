from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from dialogbot.channels.telegram import Telegram
from dialogbot.domain import Block, Button, DeliveryError, Notice, Style, Undeliverable

if TYPE_CHECKING:
    from tests.channels.conftest import LiveBot
    from tests.conftest import Emulator

GROUP = -1001
KARI = 501
NOTICE = Notice(blocks=(Block(style=Style.PLAIN, text="Hvor låner jeg kart?"),))
ASKED = Notice(blocks=NOTICE.blocks, buttons=(Button(label="Ta", command="claim 1"),))


def test_notice_becomes_a_message_whose_reference_names_chat_and_message(bot: LiveBot, telegram: Emulator) -> None:
    reference = bot.send()

    (message,) = telegram.messages(GROUP)
    assert (reference, message["text"]) == (f"{GROUP}:{message['message_id']}", "Hvor låner jeg kart?")


def test_words_of_strangers_are_no_markup(bot: LiveBot, telegram: Emulator) -> None:
    bot.send(Notice(blocks=(Block(style=Style.QUOTE, text="<b>1 < 2 & 3</b>"),)))

    (message,) = telegram.messages(GROUP)
    assert message["text"] == "<b>1 < 2 & 3</b>"
    assert [entity["type"] for entity in message["entities"]] == ["blockquote"]


def test_links_are_shown_without_a_preview(bot: LiveBot, telegram: Emulator) -> None:
    bot.send(Notice(blocks=(Block(style=Style.ITEM, text="Innlegget", url="https://eksempel.no/?a=1&b=2"),)))

    (call,) = telegram.calls("sendMessage")
    assert '"is_disabled": true' in call["params"]["link_preview_options"]
    assert call["result"]["entities"][0]["url"] == "https://eksempel.no/?a=1&b=2"


def test_overlong_notice_arrives_cut(bot: LiveBot, telegram: Emulator) -> None:
    bot.send(Notice(blocks=(Block(style=Style.QUOTE, text="æøå 🙂 " * 2000),)))

    (message,) = telegram.messages(GROUP)
    assert message["text"].endswith("…")


def test_buttons_stand_three_in_a_row(bot: LiveBot, telegram: Emulator) -> None:
    buttons = tuple(Button(label=f"Valg {number}", command=f"claim {number}") for number in range(5))

    bot.send(Notice(blocks=NOTICE.blocks, buttons=buttons))

    (message,) = telegram.messages(GROUP)
    rows = message["reply_markup"]["inline_keyboard"]
    assert [len(row) for row in rows] == [3, 2]
    assert rows[1][1] == {"text": "Valg 4", "callback_data": "claim 4"}


def test_answer_replies_to_the_message_it_answers(bot: LiveBot, telegram: Emulator) -> None:
    asked = telegram.say(GROUP, KARI, "/liste")

    bot.send(reply_to=f"{GROUP}:{asked}")

    assert telegram.messages(GROUP)[-1]["reply_to_message"]["message_id"] == asked


@pytest.mark.parametrize("reply_to", [f"{GROUP}:999", "502:1", "console:1"])
def test_answer_comes_even_if_the_question_is_not_there(bot: LiveBot, telegram: Emulator, reply_to: str) -> None:
    bot.send(reply_to=reply_to)

    assert "reply_to_message" not in telegram.messages(GROUP)[-1]


def test_edit_changes_words_and_takes_the_buttons_away(bot: LiveBot, telegram: Emulator) -> None:
    reference = bot.send(ASKED)

    bot.run(lambda entered: entered.edit(reference, Notice(blocks=(Block(style=Style.NOTE, text="Tatt"),))))

    (message,) = telegram.messages(GROUP)
    assert (message["text"], message.get("reply_markup")) == ("Tatt", None)


def test_edit_that_changes_nothing_is_no_error(bot: LiveBot, telegram: Emulator) -> None:
    reference = bot.send(ASKED)

    bot.run(lambda entered: entered.edit(reference, ASKED))

    assert telegram.calls("editMessageText")[0]["status"] == 400


@pytest.mark.parametrize("reference", [f"{GROUP}:999", "console:7", "7"])
def test_message_that_is_gone_cannot_be_edited(bot: LiveBot, reference: str) -> None:
    with pytest.raises(Undeliverable):
        bot.run(lambda entered: entered.edit(reference, NOTICE))


def test_message_of_another_cannot_be_edited(bot: LiveBot, telegram: Emulator) -> None:
    theirs = telegram.say(GROUP, KARI, "hei")

    with pytest.raises(Undeliverable):
        bot.run(lambda entered: entered.edit(f"{GROUP}:{theirs}", NOTICE))


def test_address_must_be_a_chat_id(bot: LiveBot) -> None:
    with pytest.raises(Undeliverable, match="terminal is no chat id"):
        bot.run(lambda entered: entered.send(NOTICE, "terminal"))


def test_flood_limit_says_when_to_come_back(bot: LiveBot, telegram: Emulator) -> None:
    telegram.fault("sendMessage", code=429, parameters={"retry_after": 7})

    error = bot.refusal()

    assert isinstance(error, DeliveryError)
    assert error.retry_after == 7


@pytest.mark.parametrize(
    "fault",
    [
        {"code": 502, "raw": "<html>Bad Gateway</html>"},
        {"code": 500, "description": "Internal Server Error"},
        {"code": 401, "description": "Unauthorized"},
        {"drop": True},
        {"drop": True, "late": True},
    ],
)
def test_what_may_pass_is_worth_another_try(bot: LiveBot, telegram: Emulator, fault: dict[str, Any]) -> None:
    telegram.fault("sendMessage", **fault)

    assert isinstance(bot.refusal(), DeliveryError)


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"code": 400, "description": "Bad Request: CHAT_RESTRICTED"}, "Chat_restricted"),
        ({"code": 403, "description": "Forbidden: bot was kicked"}, "invite it anew"),
        ({"code": 400, "parameters": {"migrate_to_chat_id": -1002}}, "-1002"),
    ],
)
def test_what_cannot_be_delivered_says_why(bot: LiveBot, telegram: Emulator, fault: dict[str, Any], said: str) -> None:
    telegram.fault("sendMessage", **fault)

    error = bot.refusal()

    assert isinstance(error, Undeliverable)
    assert said in str(error)


def test_chat_that_has_had_its_fill_is_left_alone_for_a_while(bot: LiveBot, telegram: Emulator) -> None:
    async def flood(channel: Telegram) -> None:
        for _ in range(20):
            await channel.send(NOTICE, str(GROUP))
        await channel.send(NOTICE, str(KARI))
        await channel.edit(f"{GROUP}:1", NOTICE)

    with pytest.raises(DeliveryError) as caught:
        bot.run(flood)

    assert caught.value.retry_after == pytest.approx(60, abs=10)
    assert (len(telegram.messages(GROUP)), len(telegram.messages(KARI))) == (20, 1)
