"""What every command works with: the settings, the language, the time, and the name of the one at the keyboard."""

from __future__ import annotations

import getpass
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

from dialogbot.commands import Vocabulary, vocabulary
from dialogbot.config import Config
from dialogbot.domain import LANGUAGES
from dialogbot.texts import Texts, load, sentences


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    """What every command works with: the settings in force, and those of the file without what staff changed."""

    file: Config
    config: Config
    texts: Texts
    vocabulary: Vocabulary
    clock: Callable[[], datetime]


def bench(file: Config, clock: Callable[[], datetime] | None = None, config: Config | None = None) -> Bench:
    """Prepare for a command; ``config`` are the settings in force, where they are not those of the file."""
    config = config or file
    return Bench(
        file=file,
        config=config,
        texts=load(config.language, config.zone),
        vocabulary=vocabulary(sentences(language) for language in LANGUAGES),
        clock=clock or now,
    )


def now() -> datetime:
    """Return the time."""
    return datetime.now(UTC)


def user() -> str:
    """Return the name of the one at the keyboard."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):
        return "staff"


def on_terminal() -> bool:
    """Say whether a person sees what is printed and can answer."""
    return sys.stdin.isatty() and sys.stdout.isatty()
