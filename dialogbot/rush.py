"""How an import gives way to people who are waiting for an answer.

Reading and judging keep the interpreter busy, and the database locked for moments. Between two pieces of that work the
import rests a while if staff write just then, so that their commands get in and their answers out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

LASTING_SECONDS = 0.3
"""So long after somebody was heard, an answer may still be under way."""

REST_SECONDS = 0.02
SHARE = 2.0
"""So many times as long as it has worked the import rests at most: it goes on, however much staff write."""


@dataclass(slots=True, kw_only=True)
class Rush:
    """When somebody was last heard, and when the import last rested, in seconds of the monotonic clock."""

    last: float = float("-inf")
    rested: float = float("-inf")

    def heard(self) -> None:
        """Remember that somebody waits for an answer now."""
        self.last = time.monotonic()

    def give_way(self) -> None:
        """Rest while somebody was heard just now, in proportion to the work since the last rest.

        To be called from the thread that works, never from the loop.
        """
        now = time.monotonic()
        until = now + min(SHARE * (now - self.rested), 1.0)
        while time.monotonic() < until and time.monotonic() - self.last < LASTING_SECONDS:
            time.sleep(REST_SECONDS)
        self.rested = time.monotonic()
