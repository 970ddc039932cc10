"""The table of how many alerts a week each threshold would mean."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from dialogbot.budget import THRESHOLDS, Scored, rates, weeks
from dialogbot.domain import Post
from dialogbot.notices import shortened
from dialogbot.texts import Texts

_NAME = 26  # columns of a community's name
_CELL = 7
_MOST = 8  # communities with a row of their own


def rates_table(judged: Sequence[tuple[Post, float]], threshold: float, texts: Texts) -> list[str]:
    """Write the alerts a week per community and in all, a column for each threshold.

    ``judged`` holds posts with their scores; those without a time are not counted.
    """
    scored = [
        Scored(community=post.community or "", score=score, at=post.posted_at)
        for post, score in judged
        if post.posted_at is not None
    ]
    if not scored:
        return [texts("preview.rates_none")] if judged else []
    over = weeks(scored)
    heading = texts("preview.rates", weeks=texts.decimal(over), threshold=texts.decimal(threshold, 2))
    columns = _row("", [texts.decimal(line) for line in THRESHOLDS])
    rows = [_row(name, [texts.decimal(rate) for rate in rates(some, over)]) for name, some in _rows(scored, texts)]
    return [heading, columns, *rows]


def _rows(scored: Sequence[Scored], texts: Texts) -> list[tuple[str, list[Scored]]]:
    """Return what stands in each row: the largest communities, the others together, and all."""
    counts = Counter(one.community for one in scored)
    named = sorted(counts, key=lambda name: (-counts[name], name))
    largest, others = named[:_MOST], set(named[_MOST:])
    rows = [(name or texts("alert.no_community"), _of(scored, {name})) for name in largest]
    if others:
        rows.append((texts("preview.rates_other"), _of(scored, others)))
    return [*rows, (texts("preview.rates_all"), list(scored))]


def _of(scored: Sequence[Scored], names: set[str]) -> list[Scored]:
    return [one for one in scored if one.community in names]


def _row(name: str, cells: Sequence[str]) -> str:
    return f"  {shortened(name, _NAME):<{_NAME}}" + "".join(f"{cell:>{_CELL}}" for cell in cells)
