"""The audit of what was missed: which messages are looked at, and what their answers say of all the others. Pure.

Each week's messages that were not found fall into two strata, those that nearly were and the rest. From each a simple
random sample is drawn, so that every message of a stratum has the same chance, ``sampled / population``, and an answer
stands for ``population / answered`` messages (Horvitz and Thompson 1952, with non-response taken to be random).

Recall is *found and right* over *found and right, plus missed*. Both are unknown, in part: not everything that was
found has a verdict, and most messages were never looked at. Each unknown share gets the posterior of a Jeffreys prior,
Beta(yes + 1/2, no + 1/2) on the effective number of answers (Kish 1965), and what was not looked at is drawn from it
(binomial); the interval is the middle 95 % of what recall then is. A plain bootstrap would say "nothing was missed, for
certain" after every sample without a yes, which is most of them, and the delta method likewise; Wilson's interval does
not combine over strata and through the fraction. That the interval holds what it promises is simulated in the tests.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum

_DRAWS = 4000
_SEED = 1
_Z = 1.959964


class Stratum(StrEnum):
    """Where a message stood: near the threshold, or not."""

    NEAR = "near"
    REST = "rest"


class Answer(StrEnum):
    """What staff say to "should we have seen this?"."""

    YES = "yes"
    NO = "no"
    UNSURE = "unsure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Candidate:
    """A message that was not found: the number of its row, what it is known by, and its score."""

    post: int
    key: str
    score: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What was drawn from a stratum of ``population`` messages; ``probability`` is each one's chance."""

    stratum: Stratum
    population: int
    posts: tuple[int, ...]

    @property
    def probability(self) -> float:
        """The chance of each message of the stratum to be drawn."""
        return len(self.posts) / self.population if self.population else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of one stratum of one week: how many messages there were, and what staff said of those drawn."""

    week: str
    stratum: Stratum
    population: int
    yes: int
    no: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share 0..1 and its 95 % interval."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """What was found in the audited weeks: how many in all, and how many staff called right and wrong."""

    messages: int
    right: int
    wrong: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall:
    """An estimate of recall; ``missed`` messages in ``weeks`` weeks, from ``answered`` answers of which ``yes`` yes."""

    share: Share
    missed: float
    weeks: int
    answered: int
    yes: int


def sample(candidates: Iterable[Candidate], week: str, *, near_from: float, near: int, rest: int) -> tuple[Draw, Draw]:
    """Draw ``near`` of the messages that score ``near_from`` or more and ``rest`` of the others.

    What one stratum cannot give, the other does. The week alone decides which: the same week gives the same sample,
    whatever the order of the candidates. A message's place is the hash of week and key, so that no place depends on
    what else there is and the first of them are a simple random sample.
    """
    ordered = sorted(candidates, key=lambda one: hashlib.sha256(f"{week}\n{one.key}".encode()).digest())
    close = [one.post for one in ordered if one.score >= near_from]
    far = [one.post for one in ordered if one.score < near_from]
    of_near = min(len(close), near + max(0, rest - len(far)))
    of_rest = min(len(far), rest + max(0, near - len(close)))
    return (
        Draw(stratum=Stratum.NEAR, population=len(close), posts=tuple(close[:of_near])),
        Draw(stratum=Stratum.REST, population=len(far), posts=tuple(far[:of_rest])),
    )


def answered_weeks(tallies: Iterable[Tally]) -> frozenset[str]:
    """Return the weeks in which at least one question was answered yes or no: the others say nothing."""
    return frozenset(one.week for one in tallies if one.yes + one.no)


def missed(tallies: Sequence[Tally]) -> float:
    """Estimate how many messages of the answered weeks should have been found and were not."""
    weeks = answered_weeks(tallies)
    return sum(
        _total([one for one in tallies if one.stratum is stratum and one.week in weeks]).estimate for stratum in Stratum
    )


def recall(tallies: Sequence[Tally], found: Found) -> Recall | None:
    """Estimate recall over the answered weeks; ``found`` is of the same weeks.

    ``None``: no question was answered, or nothing was found that staff have said anything about.
    """
    weeks = answered_weeks(tallies)
    counted = [one for one in tallies if one.week in weeks]
    if not counted or not found.right + found.wrong:
        return None
    totals = [_total([one for one in counted if one.stratum is stratum]) for stratum in Stratum]
    right = found.messages * found.right / (found.right + found.wrong)
    lost = sum(one.estimate for one in totals)
    yes = sum(one.yes for one in counted)
    value = right / (right + lost) if right + lost else 0.0
    low, high = _interval(totals, found)
    return Recall(
        share=Share(value=value, low=min(low, value), high=max(high, value) if yes else 1.0),
        missed=lost,
        weeks=len(weeks),
        answered=sum(one.yes + one.no for one in counted),
        yes=yes,
    )


def wilson(yes: int, of: int) -> Share | None:
    """Return a share with Wilson's 95 % interval (Wilson 1927), or ``None`` of nothing."""
    if not of:
        return None
    value, square = yes / of, _Z * _Z
    middle = (value + square / (2 * of)) / (1 + square / of)
    half = _Z / (1 + square / of) * math.sqrt(value * (1 - value) / of + square / (4 * of * of))
    return Share(value=value, low=max(0.0, middle - half), high=min(1.0, middle + half))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Total:
    """A stratum pooled over weeks: seen ``yes``, ``unseen`` messages, the weighted share and its effective size."""

    yes: int
    unseen: int
    share: float
    size: float
    estimate: float


def _total(tallies: Sequence[Tally]) -> _Total:
    """Pool a stratum; a week in which nobody answered for it is taken to be like the others."""
    spoken = [one for one in tallies if one.yes + one.no]
    population = sum(one.population for one in tallies)
    weights = [(one.population / (one.yes + one.no), one.yes, one.yes + one.no) for one in spoken]
    mass = sum(weight * count for weight, _, count in weights)
    square = sum(weight * weight * count for weight, _, count in weights)
    share = sum(weight * yes for weight, yes, _ in weights) / mass if mass else 0.0
    seen = sum(count for _, _, count in weights)
    return _Total(
        yes=sum(one.yes for one in spoken),
        unseen=population - seen,
        share=share,
        size=mass * mass / square if square else 0.0,
        estimate=share * population,
    )


def _interval(totals: Sequence[_Total], found: Found) -> tuple[float, float]:
    import numpy as np  # noqa: PLC0415 - heavy: only estimates need it

    draws = np.random.default_rng(_SEED)
    half = np.full(_DRAWS, 0.5)
    unsaid = max(0, found.messages - found.right - found.wrong)
    right = found.right + draws.binomial(unsaid, draws.beta(half + found.right, half + found.wrong))
    lost = np.zeros(_DRAWS)
    for one in totals:
        share = draws.beta(half + one.share * one.size, half + (1 - one.share) * one.size)
        lost += one.yes + draws.binomial(max(0, one.unseen), share)
    with np.errstate(invalid="ignore"):
        shares = np.where(right + lost > 0, right / (right + lost), 0.0)
    low, high = np.quantile(shares, [0.025, 0.975])
    return float(low), float(high)
