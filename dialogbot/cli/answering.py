"""The command about the answer bank: answers."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from dialogbot.answers import GOOD_ENOUGH, Bank, Suggestion
from dialogbot.cli.bench import Bench
from dialogbot.domain import DialogbotError, Post, Topic
from dialogbot.harmless import safe
from dialogbot.jobs import database
from dialogbot.normalise import alike, identified
from dialogbot.report.status import damaged_line
from dialogbot.store import opened
from dialogbot.store.suggestions import Unanswered
from dialogbot.suggest import bank, suggest
from dialogbot.texts import Texts

_LATELY = timedelta(weeks=8)
_MOST = 5


def answers_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """List the entries of the answer bank and the holes in it, or show which fit a question best."""
    folder = _folder(bench)
    found = bank(bench.config)
    if not found.answers and not found.damaged:
        raise DialogbotError(bench.texts("answers.empty", folder=folder))
    words = " ".join(chosen.words)
    lines = _best(words, found, bench) if words else _listed(folder, found, bench)
    print(safe("\n".join([*lines, *(damaged_line(one, bench.texts) for one in found.damaged)])))
    return 0


def _folder(bench: Bench) -> Path:
    if not bench.config.answers.folder:
        raise DialogbotError(bench.texts("answers.none"))
    folder: Path = bench.config.path(bench.config.answers.folder)
    if not folder.is_dir():
        raise DialogbotError(bench.texts("answers.missing", folder=folder))
    return folder


def _listed(folder: Path, found: Bank, bench: Bench) -> list[str]:
    texts, now = bench.texts, bench.clock()
    with opened(database(bench.config)) as store:
        suggest(store, found, now)
        soon = now + timedelta(seconds=1)  # what is asked about at this moment counts
        used = store.suggestions.used((now - _LATELY, soon), soon)
        unanswered = store.suggestions.unanswered((now - _LATELY, soon), soon)
    ids = sorted(found.ids, key=lambda id_: (-used.get(id_, 0), id_))
    return [
        texts("answers.heading", folder=folder),
        *(_entry(id_, used.get(id_, 0), found, texts) for id_ in ids),
        "",
        *_holes(unanswered, texts),
    ]


def _entry(id_: str, count: int, found: Bank, texts: Texts) -> str:
    title = found.shown(id_, texts.locale[:2])[0].title
    languages = ", ".join(found.versions(id_))
    return texts("answers.line", count=f"{count:>5}", id=id_, languages=languages, title=title)


def _holes(counted: Sequence[Unanswered], texts: Texts) -> list[str]:
    if not counted:
        return [texts("answers.not_asked")]
    lines = [
        texts("answers.hole", name=_topic(one.topic, texts), holes=one.holes, asked=one.asked)
        for one in counted
        if one.holes
    ]
    return [texts("answers.holes"), *(f"  {line}" for line in lines)] if lines else [texts("answers.no_holes")]


def _best(words: str, found: Bank, bench: Bench) -> list[str]:
    from dialogbot import detect  # noqa: PLC0415 - heavy, and the list does without it
    from dialogbot.station import sensitivity  # noqa: PLC0415 - the same

    post = identified(alike(Post(text=words)))
    verdict = detect.judge([post], own_accounts=sensitivity(bench.config).own_accounts)[0]
    texts = bench.texts
    best = found.suggestions(post.text, topic=verdict.topic, most=_MOST)
    lines = [line for one in best for line in _suggestion(one, found, texts)]
    bar = texts("answers.bar", bar=texts.decimal(GOOD_ENOUGH))
    return [texts("answers.topic", topic=_topic(verdict.topic, texts)), *lines, bar]


def _suggestion(one: Suggestion, found: Bank, texts: Texts) -> list[str]:
    sign = "✓" if one.fits else " "
    shown = found.shown(one.id, texts.locale[:2])[0]
    words = texts("answers.best", score=f"{sign} {texts.decimal(one.score, 2):>5}", title=shown.title, id=one.id)
    return [words, *([f"         {shown.url}"] if shown.url else [])]


def _topic(topic: Topic | None, texts: Texts) -> str:
    return texts(f"topic.{topic or 'none'}")
