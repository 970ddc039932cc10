"""How fast a bot may speak in a Telegram chat.

20 messages a minute in a group, edits counted in, and one a second in a private chat, where short bursts are borne:
https://core.telegram.org/bots/faq#my-bot-is-hitting-limits-how-do-i-avoid-this

The ``AIORateLimiter`` of python-telegram-bot lets 39 through in a group's first minute, knows no limit for a private
chat, and waits inside the call, for up to a minute, while the inbox and the clock stand still. Here a message over the
limit is put off just as Telegram itself would do it: by an error that says when to come back.
"""

from __future__ import annotations

from collections import deque

from dialogbot.domain import DeliveryError

BURST = 20
GROUP_SECONDS = 60.0
PRIVATE_SECONDS = 20.0


class Pace:
    """Remembers when the last messages went to each chat; times are seconds on one and the same steady clock."""

    def __init__(self) -> None:
        """Nothing has been said yet."""
        self._spoken: dict[int, deque[float]] = {}

    def check(self, chat: int, now: float) -> None:
        """Raise ``DeliveryError`` with the seconds to wait if the chat has had its ``BURST`` of messages."""
        spoken = self._spoken.get(chat)
        if spoken is None or len(spoken) < BURST:
            return
        pause = spoken[0] + (GROUP_SECONDS if chat < 0 else PRIVATE_SECONDS) - now
        if pause > 0:
            raise DeliveryError(f"chat {chat} has had as many messages as Telegram allows", retry_after=pause)

    def spoke(self, chat: int, now: float) -> None:
        """Count a message; after the answer to it, so that it is never counted earlier than Telegram does."""
        self._spoken.setdefault(chat, deque(maxlen=BURST)).append(now)
