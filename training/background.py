"""Make background.npz: open sentences of everyday language as hashed feature counts, without their text.

usage: python training/background.py FOLDER     (a folder with the sentence files named in SOURCES)

Sentences are put together by one to four into texts as long as posts are, so that length says nothing. Every second
sentence (by its own hash) is left out of training, to measure on. Licences: see README.md.
"""

from __future__ import annotations

import sys
from pathlib import Path
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import scipy.sparse as sp
from bags import Bag, bag_of
from corpus import read
from frozen import write_npz

SOURCES = (
    "aug_nn_apertium",
    "commonvoice_da",
    "commonvoice_en",
    "commonvoice_nb",
    "commonvoice_sv",
    "ewt_dev",
    "lia_train",
    "tatoeba_nb",
    "ud_da_dev",
    "ud_nb_dev",
    "ud_nn_dev",
    "ud_sv_dev",
)
MOST = 3_000  # sentences of one source
FILE = Path(__file__).with_name("background.npz")


def for_training(sentence: str) -> bool:
    """Whether a sentence belongs to the half that is trained on."""
    return crc32(sentence.encode()) % 2 == 0


def texts_of(folder: Path, source: str) -> tuple[list[str], list[bool]]:
    """The texts of a source, each of one to four sentences, and whether any of these is a question."""
    rows = [row for row in read(folder / f"{source}.jsonl") if for_training(row["text"])]
    rows = sorted(rows, key=lambda row: crc32(row["text"].encode()))[:MOST]
    random = np.random.default_rng(7)
    texts, asks, at = [], [], 0
    while at < len(rows):
        size = int(random.integers(1, 5))
        some = rows[at : at + size]
        texts.append(" ".join(row["text"] for row in some))
        asks.append(any(row["is_question"] for row in some))
        at += size
    return texts, asks


def main() -> None:
    """Read the folder, write the file."""
    folder = Path(sys.argv[1])
    texts, asks, source = [], [], []
    for number, name in enumerate(SOURCES):
        found, questions = texts_of(folder, name)
        texts += found
        asks += questions
        source += [number] * len(found)
    bag = bag_of(texts)
    arrays = dict(asks=np.array(asks), source=np.array(source, np.uint8), names=np.array(SOURCES), **arrays_of(bag))
    write_npz(FILE, arrays)
    print(f"{len(texts)} texts, {len(bag.word)} words, {FILE.stat().st_size / 1e6:.1f} MB")


def arrays_of(bag: Bag):
    once = np.bincount(bag.vocabulary[bag.word].nonzero()[1], minlength=len(bag.hashes)) > 1
    v = bag.vocabulary[:, np.flatnonzero(once)].tocsr(); v.sort_indices()
    order = np.lexsort((bag.word, bag.sentence))
    po = np.lexsort((bag.pair, bag.sentence))
    u, inv, cnt = np.unique(bag.pair, return_inverse=True, return_counts=True)
    pair = np.where(cnt[inv] > 1, bag.pair, 0)[po]
    return dict(word=bag.word[order].astype(np.uint16 if v.shape[0] < 65536 else np.uint32), sizes=np.bincount(bag.sentence).astype(np.uint16),
        text=bag.text[np.unique(bag.sentence, return_index=True)[1]].astype(np.uint16), pair=pair, hashes=bag.hashes[once], indptr=v.indptr.astype(np.int32), indices=v.indices.astype(np.int32), values=(v.data).astype(np.float16))


def background():
    with np.load(FILE) as s:
        a = {k: s[k] for k in s.files}
    sent = np.repeat(np.arange(len(a["sizes"])), a["sizes"])
    bag = Bag(word=a["word"].astype(np.int64), text=a["text"].astype(np.int64)[sent], sentence=sent, pair=a["pair"], hashes=a["hashes"],
        vocabulary=sp.csr_matrix((a["values"].astype(np.float64), a["indices"], a["indptr"]), (len(a["indptr"]) - 1, len(a["hashes"]))))
    return bag, a["asks"], a["names"][a["source"]]


if __name__ == "__main__":
    main()
