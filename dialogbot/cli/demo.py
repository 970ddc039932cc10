"""The demonstration: the whole path on invented posts, in a database that is thrown away."""

from __future__ import annotations

import argparse
import dataclasses
import shutil
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from functools import partial
from importlib import resources
from pathlib import Path

from dialogbot import respond, summary
from dialogbot.channels.console import ADDRESS, Console
from dialogbot.cli.bench import Bench, bench, on_terminal
from dialogbot.cli.reading import imported
from dialogbot.cli.running import delivered
from dialogbot.config import AlertsConfig, AnswersConfig, Config, DetectionConfig
from dialogbot.domain import Block, Command, Notice, Style
from dialogbot.jobs import database
from dialogbot.report import digest
from dialogbot.station import announced
from dialogbot.store import opened
from dialogbot.suggest import bank

NOW = datetime(2026, 11, 25, 11, tzinfo=UTC)
FILES = ("lesesirkelen.csv", "vannkanna-apify.json", "bibliotekfolk-facebook-scraper.json", "oss-i-lyngvik.jsonl")
LATER = "vannkanna-apify-later.json"
OWN = ("Skagerrak universitetsbibliotek", "Lyngvik bibliotek")
ANSWERS = str(resources.files("dialogbot.samples") / "answers")
SAYINGS = (("Kari", "ta {first}"), ("Ola", "ta {first}"), ("Ola", "ferdig {second} svart i kommentarfeltet"))


@dataclasses.dataclass(slots=True)
class Clock:
    """A clock that goes as fast as the demonstration tells its story."""

    time: datetime

    def __call__(self) -> datetime:
        """Return the time of the story."""
        return self.time

    def forward(self, minutes: int) -> None:
        """Let time pass."""
        self.time += timedelta(minutes=minutes)


def demo_command(_chosen: argparse.Namespace, real: Bench) -> int:
    """Import the samples, show the alerts, answer some of them, and print the digest."""
    with tempfile.TemporaryDirectory(prefix="dialogbot-demo-") as folder, ExitStack() as files:
        clock = Clock(NOW)
        story = bench(_config(real.config, Path(folder)), clock)
        console = Console(name="Kari")
        paths = [files.enter_context(resources.as_file(resources.files("dialogbot.samples") / one)) for one in FILES]
        later = files.enter_context(resources.as_file(resources.files("dialogbot.samples") / LATER))
        _tell(story, clock, console, paths, later)
        if on_terminal():
            _prompt(story, console)
    return 0


def _tell(story: Bench, clock: Clock, console: Console, paths: Sequence[Path], later: Path) -> None:
    texts = story.texts
    _head(console, texts("demo.importing"))
    for path in paths:
        _import(path, story)
        announced(story.config, clock())
    _head(console, texts("demo.alerts"))
    delivered(story, console)
    _head(console, texts("demo.commands"))
    first, second = _two_numbers(story)
    for name, line in SAYINGS:
        clock.forward(23)
        _say(line.format(first=first, second=second), name, story, console)
    _head(console, texts("demo.later"))
    clock.forward(90)
    _import(later, story)
    announced(story.config, clock())
    delivered(story, console)
    _head(console, texts("demo.digest"))
    week = digest.Week.of(clock().astimezone(story.config.zone).date())
    with opened(database(story.config)) as store:
        figures = digest.figures(store, week, story.config.zone, digest.house(story.config))
    console.show(digest.notice(figures, texts, content=story.config.alerts.content))


def _config(real: Config, folder: Path) -> Config:
    """Return the settings of the invented library, in the language of the real one."""
    return Config(
        language=real.language,
        folder=folder,
        alerts=AlertsConfig(),
        detection=DetectionConfig(own_accounts=OWN),
        answers=AnswersConfig(folder=ANSWERS),
    )


def _import(path: Path, story: Bench) -> None:
    report = imported(path, story)
    print("\n".join(summary.lines(report, story.texts)), end="\n\n")


def _two_numbers(story: Bench) -> tuple[int, int]:
    """Return the numbers of the two most certain opportunities."""
    with opened(database(story.config)) as store:
        found = sorted(store.opportunities.unfinished(), key=lambda one: -one.verdict.score)
    return found[0].number, found[1].number


def _say(line: str, name: str, story: Bench, console: Console) -> None:
    """Carry out a command as if ``name`` had typed it."""
    print(story.texts("console.you", name=name, line=line))
    command = dataclasses.replace(Console(name=name).command(line), address=ADDRESS)
    _answer(command, story, console)


def _answer(command: Command, story: Bench, console: Console) -> None:
    with opened(database(story.config)) as store:
        response = respond.carry_out(
            command,
            respond.Desk(
                store=store,
                now=story.clock(),
                texts=story.texts,
                vocabulary=story.vocabulary,
                alerts=story.config.alerts,
                house=digest.house(story.config),
                answers=partial(bank, story.config),
            ),
        )
    if response is not None:
        console.show(response.notice)


def _prompt(story: Bench, console: Console) -> None:
    """Let the person at the terminal try more, until they have had enough."""
    texts = story.texts
    print(texts("console.welcome"))
    leave = texts("console.leave").split()
    while True:
        print(texts("console.prompt"), end="", flush=True)
        line = sys.stdin.readline()
        if not line or line.strip().casefold() in leave:
            return
        if line.strip():
            _answer(console.command(line), story, console)


def _head(console: Console, words: str) -> None:
    rule = "─" * min(shutil.get_terminal_size().columns, 88)
    console.show(Notice(blocks=(Block(style=Style.PLAIN, text=rule), Block(style=Style.HEADING, text=words))))
