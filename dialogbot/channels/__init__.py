"""Where staff are told things and answer: one file a channel, and what each of them can do."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from types import TracebackType
from typing import Protocol, Self

from dialogbot.domain import Command, Notice

Obey = Callable[[Command], Awaitable[str]]
"""Carries out a command and returns the short plain word for whoever pressed a button."""


class Channel(Protocol):
    """A way to staff and back. It is entered with ``async with``, which connects, and left, which disconnects."""

    async def __aenter__(self) -> Self:
        """Connect. Raises ``ConfigError`` where the channel refuses for good."""
        ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        """Disconnect, at once."""
        ...

    async def send(self, notice: Notice, address: str, reply_to: str | None = None) -> str:
        """Show a notice at an address, and return the reference by which it can be edited or replied to.

        Raises ``DeliveryError`` where trying again can help and ``Undeliverable`` where it cannot.
        """
        ...

    async def edit(self, reference: str, notice: Notice) -> None:
        """Make an earlier message show this notice instead; an unchanged one is no error. Raises as ``send``."""
        ...

    async def remove(self, reference: str) -> None:
        """Take an earlier message away; one that is not there is no error. Raises as ``send``."""
        ...

    async def listen(self, obey: Obey) -> None:
        """Hand each command of those who may give them to ``obey``, until cancelled."""
        ...
