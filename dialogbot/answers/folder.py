"""The folder of the answer bank: every Markdown file in it, read anew when one of them has changed."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import TypeAlias

from dialogbot.answers.bank import Bank
from dialogbot.answers.front_matter import Damaged, Flawed, Why, line_of, read_answer
from dialogbot.domain import Answer

_log = logging.getLogger(__name__)
_LARGEST = 1024 * 1024  # bytes of one file
_Seen: TypeAlias = tuple[tuple[str, int, int], ...]


def bank_in(folder: Path) -> Bank:
    """Read the answer bank in a folder and the folders below it; what is hidden is left out.

    A file that is no entry is among ``damaged`` and stops nothing, nor does a folder that is not there.
    """
    return _read(folder, _seen(folder))


def _seen(folder: Path) -> _Seen:
    """List the files by name, with time and size; one that vanishes meanwhile is not there."""
    found = []
    for path in sorted(folder.rglob("*.md")):
        name = path.relative_to(folder)
        try:
            stat = path.stat()
        except OSError:
            continue
        if path.is_file() and not any(part.startswith(".") for part in name.parts):
            found.append((str(name), stat.st_mtime_ns, stat.st_size))
    return tuple(found)


@lru_cache(maxsize=4)
def _read(folder: Path, seen: _Seen) -> Bank:
    """Read the files that were seen, and log what is wrong: once, until something changes."""
    if not folder.is_dir():
        _log.warning("the answer bank %s is not there", folder)
    answers: dict[tuple[str, str], Answer] = {}
    damaged: list[Damaged] = []
    for name, _, size in seen:
        try:
            one = _entry(folder / name, size, answers)
        except Flawed as error:
            damaged.append(Damaged(file=name, line=error.line, why=error.why))
            _log.warning("left out of the answer bank: %s, line %d: %s", name, error.line, error.why)
        else:
            answers[one.id, one.language] = one
    return Bank(answers=tuple(answers.values()), damaged=tuple(damaged))


def _entry(path: Path, size: int, known: Mapping[tuple[str, str], Answer]) -> Answer:
    text = _text(path, size)
    one = read_answer(text)
    if (one.id, one.language) in known:
        raise Flawed(line_of(text, "id"), Why.TWICE)
    return one


def _text(path: Path, size: int) -> str:
    if size > _LARGEST:
        raise Flawed(1, Why.UNREADABLE)
    try:
        data = path.read_bytes()
    except OSError:
        raise Flawed(1, Why.UNREADABLE) from None
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Flawed(data[: error.start].count(b"\n") + 1, Why.UNREADABLE) from None
