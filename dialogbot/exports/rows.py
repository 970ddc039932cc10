"""What an export gives before it is a post: a record with the place where it stood."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One record of an export: its cells by column or key, and where it stood (``row 17``, ``posts[4]``)."""

    where: str
    cells: Mapping[str, Any]
