"""How an import gives way to people who are waiting for an answer.

Reading and judging keep the interpreter busy, and the database locked for moments. Between two pieces of that work the
import rests a little while staff write, so that their commands get in and their answers out.
"""

from __future__ import annotations

import time
from dataclasses import dataclass

LASTING_SECONDS = 0.3
REST_SECONDS = 0.05
MOST_RESTS = 12


@dataclass(slots=True, kw_only=True)
class Rush:
    """When somebody was last heard, in seconds of the monotonic clock."""

    last: float = float("-inf")

    def heard(self) -> None:
        """Remember that somebody waits for an answer now."""
        self.last = time.monotonic()

    def give_way(self) -> None:
        """Rest while somebody was heard just now, but not for ever: there may always be somebody.

        To be called from the thread that works, never from the loop.
        """
        for _ in range(MOST_RESTS):
            if time.monotonic() - self.last > LASTING_SECONDS:
                return
            time.sleep(REST_SECONDS)
