"""The step that combines all evidence: logistic regression on the evidence and its products, and the threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from corpus import Corpus
from folds import Outputs, alone, in_threads, split
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support

from dialogbot.detect.evidence import ASKED, CLOSED, COLUMN, COLUMNS
from dialogbot.detect.model import Combination, Judgement, probability
from dialogbot.domain import Post

STRENGTH, STRENGTH_CLOSED = 0.01, 1.0
ALONE, BACKGROUND = 0.5, 0.3  # what a message without its thread, and a background text, weigh beside a message in it
TALK = 1.0  # what ordinary talk counts for the threshold: nearly half of the messages in training are that
Rows = NDArray[np.float32]


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What the combination learns from, a row of evidence each; the first ``messages`` are whole threads."""

    rows: NDArray[np.float32]
    meant: NDArray[np.bool_]
    ever: NDArray[np.bool_]
    ordinary: NDArray[np.bool_]
    weight: NDArray[np.float64]
    groups: NDArray[np.str_]
    messages: int


def cases_of(corpus: Corpus, outputs: Outputs, background_asks: NDArray[np.bool_], groups: NDArray[np.str_]) -> Cases:
    """Show every message inside its thread, once more alone (settled is then open), and the background texts."""
    opportunity = corpus.column("opportunity").astype(bool)
    ever = opportunity | (corpus.column("why_not") == "closed")
    size, behind = len(opportunity), len(background_asks)
    single = [Post(text=post.text, author=post.author, parent_ref=post.parent_ref) for post in corpus.posts]
    # Without its text a background sentence still shows whether it holds a question mark.
    plain = [Post(text="?" if asks else "") for asks in background_asks]
    back = Outputs(whole=outputs.whole[size:], sentence=outputs.sentence[size:])
    return Cases(
        rows=np.concatenate([in_threads(corpus, outputs), alone(single, outputs), alone(plain, back)]),
        meant=np.concatenate([opportunity, ever, np.zeros(behind, bool)]),
        ordinary=np.concatenate([corpus.ordinary, corpus.ordinary, np.ones(behind, bool)]),
        ever=np.concatenate([ever, ever, np.zeros(behind, bool)]),
        weight=np.concatenate([np.ones(size), np.full(size, ALONE), np.full(behind, BACKGROUND)]),
        groups=np.concatenate([groups[:size], groups[:size], groups[size:]]),
        messages=size,
    )


def fit(cases: Cases, train: NDArray[np.bool_]) -> Judgement:
    """Learn both questions; the second only where somebody asked and the asker or a library spoke afterwards."""
    after = cases.rows[:, COLUMN["library_later"]] + cases.rows[:, COLUMN["same_later"]] > 0
    settling = train & after & cases.ever
    return Judgement(
        asked=_squared(cases.rows[train], cases.ever[train], cases.weight[train]),
        closed=_plain(cases.rows[settling], ~cases.meant[settling]),
    )


def _squared(rows: Rows, meant: NDArray[np.bool_], weight: NDArray[np.float64]) -> Combination:
    columns = [COLUMN[name] for name in ASKED]
    mean, spread = _spread(rows)
    scaled = ((rows - mean) / spread).astype(np.float64)[:, columns]
    first, second = np.triu_indices(len(columns))
    model = LogisticRegression(C=STRENGTH, solver="newton-cholesky", max_iter=60)
    model.fit(np.hstack([scaled, scaled[:, first] * scaled[:, second]]), meant, weight)
    plane, products = np.split(model.coef_[0], [len(columns)])
    square = np.zeros((len(COLUMNS), len(COLUMNS)), np.float32)
    np.add.at(square, (np.take(columns, first), np.take(columns, second)), products / 2)
    square = square + square.T
    bias = float(model.intercept_[0])
    return Combination(mean=mean, spread=spread, plane=_wide(columns, plane), square=square, bias=bias)


def _plain(rows: Rows, meant: NDArray[np.bool_]) -> Combination:
    columns = [COLUMN[name] for name in CLOSED]
    mean, spread = _spread(rows)
    scaled = ((rows - mean) / spread).astype(np.float64)[:, columns]
    model = LogisticRegression(C=STRENGTH_CLOSED, solver="newton-cholesky").fit(scaled, meant)
    square = np.zeros((len(COLUMNS), len(COLUMNS)), np.float32)
    bias = float(model.intercept_[0])
    return Combination(mean=mean, spread=spread, plane=_wide(columns, model.coef_[0]), square=square, bias=bias)


def _spread(rows: Rows) -> tuple[Rows, Rows]:
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1
    return mean.astype(np.float32), spread.astype(np.float32)


def _wide(columns: list[int], plane: NDArray[np.float64]) -> Rows:
    wide = np.zeros(len(COLUMNS), np.float32)
    wide[columns] = plane
    return wide


def scores_out_of_fold(cases: Cases) -> NDArray[np.float64]:
    """Find the score that each case gets from combinations which have not seen its group."""
    scores = np.zeros(len(cases.meant))
    for train, test in split(cases.groups):
        scores[test] = probability(fit(cases, train).log_odds(cases.rows[test]))
    return scores


def best_threshold(cases: Cases, scores: NDArray[np.float64]) -> float:
    """Find the threshold of the highest F1 over all cases, where ordinary talk counts for more than we have of it."""
    weight = cases.weight * np.where(cases.ordinary, TALK, 1.0)
    return float(max(np.linspace(0.2, 0.7, 101), key=lambda line: f1(cases.meant, scores >= line, weight)))


def f1(meant: NDArray[np.bool_], said: NDArray[np.bool_], weight: NDArray[np.float64]) -> float:
    """Find F1 where each case counts for its weight."""
    found = precision_recall_fscore_support(meant, said, average="binary", sample_weight=weight, zero_division=0.0)
    return float(found[2])
