"""CSV, Excel and JSON lines in which no cell can act."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime

import pytest
from openpyxl import load_workbook

from dialogbot.report.document import Table
from dialogbot.report.sheets import Value, csv_of, harmless, jsonl_of, tables_csv, tables_xlsx, xlsx_of

NAMES = ("number", "text")
TABLE = Table(
    name="topics", caption="Temaer", columns=("Tema", "Funnet", "Andel"), rows=(("lån", 3, 0.5), ("data", 0, None))
)


def _csv(made: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(made.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("text", ["=1+1", "+47 38 00", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_text_that_could_act_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"
    assert _csv(csv_of(NAMES, [(1, text)]))[1] == ["1", f"'{text}"]


@pytest.mark.parametrize("text", ["Hvor?", "1+1", "'=1", "æ = å", ""])
def test_other_texts_stay(text: str) -> None:
    assert harmless(text) == text


def test_negative_number_stays_a_number() -> None:
    assert _csv(csv_of(NAMES, [(-1, "a")]))[1] == ["-1", "a"]


def test_no_cell_of_the_workbook_is_a_formula() -> None:
    row: tuple[Value, ...] = (7, '=HYPERLINK("https://a.example")')
    book = load_workbook(io.BytesIO(xlsx_of({"ark": (NAMES, [row])})))
    number, text = next(iter(book["ark"].iter_rows(min_row=2)))

    assert (number.value, number.data_type) == (7, "n")
    assert (text.value, text.data_type) == ('\'=HYPERLINK("https://a.example")', "s")


def test_signs_that_excel_refuses_are_left_out_and_long_texts_cut() -> None:
    book = load_workbook(io.BytesIO(xlsx_of({"ark": (NAMES, [(1, "a\x00\x0bb" + "c" * 40_000)])})))
    text = book["ark"]["B2"].value

    assert isinstance(text, str)
    assert (text[:3], len(text)) == ("abc", 32_000)


def test_moment_stands_in_excel_by_the_clock_it_was_given_with() -> None:
    at = datetime(2026, 11, 24, 9, tzinfo=UTC)
    book = load_workbook(io.BytesIO(xlsx_of({"ark": (NAMES, [(1, at)])})))

    assert book["ark"]["B2"].value == datetime(2026, 11, 24, 9)  # noqa: DTZ001 - Excel knows no zones
    assert _csv(csv_of(NAMES, [(1, at)]))[1][1] == "2026-11-24T09:00:00+00:00"


def test_lines_of_json_keep_words_as_they_are() -> None:
    made = jsonl_of(NAMES, [(1, "=1"), (2, None)])

    assert [json.loads(line) for line in made.splitlines()] == [
        {"number": 1, "text": "=1"},
        {"number": 2, "text": None},
    ]


def test_tables_become_one_csv_and_a_sheet_each() -> None:
    assert _csv(tables_csv([TABLE])) == [
        ["table", "row", "column", "value"],
        ["topics", "lån", "Funnet", "3"],
        ["topics", "lån", "Andel", "0.5"],
        ["topics", "data", "Funnet", "0"],
        ["topics", "data", "Andel", ""],
    ]
    assert load_workbook(io.BytesIO(tables_xlsx([TABLE]))).sheetnames == ["topics"]
