"""Threads into verdicts: the words of all posts at once, then each thread's evidence, then the combination."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

import numpy as np

from dialogbot.detect.evidence import COLUMN, evidence
from dialogbot.detect.lexicon import Floats, Lexicon, Reading
from dialogbot.detect.model import KIND_AT, KINDS, LANGUAGE_AT, LANGUAGES, TOPIC_AT, TOPICS, Model, probability, shipped
from dialogbot.detect.roles import Roles, roles
from dialogbot.detect.signals import Said, reasons, said
from dialogbot.domain import Kind, Post, Signal, Verdict

_WORTH_A_REASON = 0.3  # of the threshold: a lower score is told without reasons, unless the words alone spoke for it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Judged:
    """A thread inside a batch: its posts are texts ``begin`` and on of the reading."""

    thread: Sequence[Post]
    begin: int
    who: Roles
    evidence: Floats


def judge(
    thread: Sequence[Post], *, own_accounts: frozenset[str] = frozenset(), threshold: float | None = None
) -> list[Verdict]:
    """Judge the posts of one thread, one verdict a post in their order.

    A thread may be a lone comment whose parents are missing, and posts may lack author, time and ref.
    ``own_accounts`` are the library's own author names; ``threshold`` (0..1) replaces the shipped one.
    """
    return judge_all([thread], own_accounts=own_accounts, threshold=threshold)[0]


def judge_all(
    threads: Sequence[Sequence[Post]], *, own_accounts: frozenset[str] = frozenset(), threshold: float | None = None
) -> list[list[Verdict]]:
    """Judge many threads at once, as ``judge`` does each; several times faster when they are short."""
    return _verdicts(threads, own_accounts, threshold, _WORTH_A_REASON)


def judge_with_reasons(
    thread: Sequence[Post], *, own_accounts: frozenset[str] = frozenset(), threshold: float | None = None
) -> list[Verdict]:
    """As ``judge``, with reasons also for posts that were never near an opportunity."""
    return _verdicts([thread], own_accounts, threshold, 0.0)[0]


@cache
def _lexicon() -> tuple[Lexicon, Lock]:
    return Lexicon(shipped().weights), Lock()


def _verdicts(
    threads: Sequence[Sequence[Post]], own_accounts: frozenset[str], threshold: float | None, worth: float
) -> list[list[Verdict]]:
    texts = [post.text for thread in threads for post in thread]
    if not texts:
        return [[] for _ in threads]
    model = shipped()
    line = model.threshold if threshold is None else threshold
    lexicon, lock = _lexicon()
    with lock:
        reading = lexicon.read(texts)
    judged = _gather(threads, reading, frozenset(name.casefold() for name in own_accounts))
    odds = model.combination.log_odds(np.concatenate([one.evidence for one in judged]))
    scores = probability(odds).tolist()
    labels = _labels(reading.whole)
    return [_of_thread(one, reading, model, scores, labels, line, worth) for one in judged]


def _gather(threads: Sequence[Sequence[Post]], reading: Reading, accounts: frozenset[str]) -> list[_Judged]:
    found, begin = [], 0
    for thread in threads:
        end = begin + len(thread)
        who = roles(thread, accounts)
        rows = evidence(thread, who, reading.whole[begin:end], reading.sentence[begin:end])
        found.append(_Judged(thread=thread, begin=begin, who=who, evidence=rows))
        begin = end
    return found


def _labels(whole: Floats) -> list[tuple[int, int, int]]:
    kinds, topics = whole[:, KIND_AT].argmax(axis=1), whole[:, TOPIC_AT].argmax(axis=1)
    return list(zip(kinds.tolist(), topics.tolist(), whole[:, LANGUAGE_AT].argmax(axis=1).tolist(), strict=True))


def _of_thread(
    one: _Judged,
    reading: Reading,
    model: Model,
    scores: list[float],
    labels: list[tuple[int, int, int]],
    line: float,
    worth: float,
) -> list[Verdict]:
    verdicts = []
    texts: list[Said] = []
    for at, row in enumerate(one.evidence):
        score, (kind, topic, language) = scores[one.begin + at], labels[one.begin + at]
        why: tuple[Signal, ...] = ()
        if score >= worth * line or row[COLUMN["opportunity"]] > 0:
            texts = texts or [said(post.text, one.begin + place, reading) for place, post in enumerate(one.thread)]
            why = reasons(at, one.thread, one.who, row, model.combination, texts, topic)
        yes = score >= line
        verdicts.append(
            Verdict(
                opportunity=yes,
                score=round(score, 4),
                kind=KINDS[kind] if yes else Kind.NONE,
                topic=TOPICS[topic] if yes else None,
                language=LANGUAGES[language],
                signals=why,
            )
        )
    return verdicts
