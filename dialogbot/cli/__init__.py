"""The command line: the commands, and the one door through which errors reach the operator."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import TypeAlias

from dialogbot import __version__
from dialogbot.cli.bench import Bench, bench
from dialogbot.config import Config, load
from dialogbot.domain import LANGUAGES, ConfigError, DialogbotError
from dialogbot.harmless import one_line
from dialogbot.texts import Texts
from dialogbot.texts import load as load_texts

FINE, OPERATOR_ERROR, INTERRUPTED = 0, 1, 130
DEFAULT_CONFIG = Path("config.toml")
NUMBERED = ("claim", "handle", "dismiss", "snooze", "reopen", "show", "thread")
_WORDS = {"handle": "note", "dismiss": "reason", "snooze": "until"}
_MODULES = {
    "import": "reading",
    "preview": "reading",
    "formats": "reading",
    "evaluate": "measuring",
    "explain": "explaining",
    "learn": "tuning",
    "digest": "running",
    "demo": "demo",
    "people": "team",
    "away": "team",
    "back": "team",
    "assign": "team",
    "run": "running",
    "report": "reporting",
    "export": "reporting",
    "explore": "reporting",
    "forget": "privacy",
    "person": "privacy",
    "documents": "privacy",
    "selftest": "testing",
    "answers": "answering",
    "audit": "auditing",
    "stats": "statistics",
    "backup": "keeping",
    "restore": "keeping",
    "settings": "configuring",
}
_BY_THE_FILE = ("run", "restore", "backup", "formats", "demo", "evaluate")
"""Commands that open no database, or look themselves what is in force."""


def main(arguments: Sequence[str]) -> int:
    """Carry out one command line and return its exit code: 0 fine, 1 the operator's error. Usage errors exit with 2."""
    config = _early_config(arguments)
    texts = load_texts(config.language, config.zone)
    chosen = parser(texts).parse_args(arguments)
    try:
        return _carried_out(chosen)
    except DialogbotError as error:
        print(one_line(f"dialogbot: {error}"), file=sys.stderr)
        return OPERATOR_ERROR
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FINE


def parser(texts: Texts) -> argparse.ArgumentParser:
    """Return the parser of all commands, with their help in the language of the texts."""
    made = argparse.ArgumentParser(prog="dialogbot", description=texts("cli.description"))
    made.add_argument("--version", action="version", version=f"dialogbot {__version__}")
    made.add_argument("--config", type=Path, metavar="FILE", help=texts("cli.config"))
    commands = made.add_subparsers(dest="command", required=True, metavar="COMMAND")
    _add_reading(commands, texts)
    _add_deciding(commands, texts)
    _add_measuring(commands, texts)
    _add_tuning(commands, texts)
    digest = _command(commands, "digest", texts)
    digest.add_argument("--week", metavar="YYYY-Www", help=texts("cli.week"))
    digest.add_argument("--open", action="store_true", help=texts("cli.open"))
    _add_team(commands, texts)
    _add_settings(commands, texts)
    _add_privacy(commands, texts)
    _add_reporting(commands, texts)
    _command(commands, "demo", texts)
    _command(commands, "run", texts)
    _command(commands, "selftest", texts)
    _add_stats(commands, texts)
    answers = _command(commands, "answers", texts)
    answers.add_argument("words", nargs="*", metavar="TEXT", help=texts("cli.answers_text"))
    audit = _command(commands, "audit", texts)
    audit.add_argument("words", nargs="*", metavar="N", help=texts("cli.audited"))
    for name in ("backup", "restore"):
        _command(commands, name, texts).add_argument("file", type=Path, metavar="FILE", help=texts("cli.copy"))
    return made


_Commands: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"  # noqa: SLF001 - argparse gives its type no public name


def _add_reading(commands: _Commands, texts: Texts) -> None:
    for name in ("import", "preview"):
        command = _command(commands, name, texts)
        command.add_argument("files", nargs="+", type=Path, metavar="FILE", help=texts("cli.file"))
        command.add_argument("--format", choices=("text", "json"), default="text", help=texts("cli.format"))
    formats = _command(commands, "formats", texts)
    formats.add_argument("file", nargs="?", type=Path, metavar="FILE", help=texts("cli.formats_file"))


def _add_measuring(commands: _Commands, texts: Texts) -> None:
    command = _command(commands, "evaluate", texts)
    command.add_argument("file", type=Path, metavar="FILE", help=texts("cli.labelled"))
    command.add_argument("--format", choices=("text", "json"), default="text", help=texts("cli.form"))


def _add_tuning(commands: _Commands, texts: Texts) -> None:
    explain = _command(commands, "explain", texts)
    explain.add_argument("what", metavar="TEXT|FILE", help=texts("cli.what"))
    explain.add_argument("--id", metavar="ID", help=texts("cli.id"))
    learn = _command(commands, "learn", texts)
    either = learn.add_mutually_exclusive_group()
    either.add_argument("--undo", action="store_true", help=texts("cli.undo"))
    either.add_argument("--show", action="store_true", help=texts("cli.learnt"))


def _add_deciding(commands: _Commands, texts: Texts) -> None:
    _command(commands, "list", texts)
    _command(commands, "status", texts).add_argument("--all", action="store_true", help=texts("cli.all"))
    mute = _command(commands, "mute", texts)
    mute.add_argument("words", nargs="*", metavar="NAME", help=texts("cli.name"))
    for name in NUMBERED:
        command = _command(commands, name, texts)
        command.add_argument("number", type=int, metavar="N", help=texts("cli.number"))
        if name in _WORDS:
            command.add_argument("words", nargs="*", metavar=_WORDS[name].upper(), help=texts(f"cli.{_WORDS[name]}"))
        if name not in ("show", "thread"):
            command.add_argument("--by", metavar="NAME", help=texts("cli.by"))


def _add_reporting(commands: _Commands, texts: Texts) -> None:
    report = _command(commands, "report", texts)
    report.add_argument("--language", choices=LANGUAGES, help=texts("cli.report_language"))
    report.add_argument("--to-folder", type=Path, metavar="DIR", help=texts("cli.to_folder"))
    export = _command(commands, "export", texts)
    export.add_argument("what", choices=("opportunities",), help=texts("cli.export_what"))
    export.add_argument("--format", choices=("csv", "xlsx", "jsonl"), default="csv", help=texts("cli.export_format"))
    export.add_argument("--output", type=Path, metavar="FILE", help=texts("cli.output"))
    for command in (report, export):
        command.add_argument("--from", dest="first", metavar="YYYY-MM-DD", help=texts("cli.from"))
        command.add_argument("--to", dest="last", metavar="YYYY-MM-DD", help=texts("cli.to"))
    explore = _command(commands, "explore", texts)
    explore.add_argument("--port", type=int, default=8001, metavar="N", help=texts("cli.port"))


def _add_team(commands: _Commands, texts: Texts) -> None:
    people = _command(commands, "people", texts)
    people.add_argument("--invite", metavar="NAME", help=texts("cli.invite"))
    people.add_argument("--role", choices=("staff", "admin", "reader"), default="staff", help=texts("cli.role"))
    people.add_argument("--remove", metavar="NAME", help=texts("cli.remove"))
    for name in ("away", "back"):
        command = _command(commands, name, texts)
        command.add_argument("name", metavar="NAME", help=texts("cli.person"))
        if name == "away":
            command.add_argument("words", nargs="+", metavar="DAY", help=texts("cli.last_day"))
    assign = _command(commands, "assign", texts)
    assign.add_argument("number", type=int, metavar="N", help=texts("cli.number"))
    assign.add_argument("words", nargs="+", metavar="NAME", help=texts("cli.person"))


def _add_settings(commands: _Commands, texts: Texts) -> None:
    settings = _command(commands, "settings", texts)
    settings.add_argument("name", nargs="?", metavar="NAME", help=texts("cli.setting"))
    settings.add_argument("words", nargs="*", metavar="VALUE", help=texts("cli.setting_value"))
    either = settings.add_mutually_exclusive_group()
    either.add_argument("--reset", action="store_true", help=texts("cli.setting_reset"))
    either.add_argument("--undo", action="store_true", help=texts("cli.setting_undo"))


def _add_privacy(commands: _Commands, texts: Texts) -> None:
    forget = _command(commands, "forget", texts).add_mutually_exclusive_group(required=True)
    forget.add_argument("--author", metavar="NAME", help=texts("cli.forget_author"))
    forget.add_argument("--link", metavar="URL", help=texts("cli.forget_link"))
    forget.add_argument("--text", metavar="TEXT", help=texts("cli.forget_text"))
    person = commands.add_parser("person", help=texts("cli.told_of"), description=texts("cli.told_of"))
    person.add_argument("name", nargs="+", metavar="NAME", help=texts("cli.person"))
    person.add_argument("--format", choices=("text", "json"), default="text", help=texts("cli.form"))
    documents = _command(commands, "documents", texts)
    documents.add_argument("--language", choices=("nb", "nn"), help=texts("cli.documents_language"))
    documents.add_argument("--to", type=Path, required=True, metavar="FOLDER", help=texts("cli.documents_to"))


def _add_stats(commands: _Commands, texts: Texts) -> None:
    doing = _command(commands, "stats", texts).add_subparsers(dest="doing", required=True, metavar="WHAT")
    bring = doing.add_parser("import", help=texts("cli.stats_import"))
    bring.add_argument("file", type=Path, metavar="FILE", help=texts("cli.stats_file"))
    bring.add_argument("--platform", metavar="NAME", help=texts("cli.stats_platform"))
    show = doing.add_parser("show", help=texts("cli.stats_show"))
    show.add_argument(
        "--from", dest="first", type=date.fromisoformat, metavar="YYYY-MM-DD", help=texts("cli.stats_from")
    )
    show.add_argument("--to", dest="last", type=date.fromisoformat, metavar="YYYY-MM-DD", help=texts("cli.stats_to"))
    sector = doing.add_parser("sector", help=texts("cli.stats_sector"))
    sector.add_argument("name", metavar="NAME", help=texts("cli.stats_name"))
    sector.add_argument("sector", metavar="SECTOR", help=texts("cli.stats_sectors"))


def _command(commands: _Commands, name: str, texts: Texts) -> argparse.ArgumentParser:
    return commands.add_parser(name, help=texts(f"cli.{name}"), description=texts(f"cli.{name}"))


def _early_config(arguments: Sequence[str]) -> Config:
    """Return the configuration for the language of the help; one that is wrong is told of when a command needs it."""
    early = argparse.ArgumentParser(add_help=False, exit_on_error=False)
    early.add_argument("--config", type=Path)
    try:
        return _config(early.parse_known_args(arguments)[0].config)
    except (ConfigError, argparse.ArgumentError):
        return Config()


def _config(path: Path | None) -> Config:
    if path is not None:
        return load(path)
    return load(DEFAULT_CONFIG) if DEFAULT_CONFIG.exists() else Config(folder=Path.cwd())


def _bench(file: Config, command: str) -> Bench:
    """Prepare for a command, with the settings in force where it works with what is remembered."""
    if command in _BY_THE_FILE:
        return bench(file)
    from dialogbot.settings import current  # noqa: PLC0415 - the database is heavy, and help does without it

    return bench(file, config=current(file))


def _carried_out(chosen: argparse.Namespace) -> int:
    """Load what the command needs, and nothing else, and run it."""
    module = importlib.import_module(f"dialogbot.cli.{_MODULES.get(chosen.command, 'deciding')}")
    made = _bench(_config(chosen.config), chosen.command)
    code: int = getattr(module, f"{chosen.command}_command")(chosen, made)
    return code
