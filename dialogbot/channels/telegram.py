"""The Telegram channel: notices as messages with buttons, and commands from those who may give them.

The Bot API is reached through python-telegram-bot's ``Bot``, with a loop of our own around ``getUpdates``: its
``Updater`` confirms updates to Telegram as soon as they lie in a queue, so a kill would lose the commands in it. Here
an update is confirmed by the request that follows once it has been carried out; what comes twice has the same key.
"""

from __future__ import annotations

import asyncio
import json
import logging
import os
import re
import time
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Self

import telegram as bot_api
from telegram.constants import ParseMode
from telegram.error import BadRequest, InvalidToken, TelegramError
from telegram.request import HTTPXRequest

from dialogbot.channels import Obey
from dialogbot.channels.telegram_access import Access, Speaker
from dialogbot.channels.telegram_address import addressed_to, chat_of, place_of
from dialogbot.channels.telegram_errors import REFUSED, in_our_words, until_answered
from dialogbot.channels.telegram_files import fetch
from dialogbot.channels.telegram_keys import keyboard, reply_in
from dialogbot.channels.telegram_markup import cut, html_of, sendable
from dialogbot.channels.telegram_menu import Menu, Menus
from dialogbot.channels.telegram_pace import Pace
from dialogbot.channels.telegram_updates import move_in, of_press, of_words, reference_of
from dialogbot.channels.telegram_webhook import Webhook, listening
from dialogbot.domain import Command, ConfigError, DialogbotError, File, Notice

POLL_SECONDS = 25
ANSWER_SECONDS = 20
LONGEST_CALLBACK_ANSWER = 200
LONGEST_CAPTION = 1024

_KINDS = (bot_api.Update.MESSAGE, bot_api.Update.CALLBACK_QUERY)

_log = logging.getLogger(__name__)


class Telegram:
    """A bot in the chats of the staff.

    ``users`` may give commands in ``chats`` and in a private chat with the bot; when there are none, every member of
    ``chats`` may. ``menus`` tells what each chat may be shown, as it is now; ``files`` is the folder into which files
    are fetched that are sent to the bot by those who ``may_import``. ``follow`` is told that a group has a new id, the
    old one first. With a ``webhook`` Telegram is not asked but tells. The ids are Telegram's.
    """

    def __init__(  # noqa: PLR0913 - the settings, each said by name
        self,
        *,
        token: str,
        api_url: str,
        chats: Sequence[int],
        users: Collection[int],
        menus: Callable[[], Sequence[Menu]],
        files: Path,
        is_member: Callable[[int], bool] = lambda _: False,
        is_moved: Callable[[int], bool] = lambda _: False,
        may_import: Callable[[Command], bool] = lambda _: True,
        follow: Callable[[int, int], None] = lambda _old, _new: None,
        webhook: Webhook | None = None,
    ) -> None:
        """Keep the settings; nothing is connected until the channel is entered."""
        self._token = token
        self._api_url = api_url.rstrip("/")
        self._chats = tuple(chats)
        self._access = Access(chats, users, is_member, is_moved)
        self._follow = follow
        self._may_import = may_import
        self._menus = Menus(menus, token)
        self._webhook = webhook
        self._files = files
        self._connected: bot_api.Bot | None = None
        self._greeted = False
        self._pace = Pace()

    def __repr__(self) -> str:
        """Show where it speaks, and never its token."""
        return f"Telegram(api_url={self._api_url!r}, chats={list(self._chats)})"

    async def __aenter__(self) -> Self:
        """Connect. A Telegram that does not answer is no obstacle, a token that it refuses is a ``ConfigError``."""
        if not re.fullmatch(r"\d+:[\w-]+", self._token, re.ASCII):
            raise ConfigError("the Telegram token is not of the form 123456:ABC-DEF: copy it anew from @BotFather")
        # the library's own switch for the coming behaviour: without it, every flood limit prints a warning
        os.environ.setdefault("PTB_TIMEDELTA", "true")
        self._connected = bot_api.Bot(
            self._token,
            base_url=f"{self._api_url}/bot",
            base_file_url=f"{self._api_url}/file/bot",
            request=HTTPXRequest(read_timeout=ANSWER_SECONDS),
            get_updates_request=HTTPXRequest(read_timeout=ANSWER_SECONDS),
        )
        try:
            await self._greet()
        except InvalidToken:
            await self._bot.shutdown()
            raise ConfigError(REFUSED) from None  # the library's own text holds the token
        except TelegramError as error:
            _log.warning("%s; going on without it until it answers", self._in_our_words(error))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Disconnect at once, also in the middle of a long poll."""
        await self._bot.shutdown()

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:
        """Send a message to the chat whose id is the address; the reference is ``chat:message``.

        Raises ``DeliveryError`` or ``Undeliverable``. After a time-out the message may have arrived all the same.
        """
        chat, thread = chat_of(address)
        with self._conversation(chat):
            message = await self._bot.send_message(
                chat,
                html_of(notice.blocks),
                parse_mode=ParseMode.HTML,
                message_thread_id=thread,
                link_preview_options=bot_api.LinkPreviewOptions(is_disabled=True),
                reply_parameters=reply_in(chat, reply_to),
                reply_markup=keyboard(notice.buttons),
            )
        for file in notice.attachments:
            await self._attach(file, message)
        return reference_of(message)

    async def _attach(self, file: File, message: bot_api.Message) -> None:
        """Send a file as an answer to its text. The text has arrived: a file that does not is only told of."""
        try:
            await self._send_file(file, await asyncio.to_thread(file.content), message)
        except TelegramError as error:
            _log.warning("the file %s was not sent: %s", file.name, self._in_our_words(error))
        except Exception:  # noqa: BLE001 - a picture that cannot be drawn must not send its text again for ever
            _log.exception("the file %s could not be made", file.name)

    async def _send_file(self, file: File, content: bytes, message: bot_api.Message) -> None:
        send = self._bot.send_photo if file.name.endswith(".png") else self._bot.send_document
        await send(
            message.chat.id,
            content,
            filename=file.name,
            caption=cut(sendable(file.alt), LONGEST_CAPTION),
            message_thread_id=message.message_thread_id if message.is_topic_message else None,
            reply_parameters=bot_api.ReplyParameters(message.message_id, allow_sending_without_reply=True),
        )
        self._pace.spoke(message.chat.id, time.monotonic())

    async def edit(self, reference: str, notice: Notice) -> None:
        """Make a message of the bot's own show this notice. Raises as ``send``: gone is ``Undeliverable``."""
        chat, message_id = place_of(reference)
        with self._conversation(chat):
            try:
                await self._bot.edit_message_text(
                    html_of(notice.blocks),
                    chat_id=chat,
                    message_id=message_id,
                    parse_mode=ParseMode.HTML,
                    link_preview_options=bot_api.LinkPreviewOptions(is_disabled=True),
                    reply_markup=keyboard(notice.buttons),
                )
            except BadRequest as error:
                if "not modified" not in str(error).casefold():
                    raise

    async def remove(self, reference: str) -> None:
        """Delete a message of the bot's own; one that is gone already is no error. Raises as ``send``."""
        chat, message_id = place_of(reference)
        with self._conversation(chat):
            try:
                await self._bot.delete_message(chat, message_id)
            except BadRequest as error:
                if "not found" not in str(error).casefold():
                    raise

    async def listen(self, obey: Obey) -> None:
        """Hand over the commands of those who may give them, also those given while nobody listened.

        Runs until cancelled, whatever the network does. Raises ``ConfigError`` when the token is no longer accepted.
        """
        if not self._greeted:
            await until_answered(self._greet, self._token)
        if self._webhook is None:
            await self._poll(obey)
        else:
            await self._be_told(self._webhook, obey)

    async def _be_told(self, hook: Webhook, obey: Obey) -> None:
        async def take(body: bytes) -> None:
            told = json.loads(body)
            if not isinstance(told, dict) or "update_id" not in told:
                raise ValueError("no update")
            await self._take(bot_api.Update.de_json(told, self._bot), obey)
            await self._menus.renew(self._bot)

        # one at a time: what was given first is carried out first
        ask = partial(
            self._bot.set_webhook, hook.url, secret_token=hook.secret, allowed_updates=_KINDS, max_connections=1
        )
        async with listening(hook, take):
            await until_answered(ask, self._token)
            await asyncio.Event().wait()

    async def _poll(self, obey: Obey) -> None:
        offset: int | None = None
        while True:
            ask = partial(self._bot.get_updates, offset=offset, timeout=POLL_SECONDS, allowed_updates=_KINDS)
            for update in await until_answered(ask, self._token):
                await self._take(update, obey)
                offset = update.update_id + 1
            await self._menus.renew(self._bot)

    @property
    def _bot(self) -> bot_api.Bot:
        if self._connected is None:
            raise RuntimeError("the channel must be entered with async with before it is used")
        return self._connected

    async def _greet(self) -> None:
        """Learn the bot's own name, see to it that polling is possible, and put up the menus."""
        await self._bot.initialize()
        if self._webhook is None:
            await self._bot.delete_webhook(drop_pending_updates=False)
        self._greeted = True
        try:
            await self._bot.delete_my_commands()  # those for everybody: strangers are shown nothing
        except TelegramError as error:
            _log.warning("the menu of commands could not be taken from strangers: %s", self._in_our_words(error))
        await self._menus.put_up(self._bot)

    async def _take(self, update: bot_api.Update, obey: Obey) -> None:
        query, message = update.callback_query, update.message
        if message and (move := move_in(message)):
            await asyncio.to_thread(self._follow, *move)
            self._menus.old = True
        elif query and query.message:
            await self._answer(query, await self._heard(of_press(query, query.message), obey))
        elif message and message.from_user and (message.text or message.document):
            said = of_words(message, message.text or "/import", message.from_user)
            await self._heard(said, obey, message.document)

    async def _heard(self, said: tuple[Speaker, Command], obey: Obey, document: bot_api.Document | None = None) -> str:
        """Have a command carried out if its giver may give it; returns the word for whoever pressed a button."""
        speaker, command = said
        if re.fullmatch(r"/start \S+", command.line) and self._access.may_knock(speaker, time.monotonic()):
            self._menus.old = True
            return await _obeyed(replace(command, stranger=True), obey)
        if not self._access.hears(speaker, time.monotonic()):
            return ""
        wanted: bool = document is not None and await asyncio.to_thread(self._may_import, command)
        if document and wanted:
            fetched = partial(fetch, document, command.message_ref or "", self._bot, self._files)
            command = replace(command, attachment=await until_answered(fetched, self._token))
        line = addressed_to(self._bot.username, command.line)
        word = await _obeyed(replace(command, line=line), obey) if line else ""
        self._menus.old |= speaker.chat == speaker.user  # they may have chosen another language
        return word

    async def _answer(self, query: bot_api.CallbackQuery, word: str) -> None:
        try:
            await query.answer(cut(sendable(word), LONGEST_CALLBACK_ANSWER) or None)
        except TelegramError as error:  # after some seconds the phone has stopped waiting, and nothing is lost
            _log.info("a pressed button could not be answered: %s", self._in_our_words(error))

    @contextmanager
    def _conversation(self, chat: int) -> Iterator[None]:
        """Speak in a chat at the pace that Telegram allows, with its refusals in our own words."""
        self._pace.check(chat, time.monotonic())
        try:
            yield
        except TelegramError as error:
            raise self._in_our_words(error) from error
        finally:
            self._pace.spoke(chat, time.monotonic())

    def _in_our_words(self, error: TelegramError) -> DialogbotError:
        return in_our_words(error, self._token)


async def _obeyed(command: Command, obey: Obey) -> str:
    try:
        return await obey(command)
    except Exception:  # noqa: BLE001  # unconfirmed, it would come again at every start and silence the bot for good
        _log.exception("the command %s could not be carried out", command.key)
        return ""
