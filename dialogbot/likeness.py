"""Whether two messages ask the same. Pure."""

from __future__ import annotations

import re

LIKE = 0.6
"""From this likeness on two questions about one topic count as the same; a cross-post has 1.0."""

_PIECE = 4
_SHORTEST = 4


def likeness(one: str, other: str) -> float:
    """Return how much two texts have in common: the Dice coefficient of their pieces of four letters, 0..1.

    Texts of fewer than four words are alike only if they are equal: "Er det åpent i dag?" is asked of many doors.
    """
    words, others = _words(one), _words(other)
    if words == others:
        return 1.0
    if min(len(words), len(others)) < _SHORTEST:
        return 0.0
    pieces, more = _pieces(words), _pieces(others)
    return 2 * len(pieces & more) / (len(pieces) + len(more))


def _words(text: str) -> list[str]:
    bare = re.sub(r"https?://\S+|@\w+", " ", text.casefold())
    return re.findall(r"\w+", bare)


def _pieces(words: list[str]) -> set[str]:
    joined = f" {' '.join(words)} "
    return {joined[start : start + _PIECE] for start in range(len(joined) - _PIECE + 1)}
