"""The process that goes on: one event loop with a listener, a watcher of the inbox and a tick."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from functools import partial

from dialogbot import deliver, respond
from dialogbot.channels import Obey
from dialogbot.domain import Command, Message, Sort
from dialogbot.intake import brings_posts, receive, watching
from dialogbot.jobs import database, expected, run_due, scheduler
from dialogbot.judgement import judge_new
from dialogbot.notices import plain, said
from dialogbot.privacy import privacy
from dialogbot.report.digest import house
from dialogbot.retention import enforce_when_due
from dialogbot.roster import giver, permits, roster
from dialogbot.settings import in_force, standing
from dialogbot.station import TICK_SECONDS, Station, announced, as_it_stands, desk, over, sensitivity, told, worked
from dialogbot.store import Store, opened
from dialogbot.store.connections import kept_open
from dialogbot.suggest import bank
from dialogbot.texts import load
from dialogbot.worker import WorkerDied

_log = logging.getLogger(__name__)
CONFIRMING_SECONDS = 0.5
"""At most so long a reply waits for the message before it: Telegram shows a message before we know its number."""


async def serve(station: Station) -> None:
    """Watch the inbox, talk with staff and run the clock until ``station.stop`` is set.

    Raises ``DialogbotError`` when the channel refuses for good or the database cannot be used at the start.
    """
    await asyncio.to_thread(_catch_up, station)
    with kept_open(database(station.config)):
        async with station.channel, asyncio.TaskGroup() as tasks:
            running = [
                tasks.create_task(station.channel.listen(_obeying(station))),
                tasks.create_task(_ticking(station)),
                tasks.create_task(watching(station)),
            ]
            await station.stop.wait()
            for task in running:
                task.cancel()
    await asyncio.to_thread(_sign_off, station)


def _catch_up(station: Station) -> None:
    """Hide what is not to be told any more, and finish what an interrupted run left: verdicts, alerts."""
    with opened(database(station.config)) as store:
        values = {name: change.value for name, change in store.changes.in_force().items()}
        left_unjudged = bool(store.posts.unjudged(most=1))
    for name in standing(station.config, values).left_out:
        _log.warning("the changed setting %s does not go with the file and does not hold", name)
    station = as_it_stands(station)
    enforce_when_due(station.config, station.clock())
    if left_unjudged:
        _judge_the_rest(station)
    announced(station.config, station.clock())


def _judge_the_rest(station: Station) -> None:
    now, sensitive = station.clock(), sensitivity(station.config)
    try:
        worked(station, partial(judge_new, database(station.config), now=now, sensitivity=sensitive))
    except WorkerDied as error:  # what is left is tried again with the next import
        _log.error("not all that is stored could be judged: %s", error)


def _sign_off(station: Station) -> None:
    with opened(database(station.config)) as store:
        store.heartbeat.stop()


def _obeying(station: Station) -> Obey:
    async def obey(command: Command) -> str:
        if command.stranger:
            await asyncio.to_thread(_welcome, command, station)
            station.news.set()
            return ""
        if brings_posts(command, station) and await asyncio.to_thread(_may_import, command, station):
            await asyncio.to_thread(receive, command, station)
            station.news.set()
            return ""
        response = await asyncio.to_thread(_obeyed, command, station)
        station.news.set()
        return plain(response.notice) if response else ""

    return obey


def _await_confirmation(reference: str, store: Store) -> None:
    """Wait until the message that is replied to is known, but not for long: it may be somebody else's."""
    end = time.monotonic() + CONFIRMING_SECONDS
    while not store.outbox.knows(reference) and time.monotonic() < end:
        time.sleep(0.02)


def _obeyed(command: Command, station: Station) -> respond.Response | None:
    with opened(database(station.config)) as store:
        if command.reply_to:
            _await_confirmation(command.reply_to, store)
        config = in_force(station.config, store)
        team = roster(config.colleagues, store)
        person = giver(command, team)
        return respond.answer(
            command,
            respond.Desk(
                store=store,
                now=station.clock(),
                texts=load(person.interface if person else config.language, config.zone),
                vocabulary=station.vocabulary,
                alerts=config.alerts,
                team=team,
                privacy=privacy(config),
                expected=expected(config),
                house=house(config),
                config=station.config,
                answers=partial(bank, config),
            ),
        )


def _welcome(command: Command, station: Station) -> None:
    """Let a stranger in who shows an invitation; whoever has none hears nothing."""
    with opened(database(station.config)) as store, store.writing():
        code = command.line.partition(" ")[2]
        member = store.duties.let_in(code, command.user or 0, station.clock())
        if member is None:
            _log.warning("Telegram user %s showed no invitation that holds", command.user)
            return
        words = station.texts("people.welcome", name=member.name)
        message = Message(
            key=f"reply:{command.key}", sort=Sort.REPLY, subject="", address=command.address, notice=said(words)
        )
        store.outbox.queue(message, station.clock())
        _log.info("Telegram user %s was let in as %s", command.user, member.role)


def _may_import(command: Command, station: Station) -> bool:
    with opened(database(station.config)) as store:
        return permits(command, "import", roster(station.config.colleagues, store))


async def _ticking(station: Station) -> None:
    """Run what is due and deliver what is queued, one tick at a time; what goes wrong is tried again at the next."""
    clock = scheduler(station.config, station.clock)
    await asyncio.to_thread(clock.run_all)
    trouble = ""
    while True:
        station.news.clear()
        try:
            await asyncio.to_thread(run_due, clock)
            await deliver.drain(station.channel, desk(await asyncio.to_thread(as_it_stands, station)))
        except Exception as error:  # noqa: BLE001 - a bug in one thing must not end all others; it is logged in full
            trouble = told(error, trouble)
        else:
            trouble = over(trouble)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(station.news.wait(), TICK_SECONDS)
