"""Files on their way in: from the inbox and from a chat to the import, and what staff are told of them."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from functools import partial
from pathlib import Path

from dialogbot import inbox, summary
from dialogbot.domain import Command, DialogbotError, Message, Sort, UnreadableFile
from dialogbot.ingest import ingest
from dialogbot.jobs import database
from dialogbot.notices import said
from dialogbot.station import TICK_SECONDS, Station, announced, as_it_stands, over, reading, told, worked
from dialogbot.store import opened
from dialogbot.worker import WorkerDied

_log = logging.getLogger(__name__)


def brings_posts(command: Command, station: Station) -> bool:
    """Say whether a command is an export: a file, or a text pasted behind /import."""
    word, *pasted = command.line.split(maxsplit=1) or [""]
    importing = word.startswith("/") and station.vocabulary.words.get(word[1:].casefold()) == "import"
    return command.message_ref is not None and (command.attachment is not None or (importing and bool(pasted)))


def receive(command: Command, station: Station) -> None:
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


async def watching(station: Station) -> None:
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
            trouble = told(error, trouble)
        else:
            trouble = over(trouble)
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
    station, now = as_it_stands(station), station.clock()
    try:
        work = partial(ingest, path, database(station.config), now=now, settings=reading(station.config))
        report = worked(station, work)
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
