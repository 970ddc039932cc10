"""The labelled threads seen through models that were not trained on them: evidence for the combination."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
import scipy.sparse as sp
from bags import Bag, Table, bag_of, joined, parted, table_of
from corpus import Corpus, naming
from heads import Mask, Target, fit
from numpy.typing import NDArray
from sklearn.model_selection import GroupKFold

from dialogbot.detect.evidence import COLUMNS, HEADS, evidence
from dialogbot.detect.roles import roles
from dialogbot.domain import Post

FOLDS = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outputs:
    """Head outputs a text: of the whole, and the highest of any one sentence."""

    whole: NDArray[np.float32]
    sentence: NDArray[np.float32]


def table_with_names(corpus: Corpus, background: Bag) -> tuple[Table, Any]:
    """Weigh the features of messages and background, and apart from them those of the words that name a topic."""
    names = bag_of([words for words, _ in naming()])
    texts = joined(bag_of([post.text for post in corpus.posts]), background)
    return parted(table_of(joined(texts, names)), int(texts.text[-1]) + 1)


def groups_of(corpus: Corpus, background: int) -> NDArray[Any]:
    """Name a group a text, which a fold never parts: the thread; a background text is a group of its own."""
    return np.concatenate([corpus.column("thread"), np.array([f"background {at}" for at in range(background)])])


def above_of(own: Any, corpus: Corpus) -> Any:
    """Take the features of the post at the head of each comment's thread; nothing for posts and background."""
    head = np.full(own.shape[0], -1)
    for thread, who in zip(corpus.threads, corpus.who, strict=True):
        for at, number in enumerate(thread):
            head[number] = thread[who.root[at]] if who.root[at] >= 0 else -1
    return (sp.diags((head >= 0).astype(float)) @ own[np.maximum(head, 0)]).tocsr()


def out_of_fold(table: Table, above: Any, found: dict[str, Target], groups: NDArray[Any]) -> Outputs:
    """Find each text's outputs from models that have not seen its group."""
    outputs = Outputs(
        whole=np.zeros((len(groups), len(HEADS)), np.float32), sentence=np.zeros((len(groups), len(HEADS)), np.float32)
    )
    for train, test in split(groups):
        rows, bias = fit(table.texts, above, found, train)
        outputs.whole[test] = table.texts[test] @ rows + bias
        outputs.sentence[test] = best_sentence(table, rows, bias, test)
    return outputs


def split(groups: NDArray[Any], folds: int = FOLDS) -> Iterator[tuple[Mask, NDArray[np.intp]]]:
    """Give masks to train on and numbers to test on."""
    for _, test in GroupKFold(folds).split(groups, groups=groups):
        train = np.ones(len(groups), bool)
        train[test] = False
        yield train, test


def best_sentence(table: Table, rows: NDArray[Any], bias: NDArray[Any], texts: NDArray[np.intp]) -> NDArray[np.float32]:
    """Find the highest output of any sentence of each text."""
    chosen = np.flatnonzero(np.isin(table.text_of, texts))
    outputs = table.sentences[chosen] @ rows + bias
    starts = np.flatnonzero(np.diff(table.text_of[chosen], prepend=-1))
    best: NDArray[np.float32] = np.maximum.reduceat(outputs, starts, axis=0)
    return best


def in_threads(corpus: Corpus, outputs: Outputs) -> NDArray[np.float32]:
    """Gather the evidence for each labelled message inside its thread."""
    order = np.array([number for thread in corpus.threads for number in thread])
    threads = [[corpus.posts[number] for number in thread] for thread in corpus.threads]
    rows = np.zeros((len(order), len(COLUMNS)), np.float32)
    read = list(zip(threads, corpus.who, strict=True))
    rows[order] = evidence(read, outputs.whole[order], outputs.sentence[order])
    return rows


def alone(posts: list[Post], outputs: Outputs) -> NDArray[np.float32]:
    """Gather the evidence for each post as if nothing else of its thread were known."""
    size = len(posts)
    read = [([post], roles([post], frozenset())) for post in posts]
    return evidence(read, outputs.whole[:size], outputs.sentence[:size])
