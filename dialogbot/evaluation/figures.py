"""Verdicts beside labels: precision, recall and F1 with intervals, the ranking, and how far a score can be believed.

Intervals are 95 % percentiles of bootstrap samples of whole threads: messages of one thread are no separate witnesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from dialogbot.domain import Verdict
from dialogbot.evaluation.labels import Labelled

DRAWS = 1000
SEED = 1
BINS = 10
PRECISION_WANTED = 0.90

Mask: TypeAlias = NDArray[np.bool_]
Numbers: TypeAlias = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share 0..1 and its interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """How well ``messages`` were told apart, of which ``meant`` are opportunities and ``said`` were called so."""

    messages: int
    meant: int
    said: int
    precision: Share
    recall: Share
    f1: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How many of the messages with one label were called opportunities: right for a topic, wrong for a reason."""

    said: int
    messages: int
    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Ranking:
    """What a score is worth without any threshold; ``auc`` and the others are ``None`` where all labels are alike."""

    average_precision: float | None
    recall_at_precision_90: float | None
    auc: float | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Bin:
    """The messages whose score lies in ``low`` .. ``high``: their mean score, and the share that are opportunities."""

    low: float
    high: float
    messages: int
    mean_score: float
    share_true: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """All figures of one set of labelled messages.

    ``words`` is the ranking by word count alone: a detector that is no better has learned how long questions are.
    ``topic_accuracy`` is the share of right topics among the opportunities that were found, ``brier`` the mean squared
    distance of the score from the truth.
    """

    messages: int
    threads: int
    without_verdict: int
    whole: Score
    languages: Mapping[str, Score]
    places: Mapping[str, Score]
    question_marks: Mapping[str, Score]
    kinds: Mapping[str, Called]
    topics: Mapping[str, Called]
    reasons: Mapping[str, Called]
    ranking: Ranking
    words: Ranking
    topic_accuracy: float | None
    reliability: Sequence[Bin]
    brier: float


@dataclass(frozen=True, slots=True, kw_only=True)
class _Cases:
    """Labels and verdicts as columns, a row a message; ``draws`` (samples x threads) says how often a thread is drawn.

    The first sample is no sample: it holds each thread once.
    """

    meant: Mask
    said: Mask
    score: Numbers
    thread: NDArray[np.intp]
    draws: Numbers

    def drawn(self, chosen: Mask) -> Numbers:
        """Count the chosen messages in each sample."""
        counted: Numbers = self.draws @ np.bincount(self.thread, chosen, minlength=self.draws.shape[1])
        return counted


def figures(labelled: Sequence[Labelled], verdicts: Sequence[Verdict | None]) -> Figures:
    """Compare verdicts with the labels of the same messages, in that order; ``None`` counts as a "no" of score 0."""
    cases = _cases(labelled, verdicts)
    return Figures(
        messages=len(labelled),
        threads=cases.draws.shape[1],
        without_verdict=sum(verdict is None for verdict in verdicts),
        whole=_score(cases, np.ones(len(labelled), bool)),
        languages=_scores(cases, [one.language for one in labelled]),
        places=_scores(cases, ["comments" if one.post.parent_ref else "posts" for one in labelled]),
        question_marks=_scores(cases, ["with" if "?" in one.post.text else "without" for one in labelled]),
        kinds=_called(cases, [one.kind if one.label.opportunity else None for one in labelled]),
        topics=_called(cases, [one.label.topic if one.label.opportunity else None for one in labelled]),
        reasons=_called(cases, [None if one.label.opportunity else one.label.why_not for one in labelled]),
        ranking=ranking(cases.meant, cases.score),
        words=ranking(cases.meant, np.array([float(len(one.post.text.split())) for one in labelled])),
        topic_accuracy=_topic_accuracy(labelled, verdicts),
        reliability=_reliability(cases),
        brier=float(np.mean((cases.score - cases.meant) ** 2)),
    )


def ranking(meant: Mask, score: Numbers) -> Ranking:
    """Rank by score, ties to the detector's disadvantage.

    Average precision is the mean of the precision at each opportunity; the area under the ROC curve is the chance that
    an opportunity scores above another message, ties counting half (Mann and Whitney 1947).
    """
    total = int(meant.sum())
    if total in (0, len(meant)):
        return Ranking(average_precision=None, recall_at_precision_90=None, auc=None)
    ordered = meant[np.lexsort((meant, -score))]
    hits = np.cumsum(ordered)
    precision = hits / np.arange(1, len(meant) + 1)
    good = hits[precision >= PRECISION_WANTED]
    _, number, times = np.unique(score, return_inverse=True, return_counts=True)
    rank = (np.cumsum(times) - (times - 1) / 2)[number]
    above = rank[meant].sum() - total * (total + 1) / 2
    return Ranking(
        average_precision=float(precision[ordered].sum() / total),
        recall_at_precision_90=float(good[-1] / total) if good.size else 0.0,
        auc=float(above / (total * (len(meant) - total))),
    )


def _cases(labelled: Sequence[Labelled], verdicts: Sequence[Verdict | None]) -> _Cases:
    names: dict[str, int] = {}
    thread = np.array([names.setdefault(one.thread, len(names)) for one in labelled])
    sampled = np.random.default_rng(SEED).multinomial(len(names), np.full(len(names), 1 / len(names)), DRAWS)
    return _Cases(
        meant=np.array([one.label.opportunity for one in labelled]),
        said=np.array([verdict is not None and verdict.opportunity for verdict in verdicts]),
        score=np.array([verdict.score if verdict else 0.0 for verdict in verdicts]),
        thread=thread,
        draws=np.vstack([np.ones(len(names)), sampled]),
    )


def _score(cases: _Cases, chosen: Mask) -> Score:
    hits = cases.drawn(chosen & cases.meant & cases.said)
    meant, said = cases.drawn(chosen & cases.meant), cases.drawn(chosen & cases.said)
    return Score(
        messages=int(chosen.sum()),
        meant=int(meant[0]),
        said=int(said[0]),
        precision=_share(hits, said),
        recall=_share(hits, meant),
        f1=_share(2 * hits, meant + said),
    )


def _share(part: Numbers, whole: Numbers) -> Share:
    """Divide sample by sample; samples in which there is nothing to divide by say nothing about the interval."""
    values = np.divide(part, whole, out=np.zeros(len(part)), where=whole > 0)
    told = values[1:][whole[1:] > 0]
    low, high = np.percentile(told, [2.5, 97.5]) if told.size else (0.0, 0.0)
    return Share(value=float(values[0]), low=float(low), high=float(high))


def _scores(cases: _Cases, names: Sequence[str]) -> dict[str, Score]:
    return {name: _score(cases, chosen) for name, chosen in _each(names)}


def _called(cases: _Cases, names: Sequence[str | None]) -> dict[str, Called]:
    found = {}
    for name, chosen in _each(names):
        said, messages = cases.drawn(chosen & cases.said), cases.drawn(chosen)
        found[name] = Called(said=int(said[0]), messages=int(messages[0]), share=_share(said, messages))
    return found


def _each(names: Sequence[str | None]) -> Iterable[tuple[str, Mask]]:
    column = np.array([str(name or "") for name in names])
    return [(str(name), column == name) for name in sorted(set(column.tolist()) - {""})]


def _topic_accuracy(labelled: Sequence[Labelled], verdicts: Sequence[Verdict | None]) -> float | None:
    told = [
        verdict.topic == one.label.topic
        for one, verdict in zip(labelled, verdicts, strict=True)
        if one.label.opportunity and verdict and verdict.opportunity and verdict.topic
    ]
    return sum(told) / len(told) if told else None


def _reliability(cases: _Cases) -> tuple[Bin, ...]:
    number = np.minimum((cases.score * BINS).astype(int), BINS - 1)
    return tuple(
        Bin(
            low=at / BINS,
            high=(at + 1) / BINS,
            messages=int((number == at).sum()),
            mean_score=float(cases.score[number == at].mean()),
            share_true=float(cases.meant[number == at].mean()),
        )
        for at in sorted(set(number.tolist()))
    )
