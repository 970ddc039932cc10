"""Faults that are ordered beforehand: the next calls of a method then go wrong in the way that was asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(slots=True, kw_only=True)
class Fault:
    """What goes wrong with the next ``times`` calls of ``method`` (``*``: any) that hold ``contains`` in their body.

    ``code`` answers with that status; ``drop`` cuts the connection; ``late`` carries the call out first, so that only
    its answer is lost; ``delay`` waits that many seconds before anything else, ``linger`` with the answer.
    """

    method: str = "*"
    code: int | None = None
    description: str = "Injected"
    parameters: dict[str, Any] = field(default_factory=dict)
    raw: str | None = None
    drop: bool = False
    late: bool = False
    delay: float = 0
    linger: float = 0
    times: int = 1
    contains: str = ""

    def concerns(self, method: str, body: bytes) -> bool:
        """Whether this call is to go wrong."""
        return self.times != 0 and self.method in ("*", method) and self.contains.encode() in body
