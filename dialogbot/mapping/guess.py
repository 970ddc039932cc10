"""Guess which column of an unknown table holds what: by the names in its header, else by what stands in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from dialogbot.dates import BadDate, DayOrder, day_order, read_time
from dialogbot.domain import Post, Rejected
from dialogbot.exports import Member, Row, Table
from dialogbot.exports.tables import column_names, is_blank
from dialogbot.mapping.columns import Columns, to_post
from dialogbot.mapping.synonyms import FIELDS, plain_name

HEADER_WITHIN = 20
LOOKED_AT = 200
MOST = 0.7
NAMED = frozenset({"name", "navn", "namn", "full name", "display name", "brukernavn", "username"})
# In which order fields choose their column; an author's «name» or a «post» goes to whoever asks first.
CHOOSING = (
    "ref",
    "parent_ref",
    "thread_ref",
    "posted_at",
    "clock",
    "likes",
    "url",
    "community",
    "platform",
    "text",
    "author",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """A table with what was guessed of it; ``header_row`` counts from 1 and is 0 for a table without a header."""

    table: Table
    header_row: int
    columns: Columns
    clock: str | None = None

    def posts(self) -> Iterator[Post | Rejected]:
        """Yield the posts of the table, and a rejection for each row that is none."""
        for row in self.rows():
            yield row if isinstance(row, Rejected) else to_post(row, self.columns)

    def rows(self) -> Iterator[Row | Rejected]:
        """Yield the rows under the header by column name; without a header the names are ``1``, ``2``, and so on."""
        found = self.table.records(self.header_row) if self.header_row else _numbered(self.table)
        for row in found:
            yield row if isinstance(row, Rejected) or self.clock is None else self._with_clock(row, self.clock)

    def _with_clock(self, row: Row, clock: str) -> Row:
        day = row.cells.get(self.columns.posted_at[0])
        written = day.date().isoformat() if isinstance(day, datetime) else day
        if is_blank(written):
            return row
        return Row(
            where=row.where, cells={**row.cells, self.columns.posted_at[0]: f"{written} {row.cells.get(clock) or ''}"}
        )


def guessed(member: Member) -> list[Guess]:
    """Give the tables of a member in which the text of posts could be found, each with its guess."""
    guesses = (_guess(table) for table in member.tables)
    return [guess for guess in guesses if guess is not None]


def named_columns(names: Sequence[str], rows: Sequence[dict[str, Any]]) -> tuple[Columns, str | None] | None:
    """Guess by their names which columns hold what, and which is a clock beside a date; ``None`` without a text."""
    plain = {name: _plain(name) for name in names if name}
    taken: dict[str, str] = {}
    for field in CHOOSING:
        free = {name: each for name, each in plain.items() if name not in taken.values()}
        chosen = _chosen(field, free, rows)
        if chosen is not None and (field != "clock" or _is_clock(chosen, rows)):
            taken[field] = chosen
    if "text" not in taken:
        return None
    columns = _columns(taken)
    order = day_order([row.get(taken.get("posted_at", "")) for row in rows])
    clock = taken.get("clock") if columns.posted_at else None  # a time of day says nothing without its day
    return replace(columns, order=order or DayOrder.DAY_FIRST), clock


def _plain(name: str) -> str:
    """Give a name as the synonyms have it; ``bruker.navn`` stands for what ``bruker`` would."""
    outer, _, inner = name.rpartition(".")
    return plain_name(outer if outer and plain_name(inner) in NAMED else name)


def _columns(taken: dict[str, str]) -> Columns:
    def names(*fields: str) -> tuple[str, ...]:
        return tuple(taken[field] for field in fields if field in taken)

    return Columns(
        text=names("text"),
        ref=names("ref"),
        thread_ref=names("thread_ref"),
        parent_ref=names("parent_ref") or names("thread_ref"),
        community=names("community"),
        author=names("author"),
        posted_at=names("posted_at"),
        likes=names("likes"),
        url=names("url"),
        platform_column=names("platform"),
    )


def _guess(table: Table) -> Guess | None:
    top = [cells or () for cells in islice(table.grid(), LOOKED_AT)]
    best: tuple[int, Guess] | None = None
    for number, cells in enumerate(top[:HEADER_WITHIN], 1):
        names = column_names(cells)
        rows = [dict(zip(names, each, strict=False)) for each in top[number:]]
        found = named_columns(names, rows) if _could_be_header(cells) else None
        known = 0 if found is None else _known_fields(found[0])
        if found is not None and known > (best[0] if best else 0):
            best = (known, Guess(table=table, header_row=number, columns=found[0], clock=found[1]))
    if best is not None and (best[0] > 1 or best[1].header_row == 1):
        return best[1]
    columns = _headerless(top)
    return None if columns is None else Guess(table=table, header_row=0, columns=columns)


def _known_fields(columns: Columns) -> int:
    fields = (
        columns.text,
        columns.ref,
        columns.author,
        columns.posted_at,
        columns.likes,
        columns.url,
        columns.community,
    )
    return sum(bool(names) for names in fields)


def _could_be_header(cells: Sequence[Any]) -> bool:
    filled = [cell for cell in cells if not is_blank(cell)]
    return bool(filled) and all(isinstance(cell, str) and len(cell) <= 60 for cell in filled)  # noqa: PLR2004 # a name is short


def _chosen(field: str, free: dict[str, str], rows: Sequence[dict[str, Any]]) -> str | None:
    for synonym in FIELDS[field]:
        for name, plain in free.items():
            if plain == synonym and _fits(field, [row.get(name) for row in rows]):
                return name
    return None


def _fits(field: str, cells: list[Any]) -> bool:
    """Tell whether what stands in a column agrees with its name: a «comments» full of numbers is a count."""
    filled = [cell for cell in cells if not is_blank(cell)]
    if field in {"text", "author"}:
        return not filled or _share(filled, lambda cell: re.fullmatch(r"[\d\s.,]+", str(cell)) is None) > 1 - MOST
    if field == "posted_at":
        return not filled or _share(filled, _has_date) > 1 - MOST
    return True


def _is_clock(name: str, rows: Sequence[dict[str, Any]]) -> bool:
    filled = [cell for row in rows if not is_blank(cell := row.get(name))]
    return (
        bool(filled)
        and _share(filled, lambda cell: re.fullmatch(r"\d{1,2}[:.]\d{2}([:.]\d{2})?", str(cell)) is not None) > MOST
    )


def _headerless(rows: Sequence[Sequence[Any]]) -> Columns | None:
    filled = [row for row in rows if any(not is_blank(cell) for cell in row)]
    width = max((len(row) for row in filled), default=0)
    even = [row for row in filled if len(row) == width]
    if width < 2 or len(even) < max(2, MOST * len(filled)):  # noqa: PLR2004 # one column, or one row, is no table
        return None
    columns = {str(index + 1): [row[index] for row in even] for index in range(width)}
    taken: dict[str, str] = {}
    for field, is_it in _SIGNS:
        for name, cells in columns.items():
            present = [cell for cell in cells if not is_blank(cell)]
            if name not in taken.values() and field not in taken and present and is_it(present, cells):
                taken[field] = name
    prose = {name: _prose(cells) for name, cells in columns.items() if name not in taken.values()}
    text = max(prose, key=lambda name: prose[name], default=None)
    if text is None or prose[text] < 20 or not taken.keys() & {"posted_at", "url", "ref"}:  # noqa: PLR2004 # letters in a short post
        return None
    order = day_order(columns[taken["posted_at"]]) if "posted_at" in taken else None
    return replace(_columns(_with_names(columns, {**taken, "text": text})), order=order or DayOrder.DAY_FIRST)


def _with_names(columns: dict[str, list[Any]], taken: dict[str, str]) -> dict[str, str]:
    """Add the author and the community: short words beside the text, varying or always the same."""
    found = dict(taken)
    for name, cells in columns.items():
        present = [str(cell) for cell in cells if not is_blank(cell)]
        if name in found.values() or not present or _prose(cells) > 40 or not _share(present, _has_letters) > MOST:  # noqa: PLR2004 # a name's length
            continue
        found.setdefault("community" if len(set(present)) == 1 and len(present) > 1 else "author", name)
    return found


def _numbered(table: Table) -> Iterator[Row | Rejected]:
    for number, cells in enumerate(table.grid(), 1):
        if cells is not None and any(not is_blank(cell) for cell in cells):
            yield Row(
                where=f"{table.label}row {number}", cells={str(index): cell for index, cell in enumerate(cells, 1)}
            )


def _share(cells: Sequence[Any], holds: Any) -> float:
    return sum(bool(holds(cell)) for cell in cells) / len(cells)


def _prose(cells: Sequence[Any]) -> float:
    return sum(len(str(cell)) for cell in cells if not is_blank(cell) and _has_letters(cell)) / max(1, len(cells))


def _has_letters(cell: Any) -> bool:
    return isinstance(cell, str) and re.search(r"[^\W\d_]{2}", cell) is not None


def _is_date(cell: Any) -> bool:
    if isinstance(cell, str) and (len(cell) > 60 or not re.search(r"\d", cell)):  # noqa: PLR2004 # no date is longer
        return False
    try:
        return read_time(cell) is not None
    except BadDate:
        return False


def _has_date(cell: Any) -> bool:
    """Tell whether a cell is a time, also one that tells none by itself (``3 t``), or at least has a digit in it."""
    return _is_date(cell) or isinstance(cell, str)


def _is_id(cell: Any) -> bool:
    return re.fullmatch(r"[a-z]?\d{10,}(_\d+)*", str(cell)) is not None


_SIGNS: tuple[tuple[str, Any], ...] = (
    ("url", lambda present, _: _share(present, lambda cell: str(cell).startswith(("http://", "https://"))) > MOST),
    ("ref", lambda present, cells: _share(present, _is_id) > MOST and len(set(map(str, present))) == len(cells)),
    ("parent_ref", lambda present, _: _share(present, _is_id) > MOST),
    ("posted_at", lambda present, _: _share(present, _is_date) > MOST),
    ("likes", lambda present, _: _share(present, lambda cell: re.fullmatch(r"\d{1,7}([.,]\d+)?", str(cell))) > MOST),
)
