"""How well a network tells opportunities on posts that it has not seen."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import labelled
import numpy as np
import torch
from labelled import Label
from network import Detector
from numpy.typing import NDArray

from dialogbot.detect.encoder import Example

_SIZE = 32


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """Average precision, the best F1 with its threshold (log-odds), topics right on the hits, and the calibration.

    Probabilities are right on these posts when log-odds are ``slope * log_odds + offset``.
    """

    average_precision: float
    f1: float
    threshold: float
    topics: float
    slope: float
    offset: float


def report(net: Detector, examples: Sequence[tuple[Example, Label]]) -> Report:
    """Measure on labelled posts."""
    odds, topics = read(net, examples)
    labels = [label for _, label in examples]
    yes = np.array([label.opportunity for label in labels])
    order = np.argsort(-odds, kind="stable")
    hits, said = np.cumsum(yes[order]), np.arange(1, len(yes) + 1)
    f1 = 2 * hits / (said + yes.sum())
    best = int(f1.argmax())
    found = (yes > 0) & (odds >= odds[order[best]])
    right = topics == np.array([label.topic for label in labels])
    slope, offset = calibrated(odds, yes)
    return Report(
        average_precision=float((hits / said * yes[order]).sum() / yes.sum()),
        f1=float(f1[best]),
        threshold=float(odds[order[best]]),
        topics=float(right[found].mean()),
        slope=slope,
        offset=offset,
    )


def read(net: Detector, examples: Sequence[tuple[Example, Label]]) -> tuple[NDArray[np.float64], NDArray[np.int64]]:
    """Log-odds and the likeliest topic's number of each example, in their order."""
    net.eval()
    order = sorted(range(len(examples)), key=lambda at: len(examples[at][0].pieces))
    odds, topics = np.zeros(len(examples)), np.zeros(len(examples), np.int64)
    with torch.no_grad():
        for first in range(0, len(order), _SIZE):
            part = order[first : first + _SIZE]
            batch = labelled.batch([examples[at] for at in part])
            said = net(batch.pieces, batch.segments, batch.mask)
            odds[part], topics[part] = said[0].numpy(), said[1].argmax(-1).numpy()
    return odds, topics


def calibrated(odds: NDArray[np.float64], yes: NDArray[np.float64]) -> tuple[float, float]:
    """Fit slope and offset of the log-odds by maximum likelihood (Platt's scaling, by Newton's method)."""
    rows = np.stack([odds, np.ones_like(odds)], axis=1)
    weight = np.array([1.0, 0.0])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-rows @ weight))
        spread = rows * (chance * (1 - chance))[:, None]
        weight = weight + np.linalg.solve(rows.T @ spread + 1e-6 * np.eye(2), rows.T @ (yes - chance))
    return float(weight[0]), float(weight[1])
