"""How many alerts a week a threshold means, and which threshold means so many. Pure."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

THRESHOLDS = (0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9)
"""What a preview compares."""

LOOK_BACK = timedelta(weeks=8)
"""How far back the store is asked what came."""

_WEEK = timedelta(weeks=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scored:
    """A post's community ('' for none), its score 0..1 and when it was written."""

    community: str
    score: float
    at: datetime


def weeks(scored: Sequence[Scored], until: datetime | None = None) -> float:
    """Return how many weeks lie between the first post and the last, or ``until``; at least one."""
    if not scored:
        return 1.0
    last = until or max(one.at for one in scored)
    return max(1.0, (last - min(one.at for one in scored)) / _WEEK)


def rates(scored: Sequence[Scored], over: float) -> list[float]:
    """Return the alerts a week, over so many weeks, for each of ``THRESHOLDS``."""
    return [sum(one.score >= line for one in scored) / over for line in THRESHOLDS]


def lines(scored: Sequence[Scored], *, a_week: int, now: datetime) -> dict[str, float]:
    """Return per community, its name without case, the lowest threshold with at most so many alerts a week.

    ``scored`` holds what was found above the threshold that detection uses, so that no line lies below that. Where
    all of it fits, the line is 0.
    """
    found: dict[str, list[Scored]] = {}
    for one in scored:
        found.setdefault(one.community.casefold(), []).append(one)
    return {name: _line([one.score for one in some], a_week * weeks(some, now)) for name, some in found.items()}


def _line(scores: Sequence[float], most: float) -> float:
    best = sorted(scores, reverse=True)
    kept = math.floor(most)
    if len(best) <= kept:
        return 0.0
    # equal scores stand or fall together, but the best of all are never silenced
    return min(math.nextafter(best[kept], 1.0), best[0])
