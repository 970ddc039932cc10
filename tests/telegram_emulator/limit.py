"""How many messages a group may have in a while: what goes beyond is refused with 429 and the seconds to wait."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field


@dataclass(slots=True, kw_only=True)
class Limit:
    """``messages`` in each ``seconds`` of a clock that runs ``speed`` times as fast as that on the wall."""

    messages: int = 20
    seconds: float = 60
    speed: float = 1
    others: dict[str, int] = field(default_factory=dict)
    spoken: dict[int, deque[float]] = field(default_factory=dict)

    def wait(self, chat: int, now: float) -> int:
        """Return 0 and count a message, or for how many seconds of that clock there is no room for it.

        ``others`` holds the numbers of messages of single chats; ``now`` is on the wall.
        """
        now *= self.speed
        most = self.others.get(str(chat), self.messages)
        spoken = self.spoken.setdefault(chat, deque())
        while spoken and now - spoken[0] >= self.seconds:
            spoken.popleft()
        if len(spoken) >= most:
            return max(1, math.ceil(spoken[0] + self.seconds - now))
        spoken.append(now)
        return 0
