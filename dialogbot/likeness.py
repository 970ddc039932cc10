"""Whether messages ask the same. Pure."""

from __future__ import annotations

import re
from collections import Counter

LIKE = 0.6
"""From this likeness on two questions about one topic count as the same; a cross-post has 1.0."""

_PIECE = 4
_SHORTEST = 4
_TELLING = 5
_SHARED = 2


class Asked:
    """The questions that were asked before, in the order in which they are added, to be found by their likeness.

    Only questions that share telling words (of five letters and more) are compared, so that thousands do no harm.
    """

    def __init__(self) -> None:
        """Nothing was asked yet."""
        self._texts: dict[int, str] = {}
        self._by_word: dict[str, list[int]] = {}

    def add(self, number: int, text: str) -> None:
        """Remember a question by its number."""
        self._texts[number] = text
        for word in _index(text):
            self._by_word.setdefault(word, []).append(number)

    def find(self, text: str) -> int | None:
        """Return the number of the earliest question that asks the same, if any does."""
        words = _index(text)
        shared = Counter(number for word in words for number in self._by_word.get(word, ()))
        least = min(_SHARED, len(words))
        candidates = sorted(number for number, count in shared.items() if count >= least)
        return next((one for one in candidates if likeness(text, self._texts[one]) >= LIKE), None)


def likeness(one: str, other: str) -> float:
    """Return how much two texts have in common: the Dice coefficient of their pieces of four letters, 0..1.

    Texts of fewer than four words are alike only if they are equal: "Er det åpent i dag?" is asked of many doors.
    """
    words, others = _words(one), _words(other)
    if words == others:
        return 1.0
    if min(len(words), len(others)) < _SHORTEST:
        return 0.0
    pieces, more = _pieces(words), _pieces(others)
    return 2 * len(pieces & more) / (len(pieces) + len(more))


def _index(text: str) -> set[str]:
    """Return the words by which a text is found: the telling ones, or all where there are none."""
    words = _words(text)
    return {word for word in words if len(word) >= _TELLING} or set(words)


def _words(text: str) -> list[str]:
    bare = re.sub(r"https?://\S+|@\w+", " ", text.casefold())
    return re.findall(r"\w+", bare)


def _pieces(words: list[str]) -> set[str]:
    joined = f" {' '.join(words)} "
    return {joined[start : start + _PIECE] for start in range(len(joined) - _PIECE + 1)}
