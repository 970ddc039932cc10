"""Any Excel workbook: each sheet with posts in it, the columns guessed by their Nordic or English names."""

from __future__ import annotations

from dialogbot.exports import Export
from dialogbot.mapping.guess import guessed
from dialogbot.readers import Rank, Reader, Rows, Tell


def _recognise(export: Export) -> bool:
    return any(guessed(member) for member in export.members if member.is_workbook)


def _read(export: Export) -> Rows:
    for member in export.members:
        for guess in guessed(member) if member.is_workbook else ():
            yield from guess.posts()


READER = Reader(
    name="table_xlsx",
    title="Any table of posts as an Excel workbook; columns are found by their names, in every sheet",
    kinds=".xlsx",
    tells=frozenset(Tell),
    rank=Rank.TABLE,
    recognise=_recognise,
    read=_read,
)
