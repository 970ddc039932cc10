"""The measured parts of docs/model-card.md as Markdown: the prose around them is written by hand, in the card itself.

A part stands between ``<!-- name -->`` and ``<!-- end name -->``.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from stages import Stage

from dialogbot.evaluation import Figures
from dialogbot.evaluation.figures import Called, Score, Share

Measured = Mapping[Stage, Figures]


def with_part(card: str, name: str, lines: str) -> str:
    """Put a part into the card. Raises ``ValueError`` where the card has no place for it."""
    place = re.compile(f"(<!-- {name} -->\n).*?(<!-- end {name} -->)", re.DOTALL)
    if place.search(card) is None:
        raise ValueError(f"the model card has no <!-- {name} --> … <!-- end {name} -->")
    return place.sub(lambda found: f"{found[1]}{lines.strip()}\n{found[2]}", card)


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """Write a table; all columns but the first are figures."""
    lines = [list(head), ["---", *["---:"] * (len(head) - 1)], *rows]
    return "\n".join("| " + " | ".join(str(cell) for cell in line) + " |" for line in lines)


def figures(measured: Measured) -> str:
    """Write all figures of some labelled messages, the stages side by side."""
    one = next(iter(measured.values()))
    head = f"{one.messages} messages in {one.threads} threads, {one.whole.meant} of them opportunities."
    parts = [head, _told_apart(measured), _ranked(measured)]
    for name, column in _CALLED.items():
        parts.append(_called(name, {stage: column(each) for stage, each in measured.items()}))
    return "\n\n".join([*parts, *(_reliability(stage, each) for stage, each in measured.items())])


def _told_apart(measured: Measured) -> str:
    groups = {stage: _groups(each) for stage, each in measured.items()}
    first = next(iter(groups.values()))
    head = ["messages", "n", *(f"{what}, {stage}" for stage in groups for what in ("precision", "recall", "F1"))]
    rows = [
        [name, first[name].messages, *(cell for group in groups.values() for cell in _cells(group[name]))]
        for name in first
    ]
    return table(head, rows)


def _groups(each: Figures) -> dict[str, Score]:
    marks = {f"{name} question mark": score for name, score in each.question_marks.items()}
    return {"all": each.whole, **each.languages, **each.places, **marks}


def _cells(score: Score) -> list[str]:
    return [f"{score.precision.value:.3f}", f"{score.recall.value:.3f}", _share(score.f1)]


def _share(share: Share) -> str:
    return f"{share.value:.3f} ({share.low:.2f}–{share.high:.2f})"


_CALLED: dict[str, Callable[[Figures], Mapping[str, Called]]] = {
    "found, by topic": lambda each: each.topics,
    "found, by kind": lambda each: each.kinds,
    "wrongly called an opportunity, by reason": lambda each: each.reasons,
}


def _called(name: str, columns: Mapping[Stage, Mapping[str, Called]]) -> str:
    first = next(iter(columns.values()))
    rows = [
        [label, one.messages, *(_share(each[label].share) for each in columns.values())] for label, one in first.items()
    ]
    return table([name, "n", *columns], rows)


def _ranked(measured: Measured) -> str:
    one = next(iter(measured.values()))
    rows: list[list[Any]] = [["word count alone", *_rank(one.words), "–", "–"]]
    rows += [
        [stage, *_rank(each.ranking), _number(each.topic_accuracy), _number(each.brier)]
        for stage, each in measured.items()
    ]
    head = [
        "ranked by",
        "average precision",
        "recall at precision 0.90",
        "AUC",
        "topic accuracy on hits",
        "Brier score",
    ]
    return table(head, rows)


def _rank(rank: Any) -> list[str]:
    return [_number(one) for one in (rank.average_precision, rank.recall_at_precision_90, rank.auc)]


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.3f}"


def _reliability(stage: Stage, each: Figures) -> str:
    rows = [
        [f"{one.low:.1f}–{one.high:.1f}", one.messages, _number(one.mean_score), _number(one.share_true)]
        for one in each.reliability
    ]
    return table([f"score, {stage}", "n", "mean score", "share that is an opportunity"], rows)
