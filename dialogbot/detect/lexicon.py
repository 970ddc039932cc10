"""The additive core: a text's outputs are the sum of its words' rows, kept once they have been worked out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

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
        fresh = [token for token in dict.fromkeys(flat) if token not in number]
        if fresh:
            self._learn(fresh)
        return np.array([number[token] for token in flat], np.intp)

    def _learn(self, fresh: list[str]) -> None:
        begin, end = len(self._number), len(self._number) + len(fresh)
        if end > len(self._rows):
            room = max(end, 2 * len(self._rows))
            self._rows = _longer(self._rows, room)
            self._ends = _longer(self._ends, room)
            self._codes = _longer(self._codes, room)
        blocks = [words.features(token) for token in fresh]
        self._rows[begin:end] = self._summed(blocks)
        self._ends[begin:end] = [words.ends_sentence(token) for token in fresh]
        self._codes[begin:end] = [block[0][0] for block in blocks]
        self._number.update(zip(fresh, range(begin, end), strict=True))

    def _summed(self, blocks: list[tuple[list[int], list[int], list[int]]]) -> Floats:
        weights = self._weights
        sizes = [len(hashes) for block in blocks for hashes in block]
        wanted = np.array([one for block in blocks for hashes in block for one in hashes], np.uint32)
        factors = [
            factor / max(len(hashes), 1) ** 0.5
            for block in blocks
            for factor, hashes in zip(BLOCKS, block, strict=True)
        ]
        owner = np.repeat(np.repeat(np.arange(len(blocks)), len(BLOCKS)), sizes)
        factor = np.repeat(np.array(factors, np.float32), sizes)
        at, known = self._find(wanted)
        rows = np.zeros((len(blocks), len(weights.bias)), np.float32)
        found = weights.rows[at[known]] * factor[known, None]
        owners = owner[known]
        if len(owners):
            begins = np.flatnonzero(np.diff(owners, prepend=-1))
            rows[owners[begins]] = np.add.reduceat(found, begins, axis=0)
        return rows * weights.scale

    def _find(self, wanted: NDArray[np.uint32]) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        hashes = self._weights.hashes
        at = np.minimum(np.searchsorted(hashes, wanted), len(hashes) - 1)
        return at, hashes[at] == wanted

    def _pair_rows(self, numbers: NDArray[np.intp], starts: NDArray[np.intp]) -> Floats:
        weights = self._weights
        codes = pair_codes(self._codes[numbers])
        at, known = self._find(codes)
        known[starts] = False
        rows = np.zeros((len(numbers), len(weights.bias)), np.float32)
        rows[known] = weights.rows[at[known]] * (weights.scale * np.float32(PAIRS))
        return rows


def _longer(array: NDArray[Any], room: int) -> NDArray[Any]:
    longer = np.zeros((room, *array.shape[1:]), array.dtype)
    longer[: len(array)] = array
    return longer


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
