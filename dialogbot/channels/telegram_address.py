"""How chats, messages and bots are named in words.

``-1001234`` is a chat, ``-1001234/17`` a forum topic in it, ``-1001234:56`` a message in it.
"""

from __future__ import annotations

import re

from dialogbot.domain import Undeliverable


def chat_of(address: str) -> tuple[int, int | None]:
    """Read the id of a chat and, behind a slash, of a forum topic in it; raises ``Undeliverable``."""
    chat, _, thread = address.partition("/")
    try:
        return int(chat), int(thread) if thread else None
    except ValueError:
        raise Undeliverable(f"{address or 'nothing'} is no chat id: write numbers under chats in [telegram]") from None


def reference(chat: int, message: int) -> str:
    """Write down which message is meant."""
    return f"{chat}:{message}"


def place_of(message: str) -> tuple[int, int]:
    """Read chat and message id of a reference; raises ``Undeliverable``, as for one from another channel."""
    chat, _, number = message.partition(":")
    try:
        return int(chat), int(number)
    except ValueError:
        raise Undeliverable(f"{message} is no message on Telegram, so it cannot be changed there") from None


def addressed_to(username: str, line: str) -> str | None:
    """Take the bot's name out of a command (``/ta@our_bot 12``); ``None`` when it is for another bot."""
    named = re.match(r"(/\w+)@(\w+)", line)
    if named is None:
        return line
    return named[1] + line[named.end() :] if named[2].casefold() == username.casefold() else None
