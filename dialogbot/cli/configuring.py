"""The command about settings that staff may change in the course of their work: settings."""

from __future__ import annotations

import argparse

from dialogbot.channels.console import ADDRESS, Console
from dialogbot.cli.bench import Bench, user
from dialogbot.cli.deciding import desk
from dialogbot.domain import Command, DialogbotError
from dialogbot.jobs import database
from dialogbot.respond.settings import setting
from dialogbot.store import opened


def settings_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Show all settings or one, change one, take the last change back, or go back to the file."""
    wanted = [*chosen.words, *(["undo"] if chosen.undo else []), *(["reset"] if chosen.reset else [])]
    if (chosen.undo or chosen.reset) and (chosen.words or not chosen.name):
        raise DialogbotError(bench.texts("cli.setting_either"))
    line = " ".join([chosen.name or "", *wanted]).strip()
    command = Command(line=line, by=user(), address=ADDRESS, operator=True)
    with opened(database(bench.config)) as store, store.writing():
        notice = setting(line, command, desk(store, bench))
    Console(name=user()).show(notice)
    return 0
