"""The commands about people: who takes part, who is away, who is asked, who is let in."""

from __future__ import annotations

import argparse

from dialogbot.cli.bench import Bench
from dialogbot.cli.deciding import carry_out_line
from dialogbot.domain import DialogbotError
from dialogbot.jobs import database
from dialogbot.store import opened


def people_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """List the team, invite somebody into it, or take somebody's access away."""
    if chosen.invite:
        return carry_out_line(f"/invite {chosen.invite} {chosen.role}", bench)
    if chosen.remove:
        return _remove(chosen.remove, bench)
    return carry_out_line("/people", bench)


def away_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Take a person out of the round."""
    return carry_out_line(f"/away {chosen.name} {' '.join(chosen.words)}", bench)


def back_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Take a person into the round again."""
    return carry_out_line(f"/back {chosen.name}", bench)


def assign_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Ask a person to look at an opportunity first."""
    return carry_out_line(f"/assign #{chosen.number} {' '.join(chosen.words)}", bench)


def _remove(name: str, bench: Bench) -> int:
    with opened(database(bench.config)) as store, store.writing():
        removed = store.duties.remove(name)
    if not removed:
        raise DialogbotError(bench.texts("people.no_member", name=name))
    print(bench.texts("people.removed", name=name))
    return 0
