"""How the settings become a channel: who is spoken to, who is obeyed, and what each is shown."""

from __future__ import annotations

import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING

from dialogbot import inbox
from dialogbot.channels import Channel
from dialogbot.channels.console import Console
from dialogbot.cli.bench import now, user
from dialogbot.commands import ACTIONS
from dialogbot.config import Config, read_webhook_secret
from dialogbot.domain import Command
from dialogbot.jobs import database
from dialogbot.roster import may, permits, roster
from dialogbot.setbacks import Setting, go_along
from dialogbot.settings import in_force
from dialogbot.store import opened
from dialogbot.texts import load

if TYPE_CHECKING:
    from dialogbot.channels.telegram_menu import Menu
    from dialogbot.channels.telegram_webhook import Webhook


def channel(config: Config, token: str, clock: Callable[[], datetime] = now) -> Channel:
    """Return the channel of the configuration, not yet connected. Raises ``ConfigError``."""
    if config.channel == "console":
        folder = config.report.folder
        return Console(name=user(), files=config.path(folder) if folder else None)
    from dialogbot.channels.telegram import Telegram  # noqa: PLC0415 - a heavy package, only where it is used

    return Telegram(
        token=token,
        api_url=config.telegram.api_url,
        chats=_chats(config),
        users=_users(config),
        is_member=partial(_is_member, config),
        is_moved=partial(_is_moved, config),
        may_import=partial(_may_import, config),
        follow=partial(_follow, config, clock),
        menus=partial(menus, config),
        files=config.path(config.inbox.folder) / inbox.CHAT,
        webhook=_webhook(config),
    )


def menus(config: Config) -> list[Menu]:
    """List the menus: for the chats of the staff in their language, for each person in that person's."""
    from dialogbot.channels.telegram_menu import Menu  # noqa: PLC0415 - only where Telegram is used

    with opened(database(config)) as store:
        config = in_force(config, store)
        team = roster(config.colleagues, store)
        chats = [int(store.addresses.current(str(chat))) for chat in _chats(config)]
    found = {chat: Menu(chat=chat, commands=_commands(config.language, frozenset(ACTIONS))) for chat in chats}
    for one in team.people:
        if one.telegram_id is not None:
            commands = _commands(one.interface, frozenset(action for action in ACTIONS if may(one, action, team)))
            found[one.telegram_id] = Menu(chat=one.telegram_id, commands=commands)
    return list(found.values())


@cache
def _commands(language: str, actions: frozenset[str]) -> tuple[tuple[str, str], ...]:
    texts = load(language, UTC)
    return tuple(
        (texts(f"words.{action}").split()[0], texts(f"menu.{action}")) for action in ACTIONS if action in actions
    )


def _chats(config: Config) -> list[int]:
    """List the chats in which alerts stand: those of all, and those of a topic or community."""
    team = config.colleagues
    places = [chat for chat, _ in (*team.topic_chats.values(), *team.community_chats.values())]
    return list(dict.fromkeys((*config.telegram.chats, *places)))


def _users(config: Config) -> list[int]:
    """Return the ids of those whom the settings let in, as users or as people of the team; none: every member."""
    team = [one.telegram_id for one in config.colleagues.people if one.telegram_id is not None]
    return [*config.telegram.users, *team] if config.telegram.users else []


def _is_member(config: Config, telegram_id: int) -> bool:
    """Say whether somebody is named in the team, or was let in by a code."""
    if config.colleagues.by_telegram_id(telegram_id) is not None:
        return True
    with opened(database(config)) as store:
        return store.duties.member(telegram_id) is not None


def _may_import(config: Config, command: Command) -> bool:
    """Say whether whoever sends a file may bring in posts."""
    with opened(database(config)) as store:
        return permits(command, "import", roster(config.colleagues, store))


def _is_moved(config: Config, chat: int) -> bool:
    """Say whether one of our chats has moved to this one."""
    with opened(database(config)) as store:
        moved = store.addresses.moved()
    return any(moved.get(str(old)) == str(chat) for old in _chats(config))


def _follow(config: Config, clock: Callable[[], datetime], old: int, new: int) -> None:
    """Go along with one of our chats to its new id, as Telegram tells it; other chats are nothing to us."""
    if old not in _chats(config) and not _is_moved(config, old):
        return
    with opened(database(config)) as store, store.writing():
        held = in_force(config, store)
        texts = load(held.language, held.zone)
        go_along(str(old), str(new), Setting(store=store, now=clock(), texts=texts, addresses=held.addresses))


def _webhook(config: Config) -> Webhook | None:
    if not config.telegram.webhook_url:
        return None
    from dialogbot.channels.telegram_webhook import Webhook  # noqa: PLC0415 - only where it is used

    host, _, port = config.telegram.webhook_listen.rpartition(":")
    secret = read_webhook_secret(config, os.environ)
    return Webhook(url=config.telegram.webhook_url, host=host, port=int(port), secret=secret)
