"""Threads into verdicts: the words of all posts at once, then each thread's evidence, then the combination."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from threading import Lock

from dialogbot.detect.evidence import COLUMN, evidence
from dialogbot.detect.lexicon import Floats, Lexicon, Reading
from dialogbot.detect.model import (
    KIND_AT,
    KINDS,
    LANGUAGE_AT,
    LANGUAGES,
    TOPIC_AT,
    TOPIC_OF_HEAD,
    TOPICS,
    probability,
    shipped,
)
from dialogbot.detect.roles import Roles, roles
from dialogbot.detect.signals import Seen, reasons, said
from dialogbot.domain import Kind, Post, Signal, Verdict

_AT_ONCE = 400  # posts read together: enough for speed, few enough for the processor's cache
_WORTH_A_REASON = 0.5  # of the threshold: a lower score is told without reasons, unless the words alone spoke for it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Some threads together: their posts are the texts of ``reading``, ``evidence``, ``scores`` and ``labels`` in order."""

    threads: list[tuple[Sequence[Post], Roles]]
    reading: Reading
    evidence: Floats
    scores: list[float]
    labels: list[tuple[Kind, Topic, str]]


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
    found: list[list[Verdict]] = []
    for some in _portions(threads):
        found += _verdicts(some, own_accounts, threshold, _WORTH_A_REASON)
    return found


def judge_with_reasons(
    thread: Sequence[Post], *, own_accounts: frozenset[str] = frozenset(), threshold: float | None = None
) -> list[Verdict]:
    """As ``judge``, with reasons also for posts that were never near an opportunity."""
    return _verdicts([thread], own_accounts, threshold, 0.0)[0]


def _portions(threads: Sequence[Sequence[Post]]) -> Iterator[list[Sequence[Post]]]:
    portion: list[Sequence[Post]] = []
    size = 0
    for thread in threads:
        portion.append(thread)
        size += len(thread)
        if size >= _AT_ONCE:
            yield portion
            portion, size = [], 0
    if portion:
        yield portion


@cache
def _lexicon() -> tuple[Lexicon, Lock]:
    return Lexicon(shipped().weights), Lock()


def _verdicts(
    threads: Sequence[Sequence[Post]], own_accounts: frozenset[str], threshold: float | None, worth: float
) -> list[list[Verdict]]:
    if not any(threads):
        return [[] for _ in threads]
    line = shipped().threshold if threshold is None else threshold
    batch = _read(threads, frozenset(name.casefold() for name in own_accounts))
    begin, verdicts = 0, []
    for thread, who in batch.threads:
        verdicts.append(_of_thread(thread, who, batch, begin, line, worth))
        begin += len(thread)
    return verdicts


def _read(threads: Sequence[Sequence[Post]], accounts: frozenset[str]) -> _Batch:
    lexicon, lock = _lexicon()
    with lock:
        reading = lexicon.read([post.text for thread in threads for post in thread])
    read = [(thread, roles(thread, accounts)) for thread in threads]
    rows = evidence(read, reading.whole, reading.sentence)
    return _Batch(
        threads=read,
        reading=reading,
        evidence=rows,
        scores=probability(shipped().combination.log_odds(rows)).tolist(),
        labels=_labels(reading.whole, _heads(read)),
    )


def _heads(threads: Sequence[tuple[Sequence[Post], Roles]]) -> list[int]:
    """For each post of a batch the number of the post at the head of its thread, or its own."""
    heads: list[int] = []
    for thread, who in threads:
        begin = len(heads)
        heads += [begin + (who.root[at] if who.root[at] >= 0 else at) for at in range(len(thread))]
    return heads


def _labels(whole: Floats, heads: list[int]) -> list[tuple[Kind, Topic, str]]:
    # A comment speaks of what its thread is about; a post at the head only says the same again.
    topics = (whole[:, TOPIC_AT] + TOPIC_OF_HEAD * whole[heads, TOPIC_AT]).argmax(axis=1)
    kinds, languages = whole[:, KIND_AT].argmax(axis=1), whole[:, LANGUAGE_AT].argmax(axis=1)
    return [
        (KINDS[kind], TOPICS[topic], LANGUAGES[language])
        for kind, topic, language in zip(kinds.tolist(), topics.tolist(), languages.tolist(), strict=True)
    ]


def _of_thread(
    thread: Sequence[Post], who: Roles, batch: _Batch, begin: int, line: float, worth: float
) -> list[Verdict]:
    verdicts = []
    seen: Seen | None = None
    for at in range(len(thread)):
        score, (kind, topic, language) = batch.scores[begin + at], batch.labels[begin + at]
        why: tuple[Signal, ...] = ()
        row = batch.evidence[begin + at]
        if score >= worth * line or (len(thread) > 1 and row[COLUMN["opportunity"]] > 0):
            seen = seen or _seen(thread, who, batch, begin)
            why = reasons(at, seen, topic)
        yes = score >= line
        verdicts.append(
            Verdict(
                opportunity=yes,
                score=round(score, 4),
                kind=kind if yes else Kind.NONE,
                topic=topic if yes else None,
                language=language,
                signals=why,
            )
        )
    return verdicts


def _seen(thread: Sequence[Post], who: Roles, batch: _Batch, begin: int) -> Seen:
    return Seen(
        thread=thread,
        who=who,
        texts=[said(post.text, begin + at, batch.reading) for at, post in enumerate(thread)],
        evidence=batch.evidence[begin : begin + len(thread)],
        combination=shipped().combination,
    )
