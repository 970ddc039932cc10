"""Cells in which a Python tool wrote its lists and dicts as Python, as people's scripts do when they write CSV."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

MOMENT = re.compile(r"datetime\.datetime\(([\d,\s]{8,60})(?:,\s*tzinfo=[^()]*(?:\(\))?[^()]*)?\)")
OPENINGS = ("[", "{")


def literal(cell: Any) -> Any:
    """Give what a cell such as ``[{'id': 1}]`` stands for, its datetimes as ISO words; any other cell as it is.

    Nothing in it is run: ``ast.literal_eval`` reads values only, and what it cannot read stays words.
    """
    if not isinstance(cell, str) or not cell.strip().startswith(OPENINGS):
        return cell
    try:
        return ast.literal_eval(MOMENT.sub(_iso, cell.strip()))
    except (ValueError, SyntaxError, MemoryError, RecursionError, TypeError):
        return cell


def literals(cells: Mapping[str, Any]) -> dict[str, Any]:
    """Give the cells of a row with each Python value read."""
    return {name: literal(cell) for name, cell in cells.items()}


def _iso(found: re.Match[str]) -> str:
    parts = [int(part) for part in found[1].split(",") if part.strip()]
    try:
        return repr(datetime(*parts).isoformat())  # type: ignore[arg-type,misc] # noqa: DTZ001 # as written, zone unknown
    except (ValueError, TypeError):
        return "None"
