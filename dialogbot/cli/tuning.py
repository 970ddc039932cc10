"""The command that learns from staff's decisions, shows what was learnt, and takes it back: learn."""

from __future__ import annotations

import argparse

from dialogbot.cli.bench import Bench
from dialogbot.fitting import LEAST, LEAST_EACH
from dialogbot.harmless import safe
from dialogbot.jobs import database
from dialogbot.learning import Lesson, strongest
from dialogbot.lessons import learn, verdicts
from dialogbot.report.digest import learnt_line
from dialogbot.station import sensitivity
from dialogbot.store import opened
from dialogbot.texts import Texts

_MOST_WORDS = 10


def learn_command(chosen: argparse.Namespace, bench: Bench) -> int:
    """Learn, or show or take back what was learnt."""
    if chosen.undo:
        lines = _undone(bench)
    elif chosen.show:
        lines = _shown(bench)
    else:
        lines = _learnt(bench)
    print(safe("\n".join(lines)))
    return 0


def _learnt(bench: Bench) -> list[str]:
    told, path = sensitivity(bench.config), database(bench.config)
    lesson = learn(path, now=bench.clock(), sensitivity=told)
    if lesson is None:
        labels = [one.yes for one in verdicts(path, told) if one.about_words]
        yes = sum(labels)
        return [bench.texts("learn.too_few", yes=yes, no=len(labels) - yes, least=LEAST, each=LEAST_EACH)]
    key = "learn.kept" if lesson.accepted else "learn.refused"
    heading = bench.texts(key, verdicts=lesson.figures.verdicts, yes=lesson.figures.yes)
    return [heading, *_details(lesson, bench.texts)]


def _undone(bench: Bench) -> list[str]:
    texts = bench.texts
    with opened(database(bench.config)) as store:
        gone = store.corrections.undo()
        left = next((one for one in store.corrections.all() if one.active), None)
    if gone is None:
        return [texts("learn.nothing")]
    now = texts("learn.now_before", when=texts.when(left.made_at)) if left else texts("learn.now_shipped")
    return [texts("learn.undone", when=texts.when(gone.made_at)), now]


def _shown(bench: Bench) -> list[str]:
    with opened(database(bench.config)) as store:
        lessons = store.corrections.all()
    holds = next((one for one in lessons if one.active), None)
    lines = []
    for one in lessons:
        state = bench.texts(_state(one, holds))
        when, count = bench.texts.when(one.made_at), one.figures.verdicts
        lines.append(bench.texts("learn.attempt", number=one.number, when=when, state=state, verdicts=count))
        lines += _details(one, bench.texts)
    return lines or [bench.texts("learn.nothing")]


def _state(one: Lesson, holds: Lesson | None) -> str:
    if not one.accepted:
        return "learn.state_refused"
    if not one.active:
        return "learn.state_undone"
    return "learn.state_holds" if holds and one.number == holds.number else "learn.state_before"


def _details(one: Lesson, texts: Texts) -> list[str]:
    figures = one.figures
    lines = [
        texts(
            "learn.figures",
            loss_before=texts.decimal(figures.loss_before, 3),
            loss_after=texts.decimal(figures.loss_after, 3),
            f1_before=texts.decimal(figures.f1_before, 3),
            f1_after=texts.decimal(figures.f1_after, 3),
        )
    ]
    if not one.accepted:
        return lines
    lines += [f"  {learnt_line(word, texts)}" for word in strongest(one.correction, None, _MOST_WORDS)]
    for each in one.correction.calibrations:
        lines.append(texts("learn.calibrated", community=each.community, verdicts=each.verdicts))
    return lines
