"""Figures and exports as CSV, Excel and JSON lines, in which no cell can act.

A spreadsheet takes a text that begins with one of a few signs for a formula. Such a text gets an apostrophe in front,
as OWASP advises ("CSV Injection").
"""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import TypeAlias

from dialogbot.report.document import Table

Value: TypeAlias = str | int | float | datetime | date | None
_ACTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
_LONGEST = 32_000  # characters; Excel takes 32 767 in a cell
_LONGEST_NAME = 31  # characters of a sheet's name in Excel
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def csv_of(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write rows as CSV in UTF-8 with a byte order mark, without which Excel guesses wrong."""
    target = io.StringIO(newline="")
    writer = csv.writer(target)
    writer.writerow([harmless(name) for name in columns])
    writer.writerows([_plain(value) for value in row] for row in rows)
    return target.getvalue().encode("utf-8-sig")


def jsonl_of(columns: Sequence[str], rows: Iterable[Sequence[Value]]) -> bytes:
    """Write rows as JSON, an object a line, with the words as they are: nothing takes JSON for a formula."""
    lines = (json.dumps(dict(zip(columns, map(_dated, row), strict=True)), ensure_ascii=False) for row in rows)
    return "".join(f"{line}\n" for line in lines).encode()


def xlsx_of(sheets: Mapping[str, tuple[Sequence[str], Iterable[Sequence[Value]]]]) -> bytes:
    """Write an Excel workbook, a sheet for each name."""
    from openpyxl import Workbook  # noqa: PLC0415 - heavy, and only some commands need it

    book = Workbook(write_only=True)
    for name, (columns, rows) in sheets.items():
        sheet = book.create_sheet(name[:_LONGEST_NAME])
        sheet.append([harmless(column) for column in columns])
        for row in rows:
            sheet.append([_cell(value) for value in row])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def tables_csv(tables: Iterable[Table]) -> bytes:
    """Write the figures of several tables as one CSV: table, row, column, value."""
    rows = [
        (table.name, str(row[0]), column, value)
        for table in tables
        for row in table.rows
        for column, value in zip(table.columns[1:], row[1:], strict=True)
    ]
    return csv_of(("table", "row", "column", "value"), rows)


def tables_xlsx(tables: Iterable[Table]) -> bytes:
    """Write several tables as an Excel workbook, a sheet each."""
    return xlsx_of({table.name: (table.columns, table.rows) for table in tables})


def harmless(text: str) -> str:
    """Put an apostrophe before a text that a spreadsheet would take for a formula."""
    return f"'{text}" if text.startswith(_ACTS) else text


def _plain(value: Value) -> Value:
    if isinstance(value, str):
        return harmless(_CONTROL.sub("", value))
    return _dated(value)


def _cell(value: Value) -> Value:
    """Excel knows no time zones: a moment stands there by the clock on the wall that it was given with."""
    if isinstance(value, str):
        return harmless(_CONTROL.sub("", value))[:_LONGEST]
    return value.replace(tzinfo=None) if isinstance(value, datetime) else value


def _dated(value: Value) -> str | int | float | None:
    return value.isoformat() if isinstance(value, date) else value
