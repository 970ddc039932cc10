"""Any CSV: the columns are guessed by their Nordic or English names, or by what stands in them."""

from __future__ import annotations

from dialogbot.exports import Export
from dialogbot.mapping.guess import guessed
from dialogbot.readers import Rank, Reader, Rows, Tell


def _recognise(export: Export) -> bool:
    return any(guessed(member) for member in export.members if not member.is_workbook)


def _read(export: Export) -> Rows:
    for member in export.members:
        for guess in guessed(member) if not member.is_workbook else ():
            yield from guess.posts()


READER = Reader(
    name="table_csv",
    title="Any table of posts as CSV or text; columns are found by their names",
    kinds=".csv .tsv .txt",
    tells=frozenset(Tell),
    rank=Rank.TABLE,
    recognise=_recognise,
    read=_read,
)
