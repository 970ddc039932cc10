"""What Telegram's refusals mean to us, in our own words and without the token."""

from __future__ import annotations

from datetime import timedelta

from telegram.error import (
    BadRequest,
    ChatMigrated,
    Conflict,
    Forbidden,
    RetryAfter,
    TelegramError,
    TimedOut,
)

from dialogbot.domain import Barred, DeliveryError, DialogbotError, Gone, Moved, Undeliverable
from dialogbot.redaction import MASK

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
