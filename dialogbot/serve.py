"""The process that goes on: one event loop with a listener, a watcher of the inbox and a tick."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TypeVar

from dialogbot import deliver, inbox, respond, summary
from dialogbot.channels import Channel, Obey
from dialogbot.commands import Vocabulary
from dialogbot.config import Config
from dialogbot.domain import Command, DialogbotError, Message, Sort, UnreadableFile
from dialogbot.exports import Limits
from dialogbot.ingest import Sensitivity, Settings, ingest, judge_new
from dialogbot.jobs import database, expected, run_due, scheduler
from dialogbot.mapping.layout import layout_of
from dialogbot.notices import plain, said
from dialogbot.notify import announce, policy
from dialogbot.privacy import privacy
from dialogbot.report.digest import house
from dialogbot.retention import enforce_when_due
from dialogbot.roster import giver, permits, roster
from dialogbot.settings import current, in_force, standing
from dialogbot.store import Store, opened
from dialogbot.store.connections import kept_open
from dialogbot.suggest import bank, suggest
from dialogbot.texts import Texts, load
from dialogbot.worker import Worker, WorkerDied, unheard

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
TICK_SECONDS = 0.5
CONFIRMING_SECONDS = 0.5
"""At most so long a reply waits for the message before it: Telegram shows a message before we know its number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What the process works with; ``stop`` ends it, ``news`` is set when there may be something to deliver.

    ``config`` is what the file says, or, in what ``_as_it_stands`` returns, what is in force. What takes long is done
    by the ``worker``.
    """

    config: Config
    texts: Texts
    vocabulary: Vocabulary
    channel: Channel
    clock: Callable[[], datetime]
    stop: asyncio.Event
    news: asyncio.Event
    worker: Worker


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
                tasks.create_task(_watching(station)),
            ]
            await station.stop.wait()
            for task in running:
                task.cancel()
    await asyncio.to_thread(_sign_off, station)


def sensitivity(config: Config) -> Sensitivity:
    """Return what detection is told."""
    return Sensitivity(own_accounts=config.own_accounts, threshold=config.detection.threshold or None)


def reading(config: Config) -> Settings:
    """Return how files are read and judged."""
    mib, limits = 1024 * 1024, config.limits
    bounds = Limits(
        max_file_bytes=limits.max_file_mb * mib,
        max_unpacked_bytes=limits.max_unpacked_mb * mib,
        max_members=limits.max_members,
        max_whole_bytes=limits.max_whole_mb * mib,
        max_field_chars=limits.max_field_chars,
        max_depth=limits.max_depth,
    )
    layout = layout_of(config.mapping) if config.mapping else None
    return Settings(sensitivity=sensitivity(config), limits=bounds, layout=layout, privacy=privacy(config))


def announced(config: Config, now: datetime) -> int:
    """Queue alerts for all that staff have not heard of, and return how many opportunities those are.

    The answer bank is asked about them first.
    """
    with opened(database(config)) as store:
        suggest(store, bank(config), now)
        return len(announce(store, now=now, policy=policy(config)))


def desk(station: Station) -> deliver.Desk:
    """Return what delivery needs."""
    config = station.config
    return deliver.Desk(
        path=database(config),
        texts=station.texts,
        alerts=config.alerts,
        clock=station.clock,
        addresses=config.addresses,
        calendar=config.calendar,
        house=house(config),
        answers=partial(bank, config),
    )


def _as_it_stands(station: Station) -> Station:
    """Return the station with the settings in force, and their language."""
    config = current(station.config)
    return replace(station, config=config, texts=load(config.language, config.zone))


def _catch_up(station: Station) -> None:
    """Hide what is not to be told any more, and finish what an interrupted run left: verdicts, alerts."""
    with opened(database(station.config)) as store:
        values = {name: change.value for name, change in store.changes.in_force().items()}
        left_unjudged = bool(store.posts.unjudged(most=1))
    for name in standing(station.config, values).left_out:
        _log.warning("the changed setting %s does not go with the file and does not hold", name)
    station = _as_it_stands(station)
    enforce_when_due(station.config, station.clock())
    if left_unjudged:
        _judge_the_rest(station)
    announced(station.config, station.clock())


def _judge_the_rest(station: Station) -> None:
    now, sensitive = station.clock(), sensitivity(station.config)
    try:
        _worked(station, partial(judge_new, database(station.config), now=now, sensitivity=sensitive))
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
        if _brings_posts(command, station) and await asyncio.to_thread(_may_import, command, station):
            await asyncio.to_thread(_receive, command, station)
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


def _brings_posts(command: Command, station: Station) -> bool:
    """Say whether a command is an export: a file, or a text pasted behind /import."""
    word, *pasted = command.line.split(maxsplit=1) or [""]
    importing = word.startswith("/") and station.vocabulary.words.get(word[1:].casefold()) == "import"
    return command.message_ref is not None and (command.attachment is not None or (importing and bool(pasted)))


def _may_import(command: Command, station: Station) -> bool:
    with opened(database(station.config)) as store:
        return permits(command, "import", roster(station.config.colleagues, store))


def _receive(command: Command, station: Station) -> None:
    """Keep what was pasted for the watcher of the inbox, where files already lie; say so where one does not."""
    folder, reference = station.config.path(station.config.inbox.folder), command.message_ref or ""
    if command.attachment is None:
        inbox.keep_pasted(folder, reference, command.line.split(maxsplit=1)[1])
    elif command.attachment.path is None:
        _reply(reference, [station.texts("inbox.too_large", inbox=folder)], station)


def _reply(reference: str, lines: list[str], station: Station) -> None:
    """Queue an answer to the message that brought a file."""
    message = Message(
        key=f"reply:file:{reference}",
        sort=Sort.REPLY,
        subject="",
        address=reference.rpartition(":")[0],
        notice=said("\n".join(lines)),
        reply_to=reference,
    )
    with opened(database(station.config)) as store, store.writing():
        store.outbox.queue(message, station.clock())


async def _ticking(station: Station) -> None:
    """Run what is due and deliver what is queued, one tick at a time; what goes wrong is tried again at the next."""
    clock = scheduler(station.config, station.clock)
    await asyncio.to_thread(clock.run_all)
    trouble = ""
    while True:
        station.news.clear()
        try:
            await asyncio.to_thread(run_due, clock)
            await deliver.drain(station.channel, desk(await asyncio.to_thread(_as_it_stands, station)))
        except Exception as error:  # noqa: BLE001 - a bug in one thing must not end all others; it is logged in full
            trouble = _told(error, trouble)
        else:
            trouble = _over(trouble)
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(station.news.wait(), TICK_SECONDS)


def _told(error: Exception, before: str) -> str:
    """Log what is wrong, once as long as it stays the same, and return it."""
    if (trouble := f"{type(error).__name__}: {error}") != before:
        expected = isinstance(error, DialogbotError | OSError | sqlite3.Error)
        _log.log(logging.WARNING if expected else logging.ERROR, "%s; trying again", error, exc_info=not expected)
    return trouble


def _over(trouble: str) -> str:
    """Log that it goes on, where it did not before."""
    if trouble:
        _log.info("it works again")
    return ""


async def _watching(station: Station) -> None:
    """Import what has come to rest in the inbox, one file at a time."""
    folder = station.config.path(station.config.inbox.folder)
    seen: dict[Path, inbox.Seen] = {}
    trouble = ""
    while True:
        try:
            for one in await asyncio.to_thread(inbox.sent, folder):
                await asyncio.to_thread(_take_sent, one, station)
                station.news.set()
            seen = await asyncio.to_thread(inbox.look, folder, seen, station.clock())
            for path in inbox.at_rest(seen, station.clock(), station.config.inbox.settle_seconds):
                await asyncio.to_thread(_take, path, station)
                station.news.set()
        except Exception as error:  # noqa: BLE001 - a bug in one thing must not end all others; it is logged in full
            trouble = _told(error, trouble)
        else:
            trouble = _over(trouble)
        await asyncio.sleep(TICK_SECONDS)


def _take(path: Path, station: Station) -> None:
    """Import a file of the inbox and put it away. Raises as ``_imported``."""
    place, words = _imported(path, station)
    inbox.put_away(path, place, words, station.clock())


def _take_sent(one: inbox.Sent, station: Station) -> None:
    """Import a file that was sent in a chat, answer there, and delete it. Raises as ``_imported``."""
    _, words = _imported(one.path, station)
    _reply(one.reference, words, station)
    inbox.discard(one)


def _imported(path: Path, station: Station) -> tuple[str, list[str]]:
    """Import a file and alert what it holds; return where it belongs now, and what came of it.

    Raises what is no fault of the file's: then it stays where it is and is taken again.
    """
    station, now = _as_it_stands(station), station.clock()
    try:
        work = partial(ingest, path, database(station.config), now=now, settings=reading(station.config))
        report = _worked(station, work)
    except (UnreadableFile, WorkerDied) as error:
        _log.warning("%s cannot be read: %s", path.name, error)
        return inbox.FAILED, [station.texts("report.failed", file=path.name, why=error)]
    except (DialogbotError, OSError, sqlite3.Error):
        raise
    except Exception:  # noqa: BLE001 - one bad file must not stop the rest; it is logged in full
        _log.exception("%s was not expected to fail", path.name)
        return inbox.FAILED, [station.texts("report.unexpected", file=path.name)]
    announced(station.config, now)
    words = summary.lines(report, station.texts)
    _log.info("imported: %s", "; ".join(line.strip() for line in words))
    return inbox.DONE, words


def _worked(station: Station, work: Callable[..., _Result]) -> _Result:
    """Have done what takes long and tells of its ``progress``. Raises as ``Worker.do``."""
    return station.worker.do(partial(work, progress=unheard), station.stop.is_set)
