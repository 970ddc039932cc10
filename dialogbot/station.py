"""What the process that goes on works with, and what the commands at the machine share with it."""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import TypeVar

from dialogbot import deliver
from dialogbot.channels import Channel
from dialogbot.commands import Vocabulary
from dialogbot.config import Config
from dialogbot.domain import DialogbotError
from dialogbot.exports import Limits
from dialogbot.ingest import Settings
from dialogbot.jobs import database
from dialogbot.judgement import Sensitivity
from dialogbot.mapping.layout import layout_of
from dialogbot.notify import announce, policy
from dialogbot.privacy import privacy
from dialogbot.report.digest import house
from dialogbot.settings import current
from dialogbot.store import opened
from dialogbot.suggest import bank, suggest
from dialogbot.texts import Texts, load
from dialogbot.worker import Worker, unheard

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
TICK_SECONDS = 0.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Station:
    """What the process works with; ``stop`` ends it, ``news`` is set when there may be something to deliver.

    ``config`` is what the file says, or, in what ``as_it_stands`` returns, what is in force. What takes long is done
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


def as_it_stands(station: Station) -> Station:
    """Return the station with the settings in force, and their language."""
    config = current(station.config)
    return replace(station, config=config, texts=load(config.language, config.zone))


def told(error: Exception, before: str) -> str:
    """Log what is wrong, once as long as it stays the same, and return it."""
    if (trouble := f"{type(error).__name__}: {error}") != before:
        expected = isinstance(error, DialogbotError | OSError | sqlite3.Error)
        _log.log(logging.WARNING if expected else logging.ERROR, "%s; trying again", error, exc_info=not expected)
    return trouble


def over(trouble: str) -> str:
    """Log that it goes on, where it did not before."""
    if trouble:
        _log.info("it works again")
    return ""


def worked(station: Station, work: Callable[..., _Result]) -> _Result:
    """Have done what takes long and tells of its ``progress``. Raises as ``Worker.do``."""
    return station.worker.do(partial(work, progress=unheard), station.stop.is_set)
