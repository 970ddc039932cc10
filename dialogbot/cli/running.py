"""The commands that send: the process that goes on, the digest, and a single emptying of the outbox."""

from __future__ import annotations

import argparse
import asyncio
import os
import signal
import sys
import webbrowser
from functools import partial
from pathlib import Path

from dialogbot import deliver
from dialogbot.channels import Channel
from dialogbot.channels.console import Console
from dialogbot.cli.bench import Bench, user
from dialogbot.cli.connecting import channel
from dialogbot.config import read_token
from dialogbot.detect import encoder
from dialogbot.domain import DialogbotError
from dialogbot.jobs import database
from dialogbot.lock import held
from dialogbot.redaction import log_to_stderr
from dialogbot.report import digest
from dialogbot.report.attached import attachments
from dialogbot.serve import serve
from dialogbot.station import Station
from dialogbot.store import opened
from dialogbot.suggest import bank
from dialogbot.worker import Worker


def run_command(_chosen: argparse.Namespace, bench: Bench) -> int:
    """Go on until told to stop: by SIGTERM, or by Ctrl+C. One process at a time for one database."""
    with held(database(bench.config), bench.clock()):
        return _run(bench)


def _run(bench: Bench) -> int:
    token = read_token(bench.config, os.environ) if bench.config.channel == "telegram" else ""
    log_to_stderr(token)
    folder: Path = bench.config.path(bench.config.inbox.folder)
    print(bench.texts("run.started", inbox=folder), file=sys.stderr, flush=True)
    if not encoder.available():
        print(bench.texts("run.first_stage"), file=sys.stderr, flush=True)
    worker = Worker(partial(log_to_stderr, ""))
    try:
        asyncio.run(_served(bench, channel(bench.file, token, bench.clock), worker))
    except* DialogbotError as errors:
        raise errors.exceptions[0] from None
    finally:
        worker.close()
    print(bench.texts("run.stopped"), file=sys.stderr)
    return 0


def digest_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Print a week's digest, and show it as a page in the browser if that is wanted."""
    config, texts = bench.config, bench.texts
    today = bench.clock().astimezone(config.zone).date()
    week = digest.Week.parse(chosen.week) if chosen.week else digest.Week.before(today)
    with opened(database(config)) as store:
        figures = digest.figures(store, week, config.zone, digest.house(config))
        notice = digest.notice(figures, texts, content=config.alerts.content)
        beside = attachments(store, week, notice, texts) if chosen.open else ()
    console = Console(name=user())
    console.show(notice)
    if beside:
        folder = config.path(config.report.folder or ".")
        console.keep(beside, folder)
        webbrowser.open((folder / beside[-1].name).absolute().as_uri())
    return 0


def delivered(bench: Bench, to: Channel) -> int:
    """Empty the outbox once into a channel, and return how many messages that were."""
    desk = deliver.Desk(
        path=database(bench.config),
        texts=bench.texts,
        alerts=bench.config.alerts,
        clock=bench.clock,
        addresses=bench.config.addresses,
        house=digest.house(bench.config),
        answers=partial(bank, bench.config),
    )
    return asyncio.run(deliver.drain(to, desk))


async def _served(bench: Bench, to: Channel, worker: Worker) -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for sign in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(sign, stop.set)
    await serve(
        Station(
            config=bench.file,
            texts=bench.texts,
            vocabulary=bench.vocabulary,
            channel=to,
            clock=bench.clock,
            stop=stop,
            news=asyncio.Event(),
            worker=worker,
        )
    )
