"""Text into the numbers of word pieces that the encoder was trained on: the unigram segmentation of SentencePiece.

No piece crosses a space, so the best segmentation of a text is that of each word, and each word is worked out once. A
piece that was left out of the list is simply absent: its words are cut finer, down to single characters.
"""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass
from typing import Self

SPACE = "\u2581"  # how a piece says that a word begins with it
BEGIN, PAD, END, UNKNOWN = range(4)  # the numbers before those of the pieces
_PENALTY = 10.0  # how much worse than the rarest piece an unknown character is
_MOST_WORDS = 100_000  # words remembered; then the memory starts afresh
_SPACES = re.compile(" +")
_NOWHERE = float("-inf")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The pieces in the order of their numbers (from 4), the log-probability of each, and characters to respell."""

    pieces: list[str]
    scores: list[float]
    spelling: dict[str, str]

    @classmethod
    def from_json(cls, text: str) -> Self:
        """Read what ``to_json`` wrote."""
        return cls(**json.loads(text))

    def to_json(self) -> str:
        """Write one line of JSON, the same for the same vocabulary."""
        return json.dumps(asdict(self), ensure_ascii=False, separators=(",", ":"))


class Segmenter:
    """A vocabulary with a memory of the words met so far; not to be shared between threads of execution."""

    def __init__(self, vocabulary: Vocabulary) -> None:
        """Start with no word known."""
        pairs = zip(vocabulary.pieces, vocabulary.scores, strict=True)
        self._pieces = {piece: (number, score) for number, (piece, score) in enumerate(pairs, UNKNOWN + 1)}
        self._spelling = str.maketrans(vocabulary.spelling)
        self._longest = max(map(len, vocabulary.pieces))
        self._unknown = min(vocabulary.scores) - _PENALTY
        self._known: dict[str, list[int]] = {}

    def numbers(self, text: str) -> list[int]:
        """Cut a text into pieces; an empty text has none."""
        spelled = _SPACES.sub(" ", text.translate(self._spelling)).strip(" ")
        if not spelled:
            return []
        return [number for word in spelled.split(" ") for number in self._word(word)]

    def _word(self, word: str) -> list[int]:
        found = self._known.get(word)
        if found is None:
            if len(self._known) >= _MOST_WORDS:
                self._known.clear()
            found = self._known[word] = self._segment(SPACE + word)
        return found

    def _segment(self, word: str) -> list[int]:
        """Find the likeliest pieces (Viterbi): ``best[end]`` is the score of the best cut of ``word[:end]``."""
        best = [0.0] + [_NOWHERE] * len(word)
        last = [(UNKNOWN, 0)] * (len(word) + 1)
        for begin in range(len(word)):
            self._extend(word, begin, best, last)
        numbers, end = [], len(word)
        while end:
            number, end = last[end]
            numbers.append(number)
        return numbers[::-1]

    def _extend(self, word: str, begin: int, best: list[float], last: list[tuple[int, int]]) -> None:
        here = best[begin]
        if here + self._unknown > best[begin + 1]:
            best[begin + 1], last[begin + 1] = here + self._unknown, (UNKNOWN, begin)
        for end in range(begin + 1, min(len(word), begin + self._longest) + 1):
            found = self._pieces.get(word[begin:end])
            if found is not None and here + found[1] > best[end]:
                best[end], last[end] = here + found[1], (found[0], begin)
