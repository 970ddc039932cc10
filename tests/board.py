"""A chat on paper, and a house in which the clock is turned by hand: for tests of what happens over days."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from pathlib import Path
from types import TracebackType
from typing import Self

from dialogbot.channels import Obey
from dialogbot.channels.telegram_pace import Pace
from dialogbot.config import Config
from dialogbot.deliver import Desk, drain
from dialogbot.domain import Command, DeliveryError, DialogbotError, Notice
from dialogbot.jobs import JOBS, database
from dialogbot.notices import plain
from dialogbot.respond import Desk as RespondDesk
from dialogbot.respond import answer
from dialogbot.roster import roster
from dialogbot.store import Store, opened
from dialogbot.texts import load
from tests.build import OSLO, QUESTION, YES, add, words

AFTER_KARI_LEFT = (
    "Fri 22 10.00 Kari Holm er borte til og med 26. mai 2026.",
    "Tue 26 08.00 Uke 21 (18. mai 2026 – 24. mai 2026)",
    "Tue 26 08.00 #2 · Vannkanna",
    "Tue 26 12.00 @ola 1 sak har ventet en stund på at noen tar den",
    "Tue 26 15.00 Kari Holm rakk ikke å svare. Den er åpen for alle igjen:",
    "Wed 27 08.00 @berit 1 sak har fortsatt ingen som tar den",
    "Wed 27 11.00 @kari 1 sak har ventet en stund på at noen tar den",
    "Wed 27 15.00 @berit 1 sak har fortsatt ingen som tar den",
)
"""What staff of an office read over Whitsun 2026, from the moment at which one of them takes leave."""

_JOBS = [job for job in JOBS if job.name in ("digest", "alerts", "reminders", "snoozes")]


@dataclass(slots=True)
class Board:
    """A channel that keeps what it is given, with the time, at the pace that Telegram allows."""

    now: datetime
    said: list[tuple[datetime, str, str]] = field(default_factory=list)
    edited: list[tuple[datetime, str]] = field(default_factory=list)
    trouble: list[DialogbotError] = field(default_factory=list)
    pace: Pace = field(default_factory=Pace)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        pass

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:  # noqa: ARG002 - as every channel
        self._speak(address)
        self.said.append((self.now, address, plain(notice)))
        return f"{address}:{len(self.said)}"

    async def edit(self, reference: str, notice: Notice) -> None:
        self._speak(reference.split(":", maxsplit=1)[0])
        self.edited.append((self.now, plain(notice)))

    async def remove(self, reference: str) -> None:
        raise NotImplementedError

    async def listen(self, obey: Obey) -> None:
        raise NotImplementedError

    def _speak(self, address: str) -> None:
        if self.trouble:
            raise self.trouble.pop(0)
        chat = int(address.split("/", maxsplit=1)[0])
        self.pace.check(chat, self.now.timestamp())
        self.pace.spoke(chat, self.now.timestamp())


class House:
    """The whole program but for its process, with a clock turned by hand."""

    def __init__(self, folder: Path, config: Config, now: datetime) -> None:
        self.config = replace(config, folder=folder)
        self.board = Board(now=now)

    @property
    def now(self) -> datetime:
        return self.board.now

    @contextmanager
    def store(self) -> Iterator[Store]:
        with opened(database(self.config)) as store:
            yield store

    def pass_time(self, end: datetime, step: timedelta = timedelta(hours=1)) -> None:
        """Do at each step what the clock does, and deliver."""
        while self.now < end:
            self.board.now += step
            self.tick()

    def tick(self) -> None:
        for job in _JOBS:
            job.work(self.config, self.now)
        texts = load("nb", OSLO)
        desk = Desk(
            path=database(self.config),
            texts=texts,
            alerts=self.config.alerts,
            clock=lambda: self.now,
            calendar=self.config.calendar,
        )
        asyncio.run(drain(self.board, desk))

    def tick_without_network(self) -> None:
        """Do what the clock does, and have the next message of the channel's get lost."""
        self.board.trouble.append(DeliveryError("no network", retry_after=5400))
        self.tick()

    def ask(self, ref: str, text: str, score: float = 0.9) -> int:
        """Somebody asks something in a group."""
        with self.store() as store, store.writing():
            post = replace(QUESTION, ref=ref, text=text, posted_at=self.now, url=None)
            number = store.opportunities.judged(add(store, post, self.now), replace(YES, score=score), self.now)
        assert number is not None
        return number

    def say(self, line: str, by: str) -> str:
        """A colleague gives a command."""
        with self.store() as store:
            desk = RespondDesk(
                store=store,
                now=self.now,
                texts=load("nb", OSLO),
                vocabulary=words(),
                alerts=self.config.alerts,
                team=roster(self.config.colleagues, store),
            )
            response = answer(Command(line=line, by=by, address="-1001", key=f"{self.now}: {line}"), desk)
        assert response is not None
        return plain(response.notice)

    def diary(self, *, whole: bool = False) -> list[str]:
        """What was said when, by the clock on the wall: the first line of each message, or all of it."""
        lines = [(at.astimezone(OSLO), text if whole else text.splitlines()[0]) for at, _, text in self.board.said]
        return [f"{at:%a %d %H.%M} {text}" for at, text in lines]
