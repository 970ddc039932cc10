"""From what Telegram tells of a message or a pressed button to who speaks, and what is asked."""

from __future__ import annotations

import telegram as bot_api
from telegram.constants import ChatType

from dialogbot.channels.telegram_access import Speaker
from dialogbot.channels.telegram_address import reference
from dialogbot.domain import Command, Origin


def of_words(message: bot_api.Message, text: str, user: bot_api.User) -> tuple[Speaker, Command]:
    """Read a message; in a forum, its address names the topic."""
    disguise = message.sender_chat
    speaks_as = disguise.id if disguise else None
    command = Command(
        line=text,
        by=(disguise and (message.author_signature or disguise.effective_name)) or _name(user),
        key=f"telegram:{reference_of(message)}",
        address=_address(message),
        message_ref=reference_of(message),
        reply_to=reference_of(message.reply_to_message) if message.reply_to_message else None,
        user=user.id,
    )
    return Speaker(chat=message.chat.id, user=user.id, bot=user.is_bot, speaks_as=speaks_as), command


def of_press(query: bot_api.CallbackQuery, message: bot_api.MaybeInaccessibleMessage) -> tuple[Speaker, Command]:
    """Read a press of a button. Whoever reads a channel can press, and is no member of anything for that."""
    user = query.from_user
    command = Command(
        line=query.data or "",
        by=_name(user),
        origin=Origin.BUTTON,
        key=f"telegram:cb:{query.id}",
        address=_address(message),
        message_ref=reference_of(message),
        reply_to=reference_of(message),
        user=user.id,
    )
    in_channel = message.chat.type == ChatType.CHANNEL
    return Speaker(chat=message.chat.id, user=user.id, bot=user.is_bot, only_reads=in_channel), command


def move_in(message: bot_api.Message) -> tuple[int, int] | None:
    """Read the old and the new id of a group that has become a supergroup: each of the two says so once."""
    if message.migrate_to_chat_id is not None:
        return message.chat.id, message.migrate_to_chat_id
    if message.migrate_from_chat_id is not None:
        return message.migrate_from_chat_id, message.chat.id
    return None


def reference_of(message: bot_api.MaybeInaccessibleMessage) -> str:
    """Write down which message is meant."""
    return reference(message.chat.id, message.message_id)


def _address(message: bot_api.MaybeInaccessibleMessage) -> str:
    if isinstance(message, bot_api.Message) and message.is_topic_message and message.message_thread_id:
        return f"{message.chat.id}/{message.message_thread_id}"
    return str(message.chat.id)


def _name(user: bot_api.User) -> str:
    return user.full_name.strip() or user.name
