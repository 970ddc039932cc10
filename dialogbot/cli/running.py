"""The commands that send: the process that goes on, the digest, and a single emptying of the outbox."""

from __future__ import annotations

import argparse
import asyncio
import logging
import os
import signal
import sys
from functools import partial
from pathlib import Path

from dialogbot import deliver, inbox
from dialogbot.channels import Channel
from dialogbot.channels.console import Console
from dialogbot.cli.bench import Bench, user
from dialogbot.commands import ACTIONS
from dialogbot.config import Config, read_token
from dialogbot.domain import DialogbotError
from dialogbot.jobs import database
from dialogbot.redaction import guard
from dialogbot.report import digest
from dialogbot.serve import Station, serve
from dialogbot.store import opened
from dialogbot.texts import Texts


def run_command(_chosen: argparse.Namespace, bench: Bench) -> int:
    """Go on until told to stop: by SIGTERM, or by Ctrl+C."""
    token = read_token(bench.config, os.environ) if bench.config.channel == "telegram" else ""
    _log_to_stderr(token)
    folder: Path = bench.config.path(bench.config.inbox.folder)
    print(bench.texts("run.started", inbox=folder), file=sys.stderr, flush=True)
    try:
        asyncio.run(_served(bench, channel(bench.config, bench.texts, token)))
    except* DialogbotError as errors:
        raise errors.exceptions[0] from None
    print(bench.texts("run.stopped"), file=sys.stderr)
    return 0


def digest_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Print a week's digest."""
    today = bench.clock().astimezone(bench.config.zone).date()
    week = digest.Week.parse(chosen.week) if chosen.week else digest.Week.before(today)
    with opened(database(bench.config)) as store:
        figures = digest.figures(store, week, bench.config.zone)
    Console(name=user()).show(digest.notice(figures, bench.texts, content=bench.config.alerts.content))
    return 0


def delivered(bench: Bench, to: Channel) -> int:
    """Empty the outbox once into a channel, and return how many messages that were."""
    desk = deliver.Desk(path=database(bench.config), texts=bench.texts, alerts=bench.config.alerts, clock=bench.clock)
    return asyncio.run(deliver.drain(to, desk))


def channel(config: Config, texts: Texts, token: str) -> Channel:
    """Return the channel of the configuration, not yet connected."""
    if config.channel == "console":
        return Console(name=user())
    from dialogbot.channels.telegram import Telegram  # noqa: PLC0415 - a heavy package, only where it is used

    menu = [(texts(f"words.{action}").split()[0], texts(f"menu.{action}")) for action in ACTIONS]
    return Telegram(
        token=token,
        api_url=config.telegram.api_url,
        chats=config.telegram.chats,
        users=_users(config),
        is_member=partial(_is_member, config),
        menu=menu,
        files=config.path(config.inbox.folder) / inbox.CHAT,
    )


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


async def _served(bench: Bench, to: Channel) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await serve(
        Station(
            config=bench.config,
            texts=bench.texts,
            vocabulary=bench.vocabulary,
            channel=to,
            clock=bench.clock,
            stop=stop,
            news=asyncio.Event(),
        )
    )


def _log_to_stderr(token: str) -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    guard(logging.getLogger().handlers, [token])
