"""How far two annotators agree, beyond what chance would give them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dialogbot.evaluation.labels import Labelled


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreement:
    """Agreement on one label over the messages that both labelled: 1 is full agreement, 0 what chance gives.

    ``kappa`` is Cohen's (1960), ``alpha`` Krippendorff's (1980) for labels without order.
    """

    label: str
    messages: int
    same: int
    kappa: float
    alpha: float


def agreement(labelled: Sequence[Labelled]) -> tuple[Agreement, ...]:
    """Compare two annotators on each label; nothing where no message has a second one's labels.

    Topics are compared where both see an opportunity, reasons where neither does.
    """
    both = [(one.label, one.second) for one in labelled if one.second is not None]
    pairs = {
        "opportunity": [(str(first.opportunity), str(second.opportunity)) for first, second in both],
        "topic": [
            (str(first.topic), str(second.topic)) for first, second in both if first.opportunity and second.opportunity
        ],
        "why_not": [
            (str(first.why_not), str(second.why_not))
            for first, second in both
            if not first.opportunity and not second.opportunity
        ],
    }
    return tuple(_agreement(label, found) for label, found in pairs.items() if found)


def _agreement(label: str, pairs: Sequence[tuple[str, str]]) -> Agreement:
    from nltk.metrics.agreement import AnnotationTask  # noqa: PLC0415 - slow to load, and seldom asked for

    task = AnnotationTask(
        [
            (annotator, number, said)
            for number, pair in enumerate(pairs)
            for annotator, said in zip(("first", "second"), pair, strict=True)
        ]
    )
    same = sum(first == second for first, second in pairs)
    # Two that agree on everything leave nothing to chance; where there is but one label, kappa would divide by zero.
    kappa = 1.0 if same == len(pairs) else float(task.kappa())
    return Agreement(label=label, messages=len(pairs), same=same, kappa=kappa, alpha=float(task.alpha()))
