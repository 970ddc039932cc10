"""Tables as people bring them: CSV of any dialect, and the sheets of a workbook."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import partial
from itertools import chain
from typing import Any, BinaryIO

from dialogbot.domain import Flaw, Rejected, UnreadableFile
from dialogbot.exports.rows import Row

DELIMITERS = (";", ",", "\t", "|")
WIDEST = 512
SNIFFED_ROWS = 30
FEW_ROWS = 3
LONGEST_SNIFFED = 1_000_000
SAID = re.compile(r"^\ufeff?\"?sep=(.)\"?[\r\n;,]*$", re.IGNORECASE)

Cells = tuple[Any, ...]
Grid = Callable[[], Iterator[Cells | None]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table that can be read again and again: its name, and its rows as they stand, the header among them.

    Cells are strings in a CSV, and strings, numbers, bools, datetimes or ``None`` in a workbook. A row that could not
    be read is ``None``. ``links`` gives the link targets of a sheet's cells by (row, column), both from 1.
    """

    name: str
    label: str
    grid: Grid
    links: Callable[[], dict[tuple[int, int], str]]

    @property
    def header(self) -> tuple[str, ...]:
        """The first row with anything in it, as stripped strings; empty if there is none."""
        for cells in self.grid():
            if cells is not None and any(not is_blank(cell) for cell in cells):
                return column_names(cells)
        return ()

    def records(self, header_row: int | None = None) -> Iterator[Row | Rejected]:
        """Yield the rows under the header by column name; ``header_row`` counts from 1, default the first filled."""
        names: tuple[str, ...] | None = None
        for number, cells in enumerate(self.grid(), 1):
            where = f"{self.label}row {number}"
            if cells is None:
                yield Rejected(where=where, flaw=Flaw.TOO_LARGE)
            elif all(is_blank(cell) for cell in cells) or (header_row is not None and number < header_row):
                continue
            elif names is None:
                names = column_names(cells)
            else:
                yield Row(where=where, cells=dict(zip(names, cells, strict=False)))


def is_blank(cell: Any) -> bool:
    """Tell whether a cell holds nothing to see."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def column_names(cells: Cells) -> tuple[str, ...]:
    """Give the names of columns, stripped; a name that stands twice gets a number, so that no cell is lost."""
    seen: Counter[str] = Counter()
    names = []
    for cell in cells:
        name = "" if cell is None else str(cell).strip("\ufeff \t\r\n\xa0")
        seen[name] += 1
        names.append(name if seen[name] == 1 else f"{name} {seen[name]}")
    return tuple(names)


def csv_table(*, name: str, label: str, lines: Callable[[], Iterator[str]], head: str, max_field: int) -> Table | None:
    """Give the table of a CSV file that begins with ``head``; ``None`` if it has no two columns."""
    delimiter = delimiter_of(head)
    if delimiter is None:
        return None
    return Table(name=name, label=label, grid=partial(_csv_grid, lines, delimiter, max_field), links=dict)


def delimiter_of(head: str) -> str | None:
    """Tell what parts the cells: what a ``sep=`` line says, else what cuts the first rows most evenly."""
    lines = list(io.StringIO(head, newline=""))
    said = _said_delimiter(lines[0]) if lines else None
    if said is not None:
        return said
    evenness, delimiter = max(((_evenness(lines, each), each) for each in DELIMITERS), default=((0.0, 0), None))
    return delimiter if evenness > (0.0, 0) else None


def workbook_tables(*, label: str, source: Callable[[], BinaryIO]) -> list[Table]:
    """Give a table for each sheet of an XLSX workbook that has cells.

    Raises ``UnreadableFile`` where the workbook is broken.
    """
    names = _sheet_names(source)
    many = len(names) > 1
    return [
        Table(
            name=name,
            label=f"{label}{name} " if many else label,
            grid=partial(_sheet_grid, source, name),
            links=partial(_sheet_links, source, name),
        )
        for name in names
    ]


def _said_delimiter(line: str) -> str | None:
    found = SAID.match(line)
    return None if found is None else found[1]


def _evenness(lines: list[str], delimiter: str) -> tuple[float, int]:
    rows = [row for row in _parsed(lines, delimiter, LONGEST_SNIFFED) if row][:SNIFFED_ROWS]
    # The last row may be cut off by the end of the head.
    whole = rows[:-1] if len(rows) > FEW_ROWS else rows
    widths = Counter(len(row) for row in whole)
    width, count = max(widths.items(), key=lambda pair: (pair[1], pair[0]), default=(1, 0))
    return (0.0, 0) if width == 1 else (round(count / len(whole), 1), width)


def _csv_grid(lines: Callable[[], Iterator[str]], delimiter: str, max_field: int) -> Iterator[Cells | None]:
    every = lines()
    first = next(every, "")
    content = every if _said_delimiter(first) is not None else chain([first], every)
    for row in _parsed(content, delimiter, max_field):
        yield None if row is None else tuple(row)


def _parsed(lines: Iterable[str], delimiter: str, max_field: int) -> Iterator[list[str] | None]:
    csv.field_size_limit(max_field)
    rows = csv.reader(lines, delimiter=delimiter)
    while True:
        try:
            yield [cell.removeprefix("\ufeff") for cell in next(rows)]
        except StopIteration:
            return
        except csv.Error:
            yield None


def _sheet_names(source: Callable[[], BinaryIO]) -> list[str]:
    book = _opened(source, read_only=True)
    try:
        return [sheet.title for sheet in book.worksheets]
    finally:
        book.close()


def _sheet_grid(source: Callable[[], BinaryIO], name: str) -> Iterator[Cells | None]:
    book = _opened(source, read_only=True)
    try:
        sheet = book[name]
        # What a sheet says of its own size may be wrong, or meant to exhaust memory.
        sheet.reset_dimensions()
        for cells in sheet.iter_rows(values_only=True, max_col=WIDEST):
            yield tuple(_cell(cell) for cell in cells)
    finally:
        book.close()


def _sheet_links(source: Callable[[], BinaryIO], name: str) -> dict[tuple[int, int], str]:
    book = _opened(source, read_only=False)
    return {
        (cell.row, cell.column): cell.hyperlink.target
        for cells in book[name].iter_rows()
        for cell in cells
        if cell.hyperlink is not None and cell.hyperlink.target
    }


def _opened(source: Callable[[], BinaryIO], *, read_only: bool) -> Any:
    import warnings  # noqa: PLC0415 # only beside openpyxl
    import zipfile  # noqa: PLC0415 # the same
    import zlib  # noqa: PLC0415 # the same
    from xml.etree.ElementTree import ParseError  # noqa: PLC0415 # the same

    import openpyxl  # noqa: PLC0415 # costly to load, and only workbooks need it
    from openpyxl.utils.exceptions import InvalidFileException  # noqa: PLC0415 # the same

    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return openpyxl.load_workbook(source(), read_only=read_only, data_only=True)
    except (
        *(InvalidFileException, zipfile.BadZipFile, zlib.error, EOFError),
        *(KeyError, ValueError, TypeError, ParseError, OSError, NotImplementedError, AttributeError),
    ) as error:
        raise UnreadableFile("the workbook is broken: open it in Excel and save it again as .xlsx") from error


def _cell(value: Any) -> Any:
    if isinstance(value, datetime | str | int | float | bool) or value is None:
        return value
    if isinstance(value, date):
        return datetime.combine(value, time.min)
    return str(value)
