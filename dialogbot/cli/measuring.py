"""The command that measures the detector on labelled messages: evaluate."""

from __future__ import annotations

import argparse
import dataclasses
import json
from collections.abc import Mapping, Sequence
from typing import Any

from dialogbot import detect
from dialogbot.cli.bench import Bench
from dialogbot.domain import Verdict
from dialogbot.evaluation import Agreement, Figures, Labelled, agreement, figures, read
from dialogbot.evaluation.figures import Called, Ranking, Score, Share
from dialogbot.harmless import safe
from dialogbot.normalise import alike, identified
from dialogbot.station import reading
from dialogbot.texts import Texts
from dialogbot.threads import threads

_DIGITS = 4
_NAME = 28  # columns of a row's name
_WORDS = {
    "posts": "evaluate.posts",
    "comments": "evaluate.comments",
    "with": "evaluate.with_mark",
    "without": "evaluate.without_mark",
    "opportunity": "evaluate.opportunity",
    "topic": "evaluate.topic",
    "why_not": "evaluate.why_not",
}


def evaluate_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Judge labelled messages as an import would, and print how well that went."""
    labelled = read(chosen.file)
    found, agreed = figures(labelled, judged(labelled, bench)), agreement(labelled)
    if chosen.format == "json":
        print(json.dumps(_table(found, agreed), ensure_ascii=False))
        return 0
    print(safe(chosen.file.name))
    print(safe("\n".join([*_scores(found, bench.texts), *_ranks(found, bench.texts), *_agreed(agreed, bench.texts)])))
    return 0


def judged(labelled: Sequence[Labelled], bench: Bench) -> list[Verdict | None]:
    """Judge the messages in their threads with the library's own settings, one verdict a message in their order."""
    posts = [identified(alike(one.post)) for one in labelled]
    groups, told = threads(posts), reading(bench.config).sensitivity
    judged_threads = detect.judge_all(
        [[posts[place] for place in places] for places in groups],
        own_accounts=told.own_accounts,
        threshold=told.threshold,
    )
    found: list[Verdict | None] = [None] * len(posts)
    for places, verdicts in zip(groups, judged_threads, strict=True):
        for place, verdict in zip(places, verdicts, strict=True):
            found[place] = verdict
    return found


def _scores(found: Figures, texts: Texts) -> list[str]:
    counts = {"messages": found.messages, "threads": found.threads, "meant": found.whole.meant}
    lines = [texts("evaluate.heading", **counts), "", texts("evaluate.columns", name="".ljust(_NAME))]
    lines.append(_score(texts("evaluate.all"), found.whole, texts))
    apart = {**found.places, **found.question_marks}
    lines += [_score(texts(_WORDS[name]), one, texts) for name, one in apart.items()]
    lines += [_score(texts("evaluate.language", name=name), one, texts) for name, one in found.languages.items()]
    lines += _called(found.kinds, "kind", texts("evaluate.kinds"), texts)
    lines += _called(found.topics, "topic", texts("evaluate.topics"), texts)
    return lines + _called(found.reasons, "reason", texts("evaluate.reasons"), texts)


def _score(name: str, score: Score, texts: Texts) -> str:
    shares = {
        "precision": _share(score.precision, texts),
        "recall": _share(score.recall, texts),
        "f1": _share(score.f1, texts),
    }
    return texts("evaluate.score", name=name.ljust(_NAME), messages=f"{score.messages:6}", **shares)


def _called(found: Mapping[str, Called], section: str, heading: str, texts: Texts) -> list[str]:
    lines = [
        f"{texts(f'{section}.{name}').ljust(_NAME)} {one.said:5} / {one.messages:<5} {_share(one.share, texts)}"
        for name, one in found.items()
    ]
    return ["", heading, *lines] if lines else []


def _share(share: Share, texts: Texts) -> str:
    return f"{texts.decimal(share.value, 3)} ({texts.decimal(share.low, 2)}–{texts.decimal(share.high, 2)})"


def _ranks(found: Figures, texts: Texts) -> list[str]:
    lines = ["", texts("evaluate.ranking"), _rank(texts("evaluate.by_score"), found.ranking, texts)]
    lines.append(_rank(texts("evaluate.by_words"), found.words, texts))
    lines.append(texts("evaluate.topic_accuracy", share=_number(found.topic_accuracy, texts)))
    lines += ["", texts("evaluate.reliability", brier=_number(found.brier, texts))]
    for one in found.reliability:
        values = {
            "messages": f"{one.messages:6}",
            "score": _number(one.mean_score, texts),
            "true": _number(one.share_true, texts),
        }
        lines.append(texts("evaluate.bin", low=texts.decimal(one.low), high=texts.decimal(one.high), **values))
    return lines


def _rank(name: str, rank: Ranking, texts: Texts) -> str:
    return texts(
        "evaluate.rank",
        name=name.ljust(_NAME),
        average=_number(rank.average_precision, texts),
        recall=_number(rank.recall_at_precision_90, texts),
        auc=_number(rank.auc, texts),
    )


def _agreed(found: Sequence[Agreement], texts: Texts) -> list[str]:
    lines = [
        texts(
            "evaluate.agreement",
            label=texts(_WORDS[one.label]).ljust(_NAME),
            same=one.same,
            messages=one.messages,
            kappa=_number(one.kappa, texts),
            alpha=_number(one.alpha, texts),
        )
        for one in found
    ]
    return ["", texts("evaluate.annotators"), *lines] if lines else []


def _number(value: float | None, texts: Texts) -> str:
    return "–" if value is None else texts.decimal(value, 3)


def _table(found: Figures, agreed: Sequence[Agreement]) -> dict[str, Any]:
    table: dict[str, Any] = _rounded(dataclasses.asdict(found))
    return table | {"agreement": _rounded([dataclasses.asdict(one) for one in agreed])}


def _rounded(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _rounded(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_rounded(one) for one in value]
    return round(value, _DIGITS) if isinstance(value, float) else value
