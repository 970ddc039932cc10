"""How an import gives way to people who are waiting for an answer.

Reading and judging keep the interpreter busy, and the database locked for moments. Between two pieces of that work the
import rests a little while staff write, so that their commands get in and their answers out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

LASTING_SECONDS = 1.0
REST_SECONDS = 0.15


@dataclass(slots=True, kw_only=True)
class Rush:
    """When somebody was last heard, in seconds of the monotonic clock."""

    last: float = float("-inf")

    def heard(self) -> None:
        """Remember that somebody waits for an answer now."""
        self.last = time.monotonic()

    def give_way(self) -> None:
        """Rest for a moment if somebody was heard just now; to be called from the thread that works, never the loop."""
        if time.monotonic() - self.last < LASTING_SECONDS:
            time.sleep(REST_SECONDS)
