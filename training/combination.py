"""The step that combines all evidence: logistic regression on the evidence and its products, and the threshold."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression

from dialogbot.detect.evidence import COLUMNS
from dialogbot.detect.model import Combination

STRENGTH = 0.003
_ROW, _COLUMN = np.triu_indices(len(COLUMNS))


def fit_combination(rows: NDArray[np.float32], meant: NDArray[np.bool_], weight: NDArray[np.float64], strength=STRENGTH) -> Combination:
    """Evidence -> log-odds, calibrated for the weighted share of opportunities that it is shown."""
    mean, spread = rows.mean(axis=0), rows.std(axis=0)
    spread[spread == 0] = 1
    scaled = ((rows - mean) / spread).astype(np.float64)
    model = LogisticRegression(C=strength, max_iter=1000)
    model.fit(np.hstack([scaled, scaled[:, _ROW] * scaled[:, _COLUMN]]), meant, weight)
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
