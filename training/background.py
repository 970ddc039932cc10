"""Everyday language that no library was asked about: open sentences as hashed feature counts, without their text.

usage: python training/background.py FOLDER     (writes background.npz from FOLDER/<source>.jsonl of ``SOURCES``)

Sentences are put together by one to four into texts as long as posts are, so that length says nothing. Every second
sentence (by its own hash) is left out, to measure on. Licences: README.md.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import scipy.sparse as sp
from bags import Bag, bag_of
from corpus import read
from frozen import write_npz
from numpy.typing import NDArray

FILE = Path(__file__).with_name("background.npz")
SOURCES = {
    "aug_nn_apertium": "nn",
    "commonvoice_da": "da",
    "commonvoice_en": "en",
    "commonvoice_nb": "nb",
    "commonvoice_sv": "sv",
    "ewt_dev": "en",
    "lia_train": "",  # dialect speech in nynorsk spelling: neither the one nor the other
    "tatoeba_nb": "nb",
    "ud_da_dev": "da",
    "ud_nb_dev": "nb",
    "ud_nn_dev": "nn",
    "ud_sv_dev": "sv",
}
_MOST = 3_000  # sentences of one source
_LONGEST = 4  # sentences in one text
_LEAST = 2  # times a feature occurs, to be kept


@dataclass(frozen=True, slots=True, kw_only=True)
class Background:
    """The texts as a bag, whether each holds a question, and its language ("" where that is unsure)."""

    bag: Bag
    asks: NDArray[np.bool_]
    language: NDArray[np.str_]


def background() -> Background:
    """Read background.npz."""
    with np.load(FILE) as stored:
        arrays = {name: stored[name] for name in stored.files}
    sentence = np.repeat(np.arange(len(arrays["sizes"])), arrays["sizes"])
    shape = (len(arrays["starts"]) - 1, len(arrays["hashes"]))
    values = arrays["values"].astype(np.float64)
    bag = Bag(
        word=arrays["word"].astype(np.int64),
        text=arrays["text"].astype(np.int64)[sentence],
        sentence=sentence,
        pair=arrays["pair"],
        vocabulary=sp.csr_matrix((values, arrays["features"], arrays["starts"]), shape),
        hashes=arrays["hashes"],
    )
    return Background(bag=bag, asks=arrays["asks"], language=arrays["language"])


def for_training(sentence: str) -> bool:
    """Whether a sentence belongs to the half that is trained on."""
    return crc32(sentence.encode()) % 2 == 0


def main() -> None:
    """Read the folder, write the file."""
    texts, asks, language = [], [], []
    for source, code in SOURCES.items():
        for text, question in _texts(Path(sys.argv[1]) / f"{source}.jsonl"):
            texts.append(text)
            asks.append(question)
            language.append(code)
    bag = bag_of(texts)
    write_npz(FILE, {"asks": np.array(asks), "language": np.array(language), **_arrays(bag)})
    print(f"{len(texts)} texts, {len(bag.word)} words, {FILE.stat().st_size / 1e6:.1f} MB")


def _texts(file: Path) -> Iterator[tuple[str, bool]]:
    rows = [row for row in read(file) if for_training(row["text"])]
    rows = sorted(rows, key=lambda row: crc32(row["text"].encode()))[:_MOST]
    random = np.random.default_rng(7)
    while rows:
        size = int(random.integers(1, _LONGEST + 1))
        some, rows = rows[:size], rows[size:]
        yield " ".join(row["text"] for row in some), any(row["is_question"] for row in some)


def _arrays(bag: Bag) -> dict[str, NDArray[Any]]:
    # Words and pairs are sorted within their sentence: counts are kept, the order that makes a text is not.
    uses = np.bincount(bag.vocabulary[bag.word].nonzero()[1], minlength=len(bag.hashes))
    kept = np.flatnonzero(uses >= _LEAST)
    vocabulary = bag.vocabulary[:, kept].tocsr()
    vocabulary.sort_indices()
    _, number, times = np.unique(bag.pair, return_inverse=True, return_counts=True)
    pair = np.where(times[number] >= _LEAST, bag.pair, 0).astype(np.uint32)
    return {
        "word": bag.word[np.lexsort((bag.word, bag.sentence))].astype(np.uint16),
        "pair": pair[np.lexsort((pair, bag.sentence))],
        "sizes": np.bincount(bag.sentence).astype(np.uint16),
        "text": bag.text[np.unique(bag.sentence, return_index=True)[1]].astype(np.uint16),
        "hashes": bag.hashes[kept],
        "starts": vocabulary.indptr.astype(np.int32),
        "features": vocabulary.indices.astype(np.int32),
        "values": vocabulary.data.astype(np.float16),
    }


if __name__ == "__main__":
    main()
