"""Who may give the bot commands on Telegram, and what is made of those who may not."""

from __future__ import annotations

import logging
from collections.abc import Callable, Collection
from dataclasses import dataclass

QUIET_SECONDS = 60.0
KNOCK_SECONDS = 3600.0
MOST_KNOCKS = 5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Speaker:
    """Somebody in a chat, by Telegram's ids; ``speaks_as`` is the group or channel that a member poses as.

    ``only_reads``: it is a channel, whose readers are nobody's members. A private chat has the id of the user whom the
    bot speaks with.
    """

    chat: int
    user: int
    bot: bool
    speaks_as: int | None = None
    only_reads: bool = False


class Access:
    """The configured chats and users: with no users, every member of the chats may give commands."""

    def __init__(
        self,
        chats: Collection[int],
        users: Collection[int],
        is_member: Callable[[int], bool] = lambda _: False,
        is_moved: Callable[[int], bool] = lambda _: False,
    ) -> None:
        """Nobody has been turned away yet.

        ``is_member`` knows those who were let in by a code, by their id; ``is_moved`` the chats to which a configured
        one has moved.
        """
        self._chats = frozenset(chats)
        self._users = frozenset(users)
        self._is_member = is_member
        self._is_moved = is_moved
        self._knocks: dict[int, list[float]] = {}
        self._turned_away: dict[int, float] = {}

    def allows(self, speaker: Speaker) -> bool:
        """Whether this one may give commands here: a configured user also in a private chat, a bot never."""
        configured = speaker.chat in self._chats or (speaker.chat < 0 and self._is_moved(speaker.chat))
        if speaker.speaks_as is not None:  # an anonymous administrator: surely a member, but nobody in particular
            return configured and speaker.speaks_as == speaker.chat and not self._users
        if speaker.bot:
            return False
        at_home = configured or speaker.chat == speaker.user
        if speaker.user in self._users or self._is_member(speaker.user):
            return at_home
        return configured and not self._users and not speaker.only_reads

    def may_knock(self, speaker: Speaker, now: float) -> bool:
        """Whether a stranger may show an invitation: in a private chat, and not often; ``now`` is in seconds."""
        if speaker.bot or speaker.chat != speaker.user or self.allows(speaker):
            return False
        recent = [at for at in self._knocks.get(speaker.user, []) if now - at < KNOCK_SECONDS]
        self._knocks = {who: at for who, at in self._knocks.items() if now - at[-1] < KNOCK_SECONDS}
        self._knocks[speaker.user] = [*recent[-MOST_KNOCKS:], now]
        return len(recent) < MOST_KNOCKS

    def hears(self, speaker: Speaker, now: float) -> bool:
        """Tell as ``allows``, and log each stranger, but no more than once a minute; ``now`` is in seconds."""
        allowed = self.allows(speaker)
        if not allowed:
            self._turn_away(speaker, now)
        return allowed

    def _turn_away(self, speaker: Speaker, now: float) -> None:
        stranger = speaker.speaks_as or speaker.user
        self._turned_away = {who: at for who, at in self._turned_away.items() if now - at < QUIET_SECONDS}
        if stranger in self._turned_away:
            return
        self._turned_away[stranger] = now
        _log.warning("Telegram user %d in chat %d may not give commands and was not heard", stranger, speaker.chat)
