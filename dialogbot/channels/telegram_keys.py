"""What goes with a message to Telegram: the buttons under it, and the message that it answers."""

from __future__ import annotations

from collections.abc import Sequence

import telegram as bot_api

from dialogbot.channels.telegram_address import place_of
from dialogbot.domain import Button

BUTTONS_A_ROW = 3


def keyboard(buttons: Sequence[Button]) -> bot_api.InlineKeyboardMarkup | None:
    """Put buttons in rows; none is no keyboard."""
    keys = [bot_api.InlineKeyboardButton(button.label, callback_data=button.command) for button in buttons]
    rows = [keys[start : start + BUTTONS_A_ROW] for start in range(0, len(keys), BUTTONS_A_ROW)]
    return bot_api.InlineKeyboardMarkup(rows) if rows else None


def reply_in(chat: int, replied: str | None) -> bot_api.ReplyParameters | None:
    """Point at a message of the same chat; if it has been deleted, the reply comes without."""
    if not replied or not replied.startswith(f"{chat}:"):
        return None
    return bot_api.ReplyParameters(place_of(replied)[1], allow_sending_without_reply=True)
