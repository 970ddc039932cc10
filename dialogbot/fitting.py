"""From staff's verdicts to a correction, kept only where it proves itself on verdicts that it has not seen. Pure.

A logistic regression with the shipped log-odds as offset and a strong L2 penalty (a normal prior around "change
nothing"), solved by Newton's method; figures come from cross-validation by thread.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from dialogbot.learning import (
    BIAS,
    MOST,
    Calibration,
    Correction,
    Figures,
    Label,
    Weight,
    bounded,
    features,
    log_odds,
    recent,
    stems,
)

LEAST = 30
"""Verdicts without which nothing is learnt."""

LEAST_EACH = 8
"""Verdicts of each kind, yes and no, without which nothing is learnt."""

LEAST_TO_CALIBRATE = 100
"""Verdicts in one community from which on its scores are calibrated."""

_FOLDS = 5
_SURE = 1.5  # standard errors by which the loss must fall: weekly tries would else let chance through
_LEAST_POSTS, _LEAST_AUTHORS = 3, 2
_MOST_STEMS = 300
# 1 / variance of each weight around 0; what is common to many posts is moved with more reluctance than a word
_PENALTY = {"bias": 4.0, "kind": 4.0, "topic": 4.0, "community": 4.0, "stem": 2.0}
_CALIBRATION_PENALTY = np.array([20.0, 2.0])  # of the slope around 1 and the shift around 0
_SLOPES = (0.2, 3.0)
_ROUNDS = 25
_LEAST_WEIGHT = 0.01  # log-odds; less is not worth keeping

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """A correction with what cross-validation says of it; without ``accepted`` it is not to be used."""

    accepted: bool
    correction: Correction
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class _Case:
    """The labels as arrays, a row each: shipped log-odds, yes (1) or no (0), weight, fold and thread."""

    labels: Sequence[Label]
    features: list[list[str]]
    odds: Floats
    yes: Floats
    weight: Floats
    thread: NDArray[np.int64]
    fold: NDArray[np.int64]
    about_words: NDArray[np.bool_]


def enough(labels: Sequence[Label]) -> bool:
    """Say whether there are verdicts enough to learn from."""
    yes = sum(one.yes for one in labels if one.about_words)
    no = sum(not one.yes for one in labels if one.about_words)
    return yes + no >= LEAST and min(yes, no) >= LEAST_EACH


def proposal(labels: Sequence[Label], threshold: float) -> Proposal | None:
    """Fit a correction to verdicts, the oldest first; ``None`` when there are too few.

    ``threshold`` (0..1) is the score from which a post is an opportunity, for the F1 that must not fall.
    """
    if not enough(labels):
        return None
    case, line = _case(labels), log_odds(threshold)
    unseen = _unseen(case)
    words = _better(case, case.odds, unseen, line)
    odds = unseen if words else case.odds
    calibrations, odds = _calibrated(case, odds, line)
    accepted = words or bool(calibrations)
    weights = _weights(case, _fit(case, case.about_words)) if words else ()
    return Proposal(
        accepted=accepted,
        correction=Correction(weights=weights, calibrations=calibrations),
        figures=_figures(case, odds if accepted else unseen, line),
    )


def _case(labels: Sequence[Label]) -> _Case:
    keys = [f"{one.post.platform}/{one.post.thread_ref or one.post.ref}" for one in labels]
    order = {key: place for place, key in enumerate(sorted(set(keys), key=lambda key: (crc32(key.encode()), key)))}
    thread = np.array([order[key] for key in keys])
    return _Case(
        labels=labels,
        features=[features(one.post, one.kind, one.topic) for one in labels],
        odds=np.array([one.log_odds for one in labels]),
        yes=np.array([float(one.yes) for one in labels]),
        weight=np.array([one.weight for one in labels]),
        thread=thread,
        fold=thread % _FOLDS,
        about_words=np.array([one.about_words for one in labels]),
    )


def _unseen(case: _Case) -> Floats:
    """Correct each label's log-odds by what the other threads teach."""
    odds = case.odds.copy()
    for fold in range(_FOLDS):
        values = _fit(case, case.about_words & (case.fold != fold))
        for at in np.flatnonzero(case.fold == fold):
            moved = sum(values.get(name, 0.0) for name in case.features[at])
            odds[at] += bounded(moved)
    return odds


def _fit(case: _Case, rows: NDArray[np.bool_]) -> dict[str, float]:
    """Return the weight of each feature that is common enough among some of the labels."""
    chosen = np.flatnonzero(rows)
    names = _eligible(case, chosen)
    column = {name: place for place, name in enumerate(names)}
    table = np.zeros((len(chosen), len(names)))
    for row, at in enumerate(chosen):
        table[row, [column[name] for name in case.features[at] if name in column]] = 1
    odds, yes, weight = case.odds[chosen], case.yes[chosen], case.weight[chosen]
    kept = _telling(names, table, weight * (yes - _sigmoid(odds)))
    penalty = np.array([_PENALTY[names[place].partition(":")[0]] for place in kept])
    found = _newton(table[:, kept], odds, yes, weight, penalty)
    return {names[place]: float(value) for place, value in zip(kept, found, strict=True)}


def _eligible(case: _Case, chosen: NDArray[np.int64]) -> list[str]:
    """Name the features of at least three posts and not of all; a stem needs two authors and is no part of a name."""
    posts: Counter[str] = Counter()
    authors: dict[str, set[str | None]] = {}
    for at in chosen:
        for name in case.features[at]:
            posts[name] += 1
            authors.setdefault(name, set()).add(case.labels[at].post.author)
    names = {f"stem:{stem}" for one in case.labels for stem in stems(one.post.author or "")}
    return sorted(
        name
        for name, count in posts.items()
        if (name == BIAS or _LEAST_POSTS <= count < len(chosen))
        and (not name.startswith("stem:") or (len(authors[name]) >= _LEAST_AUTHORS and name not in names))
    )


def _telling(names: Sequence[str], table: Floats, surprise: Floats) -> list[int]:
    """Choose all features but stems, and the stems whose posts the shipped score misjudged most for their number."""
    told = np.abs(table.T @ surprise) / np.sqrt(table.sum(axis=0))
    words = [place for place, name in enumerate(names) if name.startswith("stem:")]
    others = [place for place, name in enumerate(names) if not name.startswith("stem:")]
    return sorted(others + sorted(words, key=lambda place: (-told[place], names[place]))[:_MOST_STEMS])


def _newton(table: Floats, odds: Floats, yes: Floats, weight: Floats, penalty: Floats) -> Floats:
    found = np.zeros(table.shape[1])
    for _ in range(_ROUNDS):
        chance = _sigmoid(odds + table @ found)
        slope = table.T @ (weight * (yes - chance)) - penalty * found
        curve = (table.T * (weight * chance * (1 - chance))) @ table + np.diag(penalty)
        step = np.clip(np.linalg.solve(curve, slope), -1, 1)
        found += step
        if np.abs(step).max(initial=0) < 1e-8:  # noqa: PLR2004 - far below what is kept
            break
    return found


def _better(case: _Case, before: Floats, after: Floats, line: float, rows: NDArray[np.bool_] | None = None) -> bool:
    """Say whether the loss falls by more than chance would let it, threads being the unit, and F1 does not."""
    some = np.ones(len(before), dtype=bool) if rows is None else rows
    gains = case.weight * (_losses(case.yes, before) - _losses(case.yes, after))
    of_threads = np.bincount(case.thread[some], gains[some])[np.unique(case.thread[some])]
    error = of_threads.std() * np.sqrt(len(of_threads))
    return bool(of_threads.sum() > _SURE * error) and _f1(case, after, line) >= _f1(case, before, line)


def _calibrated(case: _Case, odds: Floats, line: float) -> tuple[tuple[Calibration, ...], Floats]:
    """Calibrate each community that has verdicts enough, where that proves itself (Platt 1999)."""
    names = [(one.post.community or "").casefold() for one in case.labels]
    found, after = [], odds.copy()
    for name, count in sorted(Counter(names).items()):
        rows = np.array([one == name for one in names])
        few = min(case.yes[rows].sum(), (1 - case.yes[rows]).sum()) < LEAST_EACH
        if not name or few or count < LEAST_TO_CALIBRATE:
            continue
        unseen = _unseen_calibration(case, after, rows)
        if _better(case, after, unseen, line, rows):
            slope, shift = _platt(case, odds, rows)
            found.append(Calibration(community=name, slope=round(slope, 4), shift=round(shift, 4), verdicts=count))
            after[rows] = unseen[rows]
    return tuple(found), after


def _unseen_calibration(case: _Case, odds: Floats, rows: NDArray[np.bool_]) -> Floats:
    after = odds.copy()
    for fold in range(_FOLDS):
        held = rows & (case.fold == fold)
        slope, shift = _platt(case, odds, rows & (case.fold != fold))
        after[held] = case.odds[held] + np.clip(slope * odds[held] + shift - case.odds[held], -MOST, MOST)
    return after


def _platt(case: _Case, odds: Floats, rows: NDArray[np.bool_]) -> tuple[float, float]:
    table = np.column_stack([odds[rows], np.ones(int(rows.sum()))])
    more, shift = _newton(table, odds[rows], case.yes[rows], case.weight[rows], _CALIBRATION_PENALTY)
    return float(np.clip(1 + more, *_SLOPES)), float(shift)


def _weights(case: _Case, values: dict[str, float]) -> tuple[Weight, ...]:
    heavy = sorted(values.items(), key=lambda one: (-abs(one[1]), one[0]))
    return tuple(_weight(case, name, value) for name, value in heavy if abs(value) >= _LEAST_WEIGHT or name == BIAS)


def _weight(case: _Case, name: str, value: float) -> Weight:
    having = [at for at in range(len(case.labels)) if case.about_words[at] and name in case.features[at]]
    newest, no = recent([case.labels[at].yes for at in having])
    yes = sum(case.labels[at].yes for at in having)
    return Weight(
        feature=name,
        value=round(value, 4),
        word=_word([case.labels[at] for at in having], name.removeprefix("stem:")) if name.startswith("stem:") else "",
        yes=yes,
        no=len(having) - yes,
        recent=newest,
        recent_no=no,
    )


def _word(labels: Sequence[Label], stem: str) -> str:
    """Return the commonest form of a stem that two authors wrote, else the stem itself, marked as one."""
    forms: Counter[str] = Counter()
    authors: dict[str, set[str | None]] = {}
    for one in labels:
        form = stems(one.post.text)[stem]
        forms[form] += 1
        authors.setdefault(form, set()).add(one.post.author)
    shared = [form for form in forms if len(authors[form]) >= _LEAST_AUTHORS]
    return min(shared, key=lambda form: (-forms[form], form), default=f"{stem}-")


def _figures(case: _Case, after: Floats, line: float) -> Figures:
    def loss(odds: Floats) -> float:
        return round(float(np.average(_losses(case.yes, odds), weights=case.weight)), 4)

    return Figures(
        verdicts=len(case.labels),
        yes=int(case.yes.sum()),
        loss_before=loss(case.odds),
        loss_after=loss(after),
        f1_before=round(_f1(case, case.odds, line), 4),
        f1_after=round(_f1(case, after, line), 4),
    )


def _losses(yes: Floats, odds: Floats) -> Floats:
    losses: Floats = np.logaddexp(0, odds) - yes * odds
    return losses


def _f1(case: _Case, odds: Floats, line: float) -> float:
    called = odds >= line
    right = float((case.weight * case.yes)[called].sum())
    wrong = float((case.weight * (1 - case.yes))[called].sum())
    missed = float((case.weight * case.yes)[~called].sum())
    return 2 * right / (2 * right + wrong + missed) if right else 0.0


def _sigmoid(odds: Floats) -> Floats:
    chance: Floats = 1 / (1 + np.exp(-odds))
    return chance
