"""The commands about single opportunities: what staff can do in the chat, from the command line."""

from __future__ import annotations

import argparse
import dataclasses
from functools import partial
from uuid import uuid4

from dialogbot.channels.console import ADDRESS, Console
from dialogbot.cli.bench import Bench, user
from dialogbot.domain import Block, Command, DialogbotError, Notice, Style
from dialogbot.jobs import database, expected
from dialogbot.notices import WHOLE
from dialogbot.privacy import privacy
from dialogbot.report.digest import house
from dialogbot.respond import Desk, Response, carry_out
from dialogbot.store import Store, opened
from dialogbot.suggest import bank


def list_command(_chosen: argparse.Namespace, bench: Bench) -> int:
    """List what is not finished."""
    return carry_out_line("/list", bench)


def status_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Tell how things stand."""
    return carry_out_line("/status all" if chosen.all else "/status", bench)


def mute_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Keep a community or topic quiet for a while."""
    return carry_out_line(f"/mute {' '.join(chosen.words)}".strip(), bench)


def carry_out_line(line: str, bench: Bench) -> int:
    """Carry out a command as it would be written in a chat, and print the answer."""
    with opened(database(bench.config)) as store:
        return _say(_response(line, user(), store, bench).notice)


def show_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Show one opportunity and its history, here on the machine with all that is kept of it."""
    bench = _telling_all(bench)
    with opened(database(bench.config)) as store:
        _existing(chosen.number, store, bench)
        notice = _response(f"/show {chosen.number}", user(), store, bench).notice
        return _say(Notice(blocks=(*notice.blocks, *_history(chosen.number, store, bench))))


def thread_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Show the thread around an opportunity, here on the machine with all that is kept of it."""
    bench = _telling_all(bench)
    with opened(database(bench.config)) as store:
        _existing(chosen.number, store, bench)
        return _say(_response(f"/thread {chosen.number}", user(), store, bench).notice)


def _telling_all(bench: Bench) -> Bench:
    alerts = dataclasses.replace(bench.config.alerts, content=WHOLE)
    return dataclasses.replace(bench, config=dataclasses.replace(bench.config, alerts=alerts))


def claim_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Claim an opportunity."""
    return _decide(chosen, bench)


handle_command = dismiss_command = snooze_command = reopen_command = claim_command


def _decide(chosen: argparse.Namespace, bench: Bench) -> int:
    words = " ".join(getattr(chosen, "words", []))
    with opened(database(bench.config)) as store:
        _existing(chosen.number, store, bench)
        line = f"/{chosen.command} #{chosen.number} {words}".strip()
        return _say(_response(line, chosen.by or user(), store, bench).notice)


def _existing(number: int, store: Store, bench: Bench) -> None:
    if store.opportunities.numbered(number) is None:
        raise DialogbotError(bench.texts("answer.no_such", number=number))


def desk(store: Store, bench: Bench) -> Desk:
    """Return what is needed to carry out a command at the machine."""
    return Desk(
        store=store,
        now=bench.clock(),
        texts=bench.texts,
        vocabulary=bench.vocabulary,
        alerts=bench.config.alerts,
        team=bench.config.colleagues,
        privacy=privacy(bench.config),
        house=house(bench.config),
        expected=expected(bench.config),
        config=bench.file,
        answers=partial(bank, bench.config),
    )


def _response(line: str, by: str, store: Store, bench: Bench) -> Response:
    command = Command(line=line, by=by, key=f"cli:{uuid4().hex}", address=ADDRESS, operator=True)
    response = carry_out(command, desk(store, bench))
    if response is None:
        raise DialogbotError(bench.texts("answer.unknown"))
    return response


def _history(number: int, store: Store, bench: Bench) -> list[Block]:
    texts = bench.texts
    lines = []
    for past in store.opportunities.history(number):
        one = past.decision
        what = texts("cli.history_undo") if past.undoes else texts(f"action.{one.action}")
        what += f" – {one.note}" if one.note else ""
        if past.undone:
            what = texts("cli.history_undone", what=what)
        lines.append(texts("cli.history_line", when=texts.when(one.made_at), by=one.by, what=what))
    if not lines:
        return []
    heading = Block(style=Style.HEADING, text=texts("cli.history"))
    return [heading, *(Block(style=Style.ITEM, text=line) for line in lines)]


def _say(notice: Notice) -> int:
    Console(name=user()).show(Notice(blocks=notice.blocks))
    return 0
