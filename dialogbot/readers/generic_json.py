"""Any JSON that has a list of posts in it: the keys are guessed by their Nordic or English names."""

from __future__ import annotations

from dialogbot.domain import Rejected
from dialogbot.exports import Export
from dialogbot.mapping import walk
from dialogbot.mapping.guess_json import guessed_json
from dialogbot.readers import Rank, Reader, Rows, Tell


def _recognise(export: Export) -> bool:
    return any(guessed_json(member) is not None for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        guess = guessed_json(member)
        for row in member.records(*guess.path) if guess is not None else ():
            if isinstance(row, Rejected):
                yield row
            elif guess is not None:
                yield from walk(row, guess.level)


READER = Reader(
    name="generic_json",
    title="Any JSON with a list of posts; keys are found by their names",
    kinds=".json .jsonl",
    tells=frozenset(Tell),
    rank=Rank.JSON,
    recognise=_recognise,
    read=_read,
)
