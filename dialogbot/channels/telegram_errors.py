"""What Telegram's refusals mean to us, in our own words and without the token, and how long to go on asking."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from itertools import chain, repeat
from typing import TypeVar

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    InvalidToken,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from dialogbot.domain import Barred, ConfigError, DeliveryError, DialogbotError, Gone, Moved, Undeliverable
from dialogbot.redaction import MASK

REFUSED = "Telegram refuses the token: copy it anew from @BotFather, and see that [telegram] api_url is right"

_log = logging.getLogger(__name__)
_Answer = TypeVar("_Answer")
_GONE = ("message to edit not found", "can't be edited", "message_id_invalid")


def in_our_words(error: TelegramError, token: str) -> DialogbotError:
    """Return the error that says what can be done: try again, give up, or go elsewhere."""
    reason = str(error).replace(token, MASK)
    told: DialogbotError = DeliveryError(f"Telegram cannot be reached: {reason}")
    match error:
        case RetryAfter():
            told = DeliveryError(f"Telegram asks for a pause: {reason}", retry_after=seconds(error.retry_after))
        case ChatMigrated():
            new = str(error.new_chat_id)
            told = Moved(f"the group has a new id: write {new} under chats in [telegram]", new)
        case BadRequest() if any(words in reason.casefold() for words in _GONE):
            told = Gone(f"the message can no longer be edited: {reason}")
        case BadRequest():  # a NetworkError to the library, but trying again does not help
            told = Undeliverable(f"Telegram does not take the message: {reason}")
        case Forbidden():
            told = Barred(f"the bot may not write in this chat, invite it anew: {reason}")
        case Conflict():
            told = DeliveryError("another program polls Telegram with this token: stop it, or give it its own bot")
        case TimedOut():
            told = DeliveryError("Telegram did not answer in time")
    return told


def seconds(wait: int | timedelta) -> float:
    """Return a wait in seconds, whichever way the library tells it."""
    return wait.total_seconds() if isinstance(wait, timedelta) else wait


async def until_answered(ask: Callable[[], Awaitable[_Answer]], token: str) -> _Answer:
    """Ask until there is an answer, more and more seldom, with one line in the log for each new reason.

    Raises ``ConfigError`` when the token is refused.
    """
    reason = ""
    for pause in chain((0.5, 1, 2, 4, 8, 15), repeat(30)):
        try:
            answer = await ask()
        except InvalidToken:
            raise ConfigError(REFUSED) from None  # the library's own text holds the token
        except TelegramError as error:
            if reason != (reason := str(in_our_words(error, token))):
                _log.warning("%s; trying again", reason)
            await asyncio.sleep(seconds(error.retry_after) if isinstance(error, RetryAfter) else pause)
        else:
            break
    if reason:
        _log.info("Telegram answers again")
    return answer
