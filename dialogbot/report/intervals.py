"""Shares of a count, with how sure they are."""

from __future__ import annotations

import math
from dataclasses import dataclass

_Z = 1.959963984540054  # the quantile of the normal distribution for 95 %


@dataclass(frozen=True, slots=True, kw_only=True)
class Share:
    """A share 0..1 and its 95 % interval; ``part`` of ``whole`` where it was counted."""

    value: float
    low: float
    high: float
    part: int
    whole: int


def share(part: int, whole: int) -> Share | None:
    """Return a share with Wilson's score interval (Wilson 1927), which holds for small counts too; ``None`` of none."""
    if not whole:
        return None
    value, weight = part / whole, _Z * _Z / whole
    centre = (value + weight / 2) / (1 + weight)
    reach = _Z * math.sqrt(value * (1 - value) / whole + weight / (4 * whole)) / (1 + weight)
    return Share(value=value, low=max(0.0, centre - reach), high=min(1.0, centre + reach), part=part, whole=whole)
