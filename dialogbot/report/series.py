"""What the pictures of the reports show: values. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from dialogbot.audit import Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A topic's counts, one a week."""

    topic: str
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """How many conversations of a month we could join, and how many we did."""

    month: date
    found: int
    joined: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Sure:
    """Precision and recall of a month, each with its interval, where there is one."""

    month: date
    precision: Share | None
    recall: Share | None
    judged: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Usual:
    """A topic's count in a week, and its mean over the weeks before; ``None``: there were none before."""

    topic: str
    count: int
    mean: float | None
