"""A mapping that people write in TOML: which column or key of a file of theirs holds what; and the posts read by it.

::

    [mapping]
    platform = "facebook"
    group = "Lesesirkelen"           # for rows that name no group
    time_zone = "Europe/Oslo"        # of times without one
    date_format = "%d.%m.%Y %H:%M"   # or "day first", "month first"
    header_row = 3                   # of a table, default the first with these names; 0: none, they are "1", "2", …
    records = "data.items"           # of JSON: where the list of posts stands
    replies = ["replies"]            # of JSON: the keys of lists of answers in a post

    [mapping.columns]
    text = "Melding"                 # several names: ["Melding", "Kommentar"], the first with something in it counts
    author = "Navn"
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, tzinfo
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from dialogbot.dates import HOME_ZONE, DayOrder
from dialogbot.domain import UNKNOWN_PLATFORM, ConfigError, Flaw, Post, Rejected
from dialogbot.exports import Export, Member, Row, Table
from dialogbot.exports.tables import column_names
from dialogbot.mapping.columns import Columns, Level, Names, value_at, walk
from dialogbot.mapping.guess import HEADER_WITHIN, Guess
from dialogbot.mapping.values import words

SETTINGS = ("platform", "group", "time_zone", "date_format", "header_row", "records", "replies", "columns")
# A field of a mapping, and what it is called in ``Columns``; ``clock`` is a column with the hour beside the date.
FIELDS = {
    "text": "text",
    "author": "author",
    "created": "posted_at",
    "clock": "clock",
    "id": "ref",
    "parent": "parent_ref",
    "thread": "thread_ref",
    "group": "community",
    "platform": "platform_column",
    "likes": "likes",
    "url": "url",
}
ORDERS = {"day first": DayOrder.DAY_FIRST, "month first": DayOrder.MONTH_FIRST}
LOOKED_AT = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Layout:
    """What a mapping says of a file. ``date_format`` is one of ``strptime``; without it dates are read as they come."""

    columns: Columns
    clock: str | None = None
    date_format: str | None = None
    header_row: int | None = None
    records: tuple[str, ...] = ()
    replies: tuple[str, ...] = ()

    def recognises(self, export: Export) -> bool:
        """Tell whether a file has the column or key of the text: only then is the mapping meant for it."""
        return any(self._holds(member) for member in export.members)

    def posts(self, export: Export) -> Iterator[Post | Rejected]:
        """Yield the posts of a file as the mapping says."""
        for member in export.members:
            level = self._level(member) if self._holds(member) else None
            for row in self._rows(member) if level is not None else ():
                prepared = self._dated(row) if isinstance(row, Row) else row
                if isinstance(prepared, Row) and level is not None:
                    yield from walk(prepared, level)
                elif isinstance(prepared, Rejected):
                    yield prepared

    def _holds(self, member: Member) -> bool:
        if member.json_kind is None:
            return any(self._header_of(table) is not None for table in member.tables)
        top = _sample(member, self.records)
        return self._says(top) or self._says(self._below(top))

    def _level(self, member: Member) -> Level:
        """Give the level of posts; around it one without words, where the records only hold lists of posts."""
        posts = Level(columns=self.columns, children=self.replies)
        if member.json_kind is None or self._says(_sample(member, self.records)):
            return posts
        around = Columns(text=(), community=self.columns.community, in_community=self.columns.in_community)
        return Level(columns=around, children=self.replies, below=posts)

    def _says(self, records: list[Mapping[str, Any]]) -> bool:
        return any(words(value_at(each, name)) for each in records for name in self.columns.text)

    def _below(self, records: list[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        found = [value_at(each, name) for each in records for name in self.replies]
        return [one for each in found if isinstance(each, list) for one in each if isinstance(one, Mapping)]

    def _header_of(self, table: Table) -> int | None:
        """Give the number of the row that names the text; 0 where columns have numbers; ``None`` if there is none."""
        top = list(islice(table.grid(), self.header_row or HEADER_WITHIN))
        if self.header_row == 0:
            numbers = {str(index + 1) for cells in top for index in range(len(cells or ()))}
            return None if numbers.isdisjoint(self.columns.text) else 0
        wanted = set(self.columns.text)
        named = [number for number, cells in enumerate(top, 1) if wanted & set(column_names(cells or ()))]
        if self.header_row is None:
            return next(iter(named), None)
        return self.header_row if self.header_row in named else None

    def _rows(self, member: Member) -> Iterator[Row | Rejected]:
        if member.json_kind is not None:
            yield from member.records(*self.records)
            return
        for table in member.tables:
            header = self._header_of(table)
            if header is not None:
                yield from Guess(table=table, header_row=header, columns=self.columns, clock=self.clock).rows()

    def _dated(self, row: Row) -> Row | Rejected:
        if self.date_format is None:
            return row
        written = {name: value_at(row.cells, name) for name in self.columns.posted_at}
        try:
            read = {
                name: datetime.strptime(value.strip(), self.date_format)  # noqa: DTZ007 # its zone is put on by Columns
                for name, value in written.items()
                if isinstance(value, str) and value.strip()
            }
        except ValueError:
            return Rejected(where=row.where, flaw=Flaw.BAD_DATE)
        return Row(where=row.where, cells={**row.cells, **read})


def layout_of(table: Mapping[str, Any]) -> Layout:
    """Check a mapping as it stands in TOML and give what it says. Raises ``ConfigError`` with one line."""
    _check_names(table, SETTINGS, "mapping")
    columns = table.get("columns")
    if not isinstance(columns, Mapping):
        raise ConfigError("[mapping] has no [mapping.columns]: say there which column holds the text")
    _check_names(columns, FIELDS, "mapping.columns")
    names = {FIELDS[field]: _names_of(field, value) for field, value in columns.items()}
    if not names.get("text"):
        raise ConfigError("[mapping.columns] says no column for text: there are no posts without it")
    clock = next(iter(names.pop("clock", ())), None)
    order, date_format = _dates(table.get("date_format", "day first"))
    return Layout(
        columns=Columns(
            **names,  # type: ignore[arg-type] # the names of the fields are those of FIELDS
            platform=_word(table, "platform") or UNKNOWN_PLATFORM,
            in_community=_word(table, "group") or None,
            zone=_zone(_word(table, "time_zone") or HOME_ZONE),
            order=order,
        ),
        clock=clock,
        date_format=date_format,
        header_row=_row_number(table.get("header_row")),
        records=_path(table.get("records", "")),
        replies=_names_of("replies", table.get("replies", [])),
    )


def _check_names(table: Mapping[str, Any], known: Iterable[str], place: str) -> None:
    for name in table:
        if name not in known:
            near = difflib.get_close_matches(name, list(known), n=1)
            hint = f"did you mean {near[0]}?" if near else f"known are {', '.join(known)}"
            raise ConfigError(f"[{place}] knows no {name}: {hint}")


def _names_of(field: str, value: Any) -> Names:
    names = [value] if isinstance(value, str) else value
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ConfigError(f"[mapping] {field} must be the name of a column, or a list of names")
    return tuple(name for name in names if name)


def _word(table: Mapping[str, Any], name: str) -> str:
    value = table.get(name, "")
    if not isinstance(value, str):
        raise ConfigError(f"[mapping] {name} must be text in quotation marks")
    return value.strip()


def _zone(name: str) -> tzinfo:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError):
        raise ConfigError(f"[mapping] time_zone {name} is not known: write one such as Europe/Oslo or UTC") from None


def _dates(value: Any) -> tuple[DayOrder, str | None]:
    if isinstance(value, str) and value in ORDERS:
        return ORDERS[value], None
    if isinstance(value, str) and "%" in value:
        return DayOrder.DAY_FIRST, value
    raise ConfigError('[mapping] date_format must be "day first", "month first" or one such as "%d.%m.%Y %H:%M"')


def _row_number(value: Any) -> int | None:
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int) or value < 0:
        raise ConfigError("[mapping] header_row must be the number of a row, or 0 for a table without a header")
    return value


def _path(value: Any) -> tuple[str, ...]:
    if not isinstance(value, str):
        raise ConfigError('[mapping] records must be a path such as "data.items"')
    return tuple(step for step in value.split(".") if step)


def _sample(member: Member, path: tuple[str, ...]) -> list[Mapping[str, Any]]:
    value = member.sample
    for step in path:
        value = value.get(step) if isinstance(value, Mapping) else None
    found = value if isinstance(value, list) else [value]
    return [each for each in found[:LOOKED_AT] if isinstance(each, Mapping)]
