"""The command that shows why a verdict fell as it did, and what would have changed it: explain."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from dialogbot import detect
from dialogbot.cli.bench import Bench
from dialogbot.cli.reading import progress_bar
from dialogbot.domain import DialogbotError, Post, Rejected, Signal, Verdict
from dialogbot.harmless import safe
from dialogbot.jobs import database
from dialogbot.judgement import line
from dialogbot.learning import Correction, corrected, log_odds, reach
from dialogbot.lessons import holding
from dialogbot.normalise import alike, identified
from dialogbot.notices import shortened
from dialogbot.readers import read
from dialogbot.station import reading
from dialogbot.store.posts import DERIVED
from dialogbot.texts import Texts
from dialogbot.threads import threads

_EXCERPT = 100
_NAME = 34  # columns of a row's name


@dataclass(frozen=True, slots=True, kw_only=True)
class Explained:
    """A post with its verdict, and the score after each stage by the key of its name, in their order."""

    post: Post
    verdict: Verdict
    stages: tuple[tuple[str, float], ...]
    threshold: float


def explain_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Explain a text, or every message of an export."""
    path = Path(chosen.what)
    posts = _posts(path, bench) if _is_file(path, bench.texts) else [identified(alike(Post(text=chosen.what)))]
    found = [one for one in explained(posts, bench) if chosen.id is None or one.post.ref == chosen.id]
    if not found and chosen.id is not None:
        raise DialogbotError(bench.texts("explain.no_id", id=chosen.id, file=shortened(path.name, _EXCERPT)))
    for one in found:
        print(safe("\n".join(_table(one, bench.texts))), end="\n\n")
    return 0


def explained(posts: Sequence[Post], bench: Bench) -> Iterator[Explained]:
    """Judge posts in their threads, with reasons for all, thread by thread."""
    told, correction = reading(bench.config).sensitivity, holding(database(bench.config))
    threshold = line(told)
    for places in threads(posts):
        thread = [posts[place] for place in places]
        verdicts = detect.judge_with_reasons(thread, own_accounts=told.own_accounts, threshold=reach(threshold))
        scores = detect.scores(thread, own_accounts=told.own_accounts)
        for post, verdict, each in zip(thread, verdicts, scores, strict=True):
            yield _explained(post, verdict, _stages(verdict, each), correction, threshold)


def turning(verdict: Verdict, threshold: float) -> tuple[Signal, ...]:
    """Return the signals without any one of which the verdict would be the other; none if no single one decides.

    A signal's weight is what the log-odds lose without it.
    """
    odds, bar = log_odds(verdict.score), log_odds(threshold)
    return tuple(one for one in verdict.signals if (odds - one.weight >= bar) is not verdict.opportunity)


def turning_together(verdict: Verdict, threshold: float) -> tuple[Signal, ...]:
    """Return the fewest signals without which, taken together, the verdict would be the other; none if that is never.

    The heaviest that speak for the verdict go first.
    """
    odds, bar = log_odds(verdict.score), log_odds(threshold)
    speaking = [one for one in verdict.signals if (one.weight > 0) is verdict.opportunity]
    for count, one in enumerate(sorted(speaking, key=lambda one: -abs(one.weight)), 1):
        odds -= one.weight
        if (odds >= bar) is not verdict.opportunity:
            return tuple(sorted(speaking, key=lambda one: -abs(one.weight))[:count])
    return ()


def _stages(shipped: Verdict, each: detect.Scores) -> tuple[tuple[str, float], ...]:
    if each.both is None:
        return (("explain.models", shipped.score),)
    return (("explain.first", each.first), ("explain.both", shipped.score))


def _explained(
    post: Post, shipped: Verdict, stages: tuple[tuple[str, float], ...], correction: Correction | None, threshold: float
) -> Explained:
    verdict = corrected(shipped, post, correction, threshold)
    if verdict.score != shipped.score:
        stages = (*stages, ("explain.corrected", verdict.score))
    return Explained(post=post, verdict=verdict, stages=stages, threshold=threshold)


def _is_file(path: Path, texts: Texts) -> bool:
    try:
        there = path.exists()
    except OSError:  # longer than any name can be: a text
        return False
    one_word = len(str(path).split()) == 1
    if not there and one_word and (path.suffix or len(path.parts) > 1):
        raise DialogbotError(texts("explain.no_file", file=path))
    return there


def _posts(path: Path, bench: Bench) -> list[Post]:
    with progress_bar(path) as progress, read(path, reading(bench.config).limits, progress) as found:
        return [identified(alike(one)) for one in found.rows if not isinstance(one, Rejected)]


def _table(one: Explained, texts: Texts) -> list[str]:
    verdict, margin = one.verdict, one.verdict.score - one.threshold
    bar = texts("explain.over" if verdict.opportunity else "explain.under", margin=texts.decimal(abs(margin), 2))
    stages = [_row(texts(key), texts.decimal(score, 2)) for key, score in one.stages]
    head = [_heading(one.post, texts), _what(verdict, texts), *stages, _row(bar, texts.decimal(one.threshold, 2))]
    if not verdict.signals:
        return [*head, "  " + texts("explain.no_signals")]
    signals = [f"  {_signed(signal.weight, texts):>6}  {_words(signal, texts)}" for signal in verdict.signals]
    return [*head, *signals, _turned(one, texts)]


def _signed(weight: float, texts: Texts) -> str:
    return ("+" if weight > 0 else "") + texts.decimal(weight, 2)


def _heading(post: Post, texts: Texts) -> str:
    if post.author is None and post.community is None and (post.ref or "").startswith(DERIVED):
        return texts("explain.words", text=shortened(post.text, _EXCERPT))
    return texts(
        "explain.post",
        id=post.ref,
        author=post.author or texts("alert.no_author"),
        community=post.community or texts("alert.no_community"),
        text=shortened(post.text, _EXCERPT),
    )


def _what(verdict: Verdict, texts: Texts) -> str:
    if not verdict.opportunity:
        return "  " + texts("explain.no")
    topic = texts(f"topic.{verdict.topic or 'none'}")
    return "  " + texts("explain.yes", kind=texts(f"kind.{verdict.kind}"), topic=topic)


def _row(name: str, cell: str) -> str:
    return f"  {name:<{_NAME}}{cell:>6}"


def _words(signal: Signal, texts: Texts) -> str:
    return texts(f"signal.{signal.name}", evidence=signal.evidence)


def _turned(one: Explained, texts: Texts) -> str:
    yes = one.verdict.opportunity
    if alone := turning(one.verdict, one.threshold):
        return "  " + texts("explain.flip_no" if yes else "explain.flip_yes", signals=_listed(alone, texts))
    if together := turning_together(one.verdict, one.threshold):
        return "  " + texts("explain.flip_no_all" if yes else "explain.flip_yes_all", signals=_listed(together, texts))
    return "  " + texts("explain.flip_none")


def _listed(signals: Sequence[Signal], texts: Texts) -> str:
    return " | ".join(_words(one, texts) for one in signals)
