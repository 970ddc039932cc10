"""Texts as bags of hashed features: what the additive models are trained on, with or without the texts themselves."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from dialogbot.detect import words
from dialogbot.detect.lexicon import BLOCKS, PAIRS, pair_codes, sentence_breaks

LEAST_WORD, LEAST_PAIR = 3, 2  # texts in which a feature must occur to be kept
SCALE = 0.3  # brings the features to about unit length, where the usual strengths of regularisation lie

Numbers = NDArray[np.int64]
Hashes = NDArray[np.uint32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bag:
    """Tokens of many texts, one after the other.

    ``word``, ``text`` and ``sentence`` number each token's word, text and sentence; ``pair`` is the hash of the token
    with the one before it, 0 for the first of a text. ``vocabulary`` is words x ``hashes``: what a word has of each.
    """

    word: Numbers
    text: Numbers
    sentence: Numbers
    pair: Hashes
    vocabulary: Any
    hashes: Hashes


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """Kept features: texts x ``hashes`` and sentences x ``hashes``, and ``scale`` by which a count was multiplied."""

    texts: Any
    sentences: Any
    text_of: Numbers
    hashes: Hashes
    scale: NDArray[np.float64]


def bag_of(texts: Sequence[str]) -> Bag:
    """Split texts as the detector does."""
    split = [words.tokens(text) for text in texts]
    flat = [token for tokens in split for token in tokens]
    vocabulary = list(dict.fromkeys(flat))
    number = {word: at for at, word in enumerate(vocabulary)}
    blocks = [words.features(word) for word in vocabulary]
    word = np.array([number[token] for token in flat])
    sizes = np.array([len(tokens) for tokens in split])
    starts = np.cumsum(sizes) - sizes
    pair = pair_codes(np.array([block[0][0] for block in blocks], np.uint32)[word])
    pair[starts] = 0
    ends = np.array([words.ends_sentence(one) for one in vocabulary])
    breaks = np.zeros(len(flat), np.int64)
    breaks[sentence_breaks(ends[word], starts)[0]] = 1
    matrix, hashes = _vocabulary(blocks)
    return Bag(
        word=word,
        text=np.repeat(np.arange(len(texts)), sizes),
        sentence=np.cumsum(breaks) - 1,
        pair=pair,
        vocabulary=matrix,
        hashes=hashes,
    )


def joined(first: Bag, second: Bag) -> Bag:
    """Two bags as one: the texts of the second come after those of the first."""
    hashes = np.union1d(first.hashes, second.hashes)
    return Bag(
        word=np.concatenate([first.word, second.word + first.vocabulary.shape[0]]),
        text=np.concatenate([first.text, second.text + first.text[-1] + 1]),
        sentence=np.concatenate([first.sentence, second.sentence + first.sentence[-1] + 1]),
        pair=np.concatenate([first.pair, second.pair]),
        vocabulary=sp.vstack([_spread(bag.vocabulary, bag.hashes, hashes) for bag in (first, second)]).tocsr(),
        hashes=hashes,
    )


def table_of(bag: Bag) -> Table:
    """Weigh the features by rarity and leave out the rarest; all in the order of their hashes."""
    pair_hashes, pair_number = np.unique(bag.pair, return_inverse=True)
    pairs = sp.csr_matrix((np.where(bag.pair, PAIRS, 0.0), (np.arange(len(bag.pair)), pair_number)))
    words_kept, words_scale = _kept(_grouped(bag.text) @ bag.vocabulary[bag.word], LEAST_WORD)
    pairs_kept, pairs_scale = _kept(_grouped(bag.text) @ pairs, LEAST_PAIR)
    hashes = np.concatenate([bag.hashes[words_kept], pair_hashes[pairs_kept]])
    order = np.argsort(hashes, kind="stable")
    scale = np.concatenate([words_scale, pairs_scale])[order]
    tokens = sp.hstack([bag.vocabulary[:, words_kept][bag.word], pairs[:, pairs_kept]]).tocsr()[:, order]
    tokens = (tokens @ sp.diags(scale)).tocsr()
    first_of = np.unique(bag.sentence, return_index=True)[1]
    return Table(
        texts=(_normed(bag.text) @ tokens).tocsr(),
        sentences=(_normed(bag.sentence) @ tokens).tocsr(),
        text_of=bag.text[first_of],
        hashes=hashes[order],
        scale=scale,
    )


def parted(table: Table, at: int) -> tuple[Table, Any]:
    """Cut a table before text ``at``: a table of those before it, and the features of those from it on."""
    before = table.text_of < at
    kept = Table(
        texts=table.texts[:at],
        sentences=table.sentences[np.flatnonzero(before)],
        text_of=table.text_of[before],
        hashes=table.hashes,
        scale=table.scale,
    )
    return kept, table.texts[at:]


def _vocabulary(blocks: Sequence[tuple[list[int], ...]]) -> tuple[Any, Hashes]:
    rows, found, values = [], [], []
    for at, kinds in enumerate(blocks):
        for factor, hashes in zip(BLOCKS, kinds, strict=True):
            rows += [at] * len(hashes)
            found += hashes
            values += [factor / max(len(hashes), 1) ** 0.5] * len(hashes)
    hashes, columns = np.unique(np.array(found, np.uint32), return_inverse=True)
    return sp.csr_matrix((values, (rows, columns)), (len(blocks), len(hashes))), hashes


def _spread(matrix: Any, hashes: Hashes, wanted: Hashes) -> Any:
    places = np.searchsorted(wanted, hashes)
    return matrix @ sp.csr_matrix((np.ones(len(hashes)), (np.arange(len(hashes)), places)), (len(hashes), len(wanted)))


def _kept(matrix: Any, least: int) -> tuple[Numbers, NDArray[np.float64]]:
    frequency = np.bincount(matrix.tocsr().nonzero()[1], minlength=matrix.shape[1])
    kept = np.flatnonzero(frequency >= least)
    return kept, np.log(matrix.shape[0] / frequency[kept]) * SCALE


def _grouped(group: Numbers) -> Any:
    return sp.csr_matrix((np.ones(len(group)), (group, np.arange(len(group)))))


def _normed(group: Numbers) -> Any:
    return sp.diags(1 / np.sqrt(np.bincount(group))) @ _grouped(group)
