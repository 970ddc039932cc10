"""The step that combines all evidence: logistic regression on the evidence and its products, and the threshold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from corpus import Corpus
from folds import Outputs, alone, in_threads, split
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import precision_recall_fscore_support

from dialogbot.detect.evidence import COLUMNS
from dialogbot.detect.model import Combination, probability
from dialogbot.domain import Post

STRENGTH = 0.005
ALONE, BACKGROUND = 0.5, 0.3  # what a message without its thread, and a background text, weigh beside a message in it
_ROW, _COLUMN = np.triu_indices(len(COLUMNS))


@dataclass(frozen=True, slots=True, kw_only=True)
class Cases:
    """What the combination learns from, a row of evidence each; the first ``messages`` are whole threads."""

    rows: NDArray[np.float32]
    meant: NDArray[np.bool_]
    weight: NDArray[np.float64]
    groups: NDArray[np.str_]
    messages: int


def cases_of(corpus: Corpus, outputs: Outputs, background_asks: NDArray[np.bool_], groups: NDArray[np.str_]) -> Cases:
    """Every message inside its thread, once more alone (a settled question is then open), and the background texts."""
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
        weight=np.concatenate([np.ones(size), np.full(size, ALONE), np.full(behind, BACKGROUND)]),
        groups=np.concatenate([groups[:size], groups[:size], groups[size:]]),
        messages=size,
    )


def fit(cases: Cases, train: NDArray[np.bool_]) -> Combination:
    """Evidence -> log-odds, calibrated for the weighted share of opportunities among the cases."""
    rows = cases.rows[train]
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1
    scaled = ((rows - mean) / spread).astype(np.float64)
    model = LogisticRegression(C=STRENGTH, solver="newton-cholesky", max_iter=60)
    model.fit(np.hstack([scaled, scaled[:, _ROW] * scaled[:, _COLUMN]]), cases.meant[train], cases.weight[train])
    plane, products = np.split(model.coef_[0], [len(COLUMNS)])
    square = np.zeros((len(COLUMNS), len(COLUMNS)))
    square[_ROW, _COLUMN] += products / 2
    square[_COLUMN, _ROW] += products / 2
    return Combination(
        mean=mean.astype(np.float32),
        spread=spread.astype(np.float32),
        plane=plane.astype(np.float32),
        square=square.astype(np.float32),
        bias=float(model.intercept_[0]),
    )


def scores_out_of_fold(cases: Cases) -> NDArray[np.float64]:
    """The score that each case gets from combinations which have not seen its group."""
    scores = np.zeros(len(cases.meant))
    for train, test in split(cases.groups):
        scores[test] = probability(fit(cases, train).log_odds(cases.rows[test]))
    return scores


def best_threshold(cases: Cases, scores: NDArray[np.float64]) -> float:
    """The threshold of the highest F1 over all cases by their weight: ordinary talk is most of it."""
    return float(max(np.linspace(0.2, 0.7, 101), key=lambda line: _f1(cases, scores >= line)))


def _f1(cases: Cases, said: NDArray[np.bool_]) -> float:
    found = precision_recall_fscore_support(
        cases.meant, said, average="binary", sample_weight=cases.weight, zero_division=0.0
    )
    return float(found[2])
