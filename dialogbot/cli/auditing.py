"""The command about messages that were not found: audit."""

from __future__ import annotations

import argparse

from dialogbot.cli.bench import Bench
from dialogbot.cli.deciding import carry_out_line
from dialogbot.jobs import database
from dialogbot.missed import draw, setup
from dialogbot.report.digest import week_due
from dialogbot.store import opened


def audit_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """List the messages to be looked at, the last whole week's among them, or keep an answer."""
    _draw(bench)
    return carry_out_line(f"/audit {' '.join(chosen.words)}".strip(), bench)


def _draw(bench: Bench) -> None:
    """Draw the sample that is due, where nobody runs the clock."""
    config, now = bench.config, bench.clock()
    if not config.audit.near + config.audit.rest:
        return
    with opened(database(config)) as store:
        week = week_due(store, now=now, settings=config.digest, zone=config.zone)
        if week is not None and not store.audits.is_drawn(str(week)):
            draw(store, week, setup(config), now, config.zone)
