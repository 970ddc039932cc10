"""The readers: one file a format, each holding one value ``READER``; a new format is one new file.

A reader recognises an export by what is in it, never by its name alone. Readers of one format come before the
fallbacks, which read any table or JSON by guessing.
"""

from __future__ import annotations

import importlib
import logging
import pkgutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from functools import cache
from pathlib import Path

from dialogbot.domain import Flaw, Post, Rejected, UnreadableFile
from dialogbot.exports import BREAKS, Export, Limits, Member, Row, open_export
from dialogbot.exports.export import ignore_progress
from dialogbot.harmless import one_line
from dialogbot.mapping import Columns, Level, walk
from dialogbot.mapping.layout import Layout

Rows = Iterator[Post | Rejected]
_log = logging.getLogger(__name__)


class Tell(StrEnum):
    """What a format can tell of a post beside its text."""

    AUTHOR = "author"
    TIME = "time"
    THREAD = "thread"
    PARENT = "parent"
    LIKES = "likes"
    URL = "url"
    COMMUNITY = "community"


class Rank(IntEnum):
    """In which order readers are asked: those of one format first, then those that guess."""

    SPECIFIC = 0
    TABLE = 1
    JSON = 2
    TEXT = 3


class Remark(StrEnum):
    """What had to be guessed in an export as a whole, and should be looked at by whoever brought it."""

    DAY_FIRST_GUESSED = "day_first_guessed"
    MONTH_FIRST_GUESSED = "month_first_guessed"
    SPLIT_FAIRLY_SURE = "split_fairly_sure"
    SPLIT_UNSURE = "split_unsure"


def nothing_guessed(_export: Export) -> tuple[Remark, ...]:
    """Have no remark."""
    return ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reader:
    """How one format is recognised and read.

    ``title`` is one line of English; ``kinds`` the kinds of file (``.zip .json``); ``own_words_only`` says that the
    export can hold only what the one who made it wrote. ``recognise`` looks at content and is cheap; ``read`` is lazy.
    ``remarks`` says what had to be guessed.
    """

    name: str
    title: str
    kinds: str
    tells: frozenset[Tell]
    recognise: Callable[[Export], bool]
    read: Callable[[Export], Rows]
    own_words_only: bool = False
    rank: Rank = Rank.SPECIFIC
    remarks: Callable[[Export], tuple[Remark, ...]] = nothing_guessed


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """A file being read: by whom, how many bytes there are, its posts and rejected rows as they come, and remarks."""

    reader: Reader
    size: int
    rows: Rows
    remarks: tuple[Remark, ...] = ()


@cache
def all_readers() -> tuple[Reader, ...]:
    """Give every reader, in the order in which they are asked. Loads them; they load their libraries when they read."""
    names = sorted(each.name for each in pkgutil.iter_modules(__path__))
    readers = [reader for name in names if (reader := _loaded(f"{__name__}.{name}")) is not None]
    return tuple(sorted(readers, key=lambda reader: (reader.rank, reader.name)))


def claimants(export: Export) -> tuple[Reader, ...]:
    """Give all readers that recognise an export, the first to be asked first."""
    return tuple(reader for reader in all_readers() if knows(reader, export))


def recognise(export: Export) -> Reader:
    """Give the reader for an export. Raises ``UnreadableFile`` where none knows it."""
    for reader in all_readers():
        if knows(reader, export):
            return reader
    seen = one_line(_what_is_seen(export))  # the names of keys and columns are a stranger's
    raise UnreadableFile(f"{export.name} is in no format that is known: {seen}; see `dialogbot formats`")


def knows(reader: Reader, export: Export) -> bool:
    """Ask a reader whether it knows an export; one that fails over the question is passed over."""
    try:
        return reader.recognise(export)
    except UnreadableFile:
        raise
    except Exception:  # noqa: BLE001 - a bad reader must not keep a file from the others
        _log.exception("the reader %s failed to look at an export", reader.name)
        return False


@contextmanager
def read(
    path: Path,
    limits: Limits | None = None,
    progress: Callable[[int], None] = ignore_progress,
    layout: Layout | None = None,
) -> Iterator[Reading]:
    """Open a file, folder or zip and give a reading of it; its rows must be taken inside the ``with``.

    ``progress`` hears the number of bytes each time some were read. A ``layout`` that fits the file comes before all
    readers. Raises ``UnreadableFile``, also while rows are taken.
    """
    with open_export(path, limits or Limits(), progress) as export:
        mapped = None if layout is None else mapped_reader(layout)
        reader = mapped if mapped is not None and mapped.recognise(export) else recognise(export)
        yield Reading(
            reader=reader, size=export.size, rows=_until_it_breaks(export, reader), remarks=reader.remarks(export)
        )


def flat_reader(  # noqa: PLR0913 # each is said by name, and most have defaults
    *,
    name: str,
    title: str,
    marks: frozenset[str],
    level: Level | Columns,
    kinds: str = ".csv .xlsx .json .jsonl",
    prepare: Callable[[Row], Row | Rejected | None] | None = None,
    own_words_only: bool = False,
) -> Reader:
    """Give the reader of a format whose records have the columns or keys ``marks``: CSV, sheet, JSON array or lines.

    ``level`` says which column holds what, and for nested JSON what is nested under it. ``prepare`` may change a record
    before it is read, refuse it with ``Rejected``, or drop it with ``None`` (what is no message and not worth a word).
    """
    top = level if isinstance(level, Level) else Level(columns=level)
    return Reader(
        name=name,
        title=title,
        kinds=kinds,
        tells=told_by(top),
        own_words_only=own_words_only,
        recognise=lambda export: any(has_marks(member, marks) for member in export.members),
        read=lambda export: (
            post
            for member in export.members
            if has_marks(member, marks)
            for row in rows_with(member, marks)
            for post in _posts_of(row, top, prepare)
        ),
    )


def mapped_reader(layout: Layout) -> Reader:
    """Give the reader of files that a mapping is written for: those with the column that it says holds the text."""
    return Reader(
        name="mapping",
        title="By the mapping in the configuration",
        kinds=".csv .xlsx .json .jsonl",
        tells=told_by(Level(columns=layout.columns, children=layout.replies)),
        recognise=layout.recognises,
        read=layout.posts,
    )


def has_marks(member: Member, marks: frozenset[str]) -> bool:
    """Tell whether a member's first JSON record, or the header of one of its tables, has all these keys."""
    return marks <= member.first.keys() or any(marks <= header for header in member.headers)


def rows_with(member: Member, marks: frozenset[str]) -> Iterator[Row | Rejected]:
    """Yield the records of a member: its JSON records, or the rows of each of its tables that has these columns."""
    if member.json_kind is not None:
        yield from member.records()
        return
    for table in member.tables:
        if marks <= frozenset(table.header):
            yield from table.records()


def told_by(level: Level) -> frozenset[Tell]:
    """Give what a table of columns can tell."""
    columns = level.columns
    told = {
        Tell.AUTHOR: columns.author,
        Tell.TIME: columns.posted_at,
        Tell.THREAD: columns.thread_ref or level.children,
        Tell.PARENT: columns.parent_ref or level.children,
        Tell.LIKES: columns.likes,
        Tell.URL: columns.url,
        Tell.COMMUNITY: columns.community or columns.in_community,
    }
    return frozenset(tell for tell, names in told.items() if names)


def _loaded(module: str) -> Reader | None:
    """Load a reader; one that cannot be loaded is logged and does without."""
    try:
        reader = importlib.import_module(module).READER
    except Exception:  # noqa: BLE001 - a bad plug-in must not stop the rest, whatever it raises
        _log.exception("the reader %s cannot be loaded and is left out", module)
        return None
    if not isinstance(reader, Reader):
        _log.error("the reader %s is left out: its READER is no Reader", module)
        return None
    return reader


def _posts_of(row: Row | Rejected, level: Level, prepare: Callable[[Row], Row | Rejected | None] | None) -> Rows:
    prepared = prepare(row) if prepare is not None and isinstance(row, Row) else row
    if isinstance(prepared, Row):
        yield from walk(prepared, level)
    elif prepared is not None:
        yield prepared


def _until_it_breaks(export: Export, reader: Reader) -> Rows:
    """Yield what was refused and what is read; where the file breaks off, what was good stays good."""
    yield from export.refused
    yield from (Rejected(where=member.name, flaw=Flaw.CUT_SHORT) for member in export.members if member.is_damaged)
    try:
        yield from reader.read(export)
    except BREAKS:
        yield Rejected(where=export.name, flaw=Flaw.CUT_SHORT)


def _what_is_seen(export: Export) -> str:
    member = export.members[0]
    if member.is_damaged:
        return "it is damaged"
    if not member.is_text and not member.is_workbook:
        return "it is no text, table or archive of posts"
    if member.json_kind is not None:
        keys = ", ".join(list(member.first)[:6])
        return f"JSON with the keys {keys[:120]}" if keys else "JSON without records"
    header = next(iter(member.tables), None)
    if header is not None:
        return f"a table with the columns {', '.join(header.header)[:120]}"
    return "text without columns or keys"
