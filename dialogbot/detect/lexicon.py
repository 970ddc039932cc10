"""The additive core: a text's outputs are the sum of its words' rows, kept once they have been worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dialogbot.detect import words

BLOCKS = (1.0, 1.0, 2.0)  # how much a word, its stems and its n-grams count
PAIRS = 1.5  # how much two neighbouring words count
MOST_ROWS = 60_000  # distinct words kept; then the cache starts afresh

Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Weights:
    """Kept features: sorted 32-bit ``hashes`` and one row of outputs for each, ``bias`` for every text."""

    hashes: NDArray[np.uint32]
    rows: NDArray[np.int8]
    scale: Floats
    bias: Floats


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What the words of some texts add up to.

    ``whole`` is texts x outputs with the bias; ``sentence`` the highest output of any one sentence. ``tokens`` and
    ``rows`` (tokens x outputs, not yet divided) with ``starts`` say which word gave what.
    """

    whole: Floats
    sentence: Floats
    tokens: list[str]
    rows: Floats
    starts: NDArray[np.intp]


class Lexicon:
    """Weights with a memory of the words met so far; not to be shared between threads of execution."""

    def __init__(self, weights: Weights) -> None:
        """Start with no word known."""
        self._weights = weights
        self._forget()

    def read(self, texts: Sequence[str]) -> Reading:
        """Add up the words of each text; a text may be empty."""
        split = [words.tokens(text) for text in texts]
        flat = [token for tokens in split for token in tokens]
        if len(self._number) > MOST_ROWS:
            self._forget()
        numbers = self._numbers(flat)
        lengths = np.array([len(tokens) for tokens in split])
        starts = np.cumsum(lengths) - lengths
        rows = self._rows[numbers] + self._pair_rows(numbers, starts)
        breaks, sizes = sentence_breaks(self._ends[numbers], starts)
        sums = np.add.reduceat(rows, breaks, axis=0)
        inside = np.searchsorted(breaks, starts)
        whole = np.add.reduceat(sums, inside, axis=0) / np.sqrt(lengths)[:, None] + self._weights.bias
        best = np.maximum.reduceat(sums / np.sqrt(sizes)[:, None], inside, axis=0) + self._weights.bias
        return Reading(
            whole=whole.astype(np.float32), sentence=best.astype(np.float32), tokens=flat, rows=rows, starts=starts
        )

    def _forget(self) -> None:
        outputs = len(self._weights.bias)
        self._number: dict[str, int] = {}
        self._rows = np.zeros((1024, outputs), np.float32)
        self._ends = np.zeros(1024, bool)
        self._codes = np.zeros(1024, np.uint32)

    def _numbers(self, flat: list[str]) -> NDArray[np.intp]:
        number = self._number
        try:
            return np.array([number[token] for token in flat])
        except KeyError:
            for token in dict.fromkeys(flat):
                if token not in number:
                    self._learn(token)
        return np.array([number[token] for token in flat])

    def _learn(self, token: str) -> None:
        at = len(self._number)
        if at == len(self._rows):
            self._rows = np.concatenate([self._rows, np.zeros_like(self._rows)])
            self._ends = np.concatenate([self._ends, np.zeros_like(self._ends)])
            self._codes = np.concatenate([self._codes, np.zeros_like(self._codes)])
        blocks = words.features(token)
        self._rows[at] = sum(factor * self._block(hashes) for factor, hashes in zip(BLOCKS, blocks, strict=True))
        self._ends[at] = words.ends_sentence(token)
        self._codes[at] = blocks[0][0]
        self._number[token] = at

    def _block(self, hashes: list[int]) -> Floats:
        weights = self._weights
        if not hashes:
            return np.zeros(len(weights.bias), np.float32)
        wanted = np.array(hashes, np.uint32)
        at = np.minimum(np.searchsorted(weights.hashes, wanted), len(weights.hashes) - 1)
        known = at[weights.hashes[at] == wanted]
        summed: Floats = (
            weights.rows[known].sum(axis=0, dtype=np.float32) * weights.scale / np.float32(len(hashes) ** 0.5)
        )
        return summed

    def _pair_rows(self, numbers: NDArray[np.intp], starts: NDArray[np.intp]) -> Floats:
        weights = self._weights
        codes = pair_codes(self._codes[numbers])
        at = np.minimum(np.searchsorted(weights.hashes, codes), len(weights.hashes) - 1)
        known = weights.hashes[at] == codes
        known[starts] = False
        rows = np.zeros((len(numbers), len(weights.bias)), np.float32)
        rows[known] = weights.rows[at[known]] * (weights.scale * np.float32(PAIRS))
        return rows


def pair_codes(codes: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Mix the hash of each word with that of the one before it; what stands for the first of a text means nothing."""
    paired = codes * np.uint32(2654435761) + np.uint32(97)
    paired[1:] ^= (codes[:-1] >> np.uint32(5)) * np.uint32(2246822519)
    return paired


def sentence_breaks(ends: NDArray[np.bool_], starts: NDArray[np.intp]) -> tuple[NDArray[np.intp], NDArray[np.intp]]:
    """Find where sentences begin and how many tokens each has; ``ends`` says of each token whether it closes one."""
    begins = np.zeros(len(ends), bool)
    begins[1:] = ends[:-1] & ~ends[1:]
    after_first = starts + 1
    begins[after_first[after_first < len(ends)]] = False
    begins[starts] = True
    breaks = np.flatnonzero(begins)
    return breaks, np.diff(breaks, append=len(ends))
