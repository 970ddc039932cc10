"""Choose the pieces to keep: the commonest ones in Latin letters, and all that the training threads use.

multilingual-e5-small knows 250,002 pieces of a hundred languages, in order of how common they are; each costs 384
bytes. No text but that of ``training/threads`` takes part in the choice.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass

from packed import Packed

from dialogbot.detect.pieces import SPACE, UNKNOWN, Segmenter, Vocabulary

COMMONEST = 60_000
_LETTERS = re.compile(f"{SPACE}?[A-Za-zÆØÅæøåÄÖäöÉéèêüóòôáàâðþ]*")
_EMOJI = 0x1F000
_WORDS = (
    "query: post comment asker other library page reply same author later group: thread: parent post: comment: "
    "asker: other: library: author: http"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """The kept pieces as a vocabulary, and the old number of each new one (the four special ones first)."""

    vocabulary: Vocabulary
    old: list[int]


def choose(packed: Packed, texts: Iterable[str], commonest: int = COMMONEST) -> Choice:
    """Choose the pieces for some texts; their order is that of the whole model."""
    special = [packed.special[name] for name in ("bos", "pad", "eos", "unk")]
    kept = [number for number in range(len(packed.pieces)) if number not in special]
    whole = _vocabulary(packed, kept)
    used = _used(Segmenter(whole), [*texts, _WORDS])
    numbers = [
        number
        for place, number in enumerate(kept, UNKNOWN + 1)
        if place in used or _common(packed.pieces[number], number, commonest)
    ]
    return Choice(vocabulary=_vocabulary(packed, numbers), old=[*special, *numbers])


def _vocabulary(packed: Packed, numbers: list[int]) -> Vocabulary:
    return Vocabulary(
        pieces=[packed.pieces[number] for number in numbers],
        scores=[round(float(packed.scores[number]), 4) for number in numbers],
        spelling={chr(character): text for character, text in sorted(packed.spelling.items())},
    )


def _used(segmenter: Segmenter, texts: Iterable[str]) -> set[int]:
    return {number for text in texts for spelling in (text, text.lower()) for number in segmenter.numbers(spelling)}


def _common(piece: str, number: int, commonest: int) -> bool:
    if len(piece.removeprefix(SPACE)) <= 1:
        return all(_readable(character) for character in piece)
    return number < commonest and _LETTERS.fullmatch(piece) is not None


def _readable(character: str) -> bool:
    latin = unicodedata.name(character, "").startswith("LATIN")
    return character == SPACE or latin or unicodedata.category(character)[0] in "PSN" or ord(character) >= _EMOJI
