"""Both stages as one: which posts the second one reads, and how two answers become one.

``training/join.py`` measures them on threads that neither stage had seen; where what is shipped departs from it, the
reason stands beside it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from dialogbot.detect import encoder
from dialogbot.detect.encoder import Asked, Encoder
from dialogbot.detect.lexicon import Floats
from dialogbot.detect.model import shipped, still_open

READ_FROM = -3.6
"""First-stage log-odds from which the second stage reads a post: 98 of 100 opportunities lie above."""

FIRST, SECOND, OFFSET = 0.7, 0.47, -0.17
"""What the log-odds of each stage weigh in those of both, and what is added.

Threads alone would give the second stage more (0.64 and 0.57, for 0.001 of average precision); but the first tips over
less often when a post without a thread is spelled otherwise. The offset is lower than the threads ask for, since a real
group holds far more ordinary talk than they do: of 1,000 real tweets 14 are flagged, not 20.
"""

UNREAD = -3.0
"""Second-stage log-odds that stand for what it was not asked about."""

THRESHOLD = 0.5
"""The probability from which a post is called an opportunity when both stages have judged."""

SHARPNESS = 6.0
"""What makes the first stage's scores of topics and kinds as decided as the second one's log-probabilities."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """A row or a value for each of some posts.

    ``asked`` are log-odds that there was ever something to join, ``open`` is the probability that it has not been
    closed since, ``odds`` are log-odds of both; then scores of ``TOPICS`` and of ``KINDS``.
    """

    asked: Floats
    open: Floats
    odds: Floats
    topics: Floats
    kinds: Floats


def shipped_threshold() -> float:
    """Return the probability from which ``judge`` calls a post an opportunity, with the stages that are installed."""
    return THRESHOLD if encoder.available() else shipped().threshold


def wanted(odds: Floats) -> list[int]:
    """List the numbers of the posts that the second stage is to read, by the first stage's log-odds."""
    found: list[int] = np.flatnonzero(odds >= READ_FROM).tolist()
    return found


def joined(first: Outcome, asked: Sequence[Asked], numbers: Sequence[int]) -> Outcome:
    """Join the first stage's outcome with what the second says of the posts asked about.

    ``numbers`` are their places in ``first``, in the order of ``asked``.
    """
    reader, lock = _encoder()
    with lock:
        answer = reader.read(asked)
    second = np.full_like(first.odds, UNREAD)
    second[numbers] = answer.log_odds
    topics, kinds = first.topics.copy(), first.kinds.copy()
    topics[numbers] = log_probabilities(SHARPNESS * topics[numbers]) + answer.topics
    kinds[numbers] = log_probabilities(SHARPNESS * kinds[numbers]) + answer.kinds
    # Only the first stage knows well what closes a question, so what it says of that is not weighed down.
    both = (FIRST * first.asked + SECOND * second + OFFSET).astype(np.float32)
    return Outcome(asked=both, open=first.open, odds=still_open(both, first.open), topics=topics, kinds=kinds)


def log_probabilities(scores: Floats) -> Floats:
    """Turn scores into log-probabilities, row by row."""
    lowered = scores - scores.max(axis=1, keepdims=True)
    found: Floats = lowered - np.log(np.exp(lowered).sum(axis=1, keepdims=True))
    return found


@cache
def _encoder() -> tuple[Encoder, Lock]:
    return encoder.shipped(), Lock()
