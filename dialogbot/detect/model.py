"""The trained weights, as they lie in the package, and the step that combines all evidence into one probability."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialogbot.detect.evidence import COLUMN, COLUMNS, HEADS
from dialogbot.detect.lexicon import Floats, Weights
from dialogbot.domain import Kind, Topic

LANGUAGES = ("nb", "nn", "dialect", "en", "da", "sv", "mixed")
TOPICS = tuple(Topic)
KINDS = tuple(Kind)
OUTPUTS = (*HEADS, *TOPICS, *KINDS, *LANGUAGES)
TOPIC_AT = slice(len(HEADS), len(HEADS) + len(TOPICS))
KIND_AT = slice(TOPIC_AT.stop, TOPIC_AT.stop + len(KINDS))
LANGUAGE_AT = slice(KIND_AT.stop, KIND_AT.stop + len(LANGUAGES))

_LEAST = 1e-6  # probabilities nearer to 0 or 1 are not told apart
TOPIC_OF_HEAD = 0.7  # how much the post at the head of a thread says about a comment's topic, beside its own words
AMONG_COLLEAGUES = 1.5  # added to the topic of what library folk ask each other, in a group of theirs


@dataclass(frozen=True, slots=True, kw_only=True)
class Combination:
    """Log-odds out of standardised evidence: a plane and what any two columns say together (``square``, symmetric)."""

    mean: Floats
    spread: Floats
    plane: Floats
    square: Floats
    bias: float

    def log_odds(self, rows: Floats) -> Floats:
        """Turn posts x ``COLUMNS`` into log-odds of an opportunity."""
        scaled = (rows - self.mean) / self.spread
        odds: Floats = scaled @ self.plane + ((scaled @ self.square) * scaled).sum(axis=1) + self.bias
        return odds


@dataclass(frozen=True, slots=True, kw_only=True)
class Judgement:
    """The two questions asked of one post: was there ever something to join, and has it been closed since."""

    asked: Combination
    closed: Combination

    def log_odds(self, rows: Floats) -> Floats:
        """Turn posts x ``COLUMNS`` into log-odds of an opportunity that is still open."""
        return still_open(self.asked.log_odds(rows), self.open(rows))

    def open(self, rows: Floats) -> Floats:
        """Turn posts x ``COLUMNS`` into the probability that what was asked has not been closed since."""
        found = np.ones(len(rows), np.float32)
        later = np.flatnonzero(rows[:, COLUMN["library_later"]] + rows[:, COLUMN["same_later"]])
        if len(later):
            found[later] = 1 - probability(self.closed.log_odds(rows[later]))
        return found


@dataclass(frozen=True, slots=True, kw_only=True)
class Model:
    """All that was learned; ``threshold`` is the probability from which a post is called an opportunity."""

    weights: Weights
    judgement: Judgement
    threshold: float


@cache
def shipped() -> Model:
    """Read the model that lies in the package (about 0.1 s, once)."""
    with resources.files("dialogbot.detect").joinpath("weights.npz").open("rb") as file, np.load(file) as stored:
        return _model({name: stored[name] for name in stored.files})


def probability(log_odds: NDArray[Any]) -> NDArray[Any]:
    """Turn log-odds into 0..1."""
    odds: NDArray[Any] = 1 / (1 + np.exp(-log_odds))
    return odds


def still_open(asked: Floats, open_since: Floats) -> Floats:
    """Join the log-odds that something was asked with the probability that it is open, into log-odds of both."""
    score = np.clip(probability(asked) * open_since, _LEAST, 1 - _LEAST)
    odds: Floats = np.log(score / (1 - score))
    return odds


def _model(stored: dict[str, NDArray[Any]]) -> Model:
    if tuple(stored["outputs"]) != OUTPUTS or tuple(stored["columns"]) != COLUMNS:
        raise ValueError("weights.npz was trained for other outputs: run python training/train.py")
    return Model(
        weights=Weights(hashes=stored["hashes"], rows=stored["rows"], scale=stored["scale"], bias=stored["bias"]),
        judgement=Judgement(asked=_combination(stored, "asked"), closed=_combination(stored, "closed")),
        threshold=float(stored["threshold"]),
    )


def _combination(stored: dict[str, NDArray[Any]], name: str) -> Combination:
    return Combination(
        mean=stored[f"{name}_mean"],
        spread=stored[f"{name}_spread"],
        plane=stored[f"{name}_plane"],
        square=stored[f"{name}_square"],
        bias=float(stored[f"{name}_bias"]),
    )
