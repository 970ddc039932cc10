"""What staff's decisions teach: a small correction on top of the shipped score, as a value and as it is applied. Pure.

``fitting`` finds a correction, ``lessons`` carries it between the store and the fit. A correction holds single words
with weights and counts, and never a text or a name.
"""

from __future__ import annotations

import dataclasses
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import lru_cache
from typing import Any

from dialogbot.domain import Kind, Post, Reason, Signal, Status, Topic, Verdict
from dialogbot.stems import norwegian

MOST = 2.0
"""Log-odds by which a correction may move a verdict at the most, either way."""

LEARNT = "learnt"
"""The name of the signal that says a verdict was corrected."""

BIAS = "bias"
_WORTH_SAYING = 0.15  # log-odds below which a correction is not told of, as with every other signal
_MOST_NAMED = 3
_CERTAIN = 1e-4  # a score is taken to be no nearer than this to 0 or 1
_RECENT = 10  # labels that staff are told of: "7 of the last 9"
_LINK = re.compile(r"https?://\S+|www\.\S+|@\w[\w.]*")
_WORD = re.compile(r"[^\W\d_]{2,}")
_ABOUT_THE_THREAD = frozenset({Reason.CLOSED, Reason.STAFF, Reason.ANSWER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a decision says of a post: ``yes``, and how strongly (``weight`` 0..1).

    ``log_odds`` is the shipped models' judgement of it without any correction. ``about_words`` is false where the
    post was no opportunity for the sake of its thread or its writer, which says nothing about its words.
    """

    post: Post
    kind: Kind
    topic: Topic | None
    log_odds: float
    yes: bool
    weight: float
    about_words: bool
    decided_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Weight:
    """What one feature adds to the log-odds, and how often it stood in posts that were some and that were none.

    ``recent_no`` of the ``recent`` newest posts with it were no opportunity. ``word`` is the stem as people write it.
    """

    feature: str
    value: float
    word: str
    yes: int
    no: int
    recent: int
    recent_no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Calibration:
    """How one community's corrected log-odds become a probability: ``slope`` times them plus ``shift`` (Platt)."""

    community: str
    slope: float
    shift: float
    verdicts: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """What was learnt. The first of ``weights`` weigh most."""

    weights: tuple[Weight, ...] = ()
    calibrations: tuple[Calibration, ...] = ()
    _values: dict[str, float] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        """Lay the weights out for looking up."""
        object.__setattr__(self, "_values", {one.feature: one.value for one in self.weights})

    def parts(self, features: Iterable[str]) -> dict[str, float]:
        """Return what each of a post's features adds to the log-odds."""
        return {name: self._values[name] for name in features if name in self._values}


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A correction as it was made: when, with what figures, and whether staff still want it."""

    number: int
    made_at: datetime
    accepted: bool
    active: bool
    correction: Correction
    figures: Figures


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """How a correction did on verdicts it was not fitted on. The losses are mean log losses, in nats."""

    verdicts: int
    yes: int
    loss_before: float
    loss_after: float
    f1_before: float
    f1_after: float


def label(post: Post, shipped: Verdict, status: Status, reason: Reason | None, decided_at: datetime) -> Label | None:
    """Return what a post's last decision says of it, if anything.

    To answer is stronger than to mean to. A dismissal without a reason may be for want of time, and a snooze decides
    nothing; what the program itself closed is no verdict of staff's.
    """
    made = Label(
        post=post,
        kind=shipped.kind,
        topic=shipped.topic,
        log_odds=log_odds(shipped.score),
        yes=status is not Status.DISMISSED,
        weight=0.6 if status is Status.CLAIMED else 1.0,
        about_words=reason not in _ABOUT_THE_THREAD,
        decided_at=decided_at,
    )
    says_something = status in (Status.CLAIMED, Status.HANDLED) or (status is Status.DISMISSED and reason is not None)
    return made if says_something else None


def corrected(verdict: Verdict, post: Post, correction: Correction | None, threshold: float) -> Verdict:
    """Return the verdict with what was learnt added, and a signal that says so.

    ``verdict`` is to come from a judgement at ``reach(threshold)``, which knows the kind and topic of all that a
    correction may raise; what lies below that stays as it is.
    """
    if correction is None or not reach(threshold) <= verdict.score:
        return _decided(verdict, verdict.score, threshold, verdict.signals)
    parts, moved = _moved(verdict, post, correction)
    score = round(probability(log_odds(verdict.score) + moved), 4) if moved else verdict.score
    return _decided(verdict, score, threshold, _told(verdict.signals, moved, parts, post))


def reach(threshold: float) -> float:
    """Return the least score that a correction can raise to the threshold."""
    return probability(log_odds(threshold) - MOST)


def features(post: Post, kind: Kind, topic: Topic | None) -> list[str]:
    """Name what a correction may weigh of a post: all posts, its community, topic and kind, its words' stems."""
    named = [BIAS, f"kind:{kind}"]
    named += [f"topic:{topic}"] if topic else []
    named += [f"community:{post.community.casefold()}"] if post.community else []
    return named + [f"stem:{stem}" for stem in sorted(stems(post.text))]


def stems(text: str) -> dict[str, str]:
    """Return a text's stems, each with its first word as written, lower case; no links, no names after ``@``."""
    found: dict[str, str] = {}
    for word in _WORD.findall(_LINK.sub(" ", text.lower())):
        found.setdefault(_stem(word), word)
    return found


def log_odds(score: float) -> float:
    """Turn a probability into log-odds."""
    kept = min(max(score, _CERTAIN), 1 - _CERTAIN)
    return math.log(kept / (1 - kept))


def probability(odds: float) -> float:
    """Turn log-odds into a probability."""
    return 1 / (1 + math.exp(-odds))


def strongest(now: Correction, before: Correction | None, most: int) -> list[Weight]:
    """Return the words whose weight changed most and whose recent verdicts point the same way."""
    old = {one.feature: one.value for one in before.weights} if before else {}
    plain = [one for one in now.weights if one.feature.startswith("stem:") and _plain(one, old.get(one.feature, 0.0))]
    changed = sorted(plain, key=lambda one: (-abs(one.value - old.get(one.feature, 0.0)), one.feature))
    return changed[:most]


def recent(labels: Sequence[bool]) -> tuple[int, int]:
    """Count the newest labels of a feature, given the oldest first, and how many of them were no opportunity."""
    newest = labels[-_RECENT:]
    return len(newest), sum(not yes for yes in newest)


def to_text(correction: Correction) -> str:
    """Write a correction as JSON."""
    return json.dumps(
        {
            "weights": [dataclasses.astuple(one) for one in correction.weights],
            "calibrations": [dataclasses.astuple(one) for one in correction.calibrations],
        },
        ensure_ascii=False,
    )


def from_text(text: str) -> Correction:
    """Read what ``to_text`` wrote."""
    table = json.loads(text)
    weights, calibrations = dataclasses.fields(Weight), dataclasses.fields(Calibration)
    return Correction(
        weights=tuple(Weight(**_named(weights, row)) for row in table["weights"]),
        calibrations=tuple(Calibration(**_named(calibrations, row)) for row in table["calibrations"]),
    )


def _named(fields: Sequence[dataclasses.Field[object]], row: Sequence[object]) -> dict[str, Any]:
    return dict(zip((one.name for one in fields), row, strict=True))


def _decided(verdict: Verdict, score: float, threshold: float, signals: tuple[Signal, ...]) -> Verdict:
    yes = score >= threshold
    return dataclasses.replace(
        verdict,
        opportunity=yes,
        score=score,
        kind=verdict.kind if yes else Kind.NONE,
        topic=verdict.topic if yes else None,
        signals=signals,
    )


def _moved(verdict: Verdict, post: Post, correction: Correction) -> tuple[dict[str, float], float]:
    """Return what each feature adds, and by how much the log-odds move in all."""
    parts = correction.parts(features(post, verdict.kind, verdict.topic))
    shipped = log_odds(verdict.score)
    odds = shipped + bounded(sum(parts.values()))
    community = (post.community or "").casefold()
    for one in correction.calibrations:
        if one.community == community:
            odds = one.slope * odds + one.shift
    return parts, bounded(odds - shipped)


def bounded(moved: float) -> float:
    """Keep a correction of log-odds within ``MOST``."""
    return min(max(moved, -MOST), MOST)


def _told(signals: tuple[Signal, ...], moved: float, parts: Mapping[str, float], post: Post) -> tuple[Signal, ...]:
    if abs(moved) < _WORTH_SAYING:
        return signals
    learnt = Signal(name=LEARNT, evidence=_evidence(moved, parts, post), weight=round(moved, 2))
    return tuple(sorted((*signals, learnt), key=lambda one: -abs(one.weight)))


def _evidence(moved: float, parts: Mapping[str, float], post: Post) -> str:
    """Name the words that moved it, as they stand in the post; else the community."""
    sign = math.copysign(1, moved)
    pulled = sorted((name for name in parts if sign * parts[name] > 0), key=lambda name: (-abs(parts[name]), name))
    written = stems(post.text)
    named = [written[name.removeprefix("stem:")] for name in pulled if name.startswith("stem:")]
    return ", ".join(named[:_MOST_NAMED]) or post.community or "–"


def _plain(one: Weight, old: float) -> bool:
    """Say whether weight, its change and the recent verdicts all point the same way."""
    if one.value < 0:
        return one.value < old and 2 * one.recent_no > one.recent
    return one.value > old and 2 * one.recent_no < one.recent


_stem = lru_cache(maxsize=20_000)(norwegian)
