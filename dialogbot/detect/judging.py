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
from dialogbot.domain import Kind, Post, Topic, Verdict

_AT_ONCE = 400  # posts read together: enough for speed, few enough for the processor's cache
_WORTH_A_REASON = 0.8  # of the threshold: a lower score is told without reasons, unless the words alone spoke for it


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A thread inside a batch, whose posts stand there from ``begin`` on."""

    thread: Sequence[Post]
    who: Roles
    begin: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Batch:
    """Some threads together; all but ``parts`` has a row or a value for each of their posts, in order."""

    parts: list[_Part]
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
    """Judge as ``judge`` does, with reasons also for posts that were never near an opportunity."""
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


def _read(threads: Sequence[Sequence[Post]], accounts: frozenset[str]) -> _Batch:
    lexicon, lock = _lexicon()
    with lock:
        reading = lexicon.read([post.text for thread in threads for post in thread])
    parts, begin = [], 0
    for thread in threads:
        parts.append(_Part(thread=thread, who=roles(thread, accounts), begin=begin))
        begin += len(thread)
    rows = evidence([(part.thread, part.who) for part in parts], reading.whole, reading.sentence)
    return _Batch(
        parts=parts,
        reading=reading,
        evidence=rows,
        scores=probability(shipped().judgement.log_odds(rows)).tolist(),
        labels=_labels(reading.whole, [head for part in parts for head in _heads(part)]),
    )


def _heads(part: _Part) -> list[int]:
    """For each post the batch's number of the post at the head of its thread, or its own."""
    return [part.begin + (root if root >= 0 else at) for at, root in enumerate(part.who.root)]


def _labels(whole: Floats, heads: list[int]) -> list[tuple[Kind, Topic, str]]:
    # A comment speaks of what its thread is about; a post at the head only says the same again.
    topics = (whole[:, TOPIC_AT] + TOPIC_OF_HEAD * whole[heads, TOPIC_AT]).argmax(axis=1)
    kinds, languages = whole[:, KIND_AT].argmax(axis=1), whole[:, LANGUAGE_AT].argmax(axis=1)
    return [
        (KINDS[kind], TOPICS[topic], LANGUAGES[language])
        for kind, topic, language in zip(kinds.tolist(), topics.tolist(), languages.tolist(), strict=True)
    ]


def _verdicts(
    threads: Sequence[Sequence[Post]], own_accounts: frozenset[str], threshold: float | None, worth: float
) -> list[list[Verdict]]:
    if not any(threads):
        return [[] for _ in threads]
    batch = _read(threads, frozenset(name.casefold() for name in own_accounts))
    line = shipped().threshold if threshold is None else threshold
    return [_of_thread(part, batch, line, worth) for part in batch.parts]


def _of_thread(part: _Part, batch: _Batch, line: float, worth: float) -> list[Verdict]:
    verdicts = []
    seen: Seen | None = None
    for at in range(len(part.thread)):
        number = part.begin + at
        score, (kind, topic, language) = batch.scores[number], batch.labels[number]
        spoke_for_it = len(part.thread) > 1 and batch.evidence[number, COLUMN["opportunity"]] > 0
        if explained := score >= worth * line or bool(spoke_for_it):
            seen = seen or _seen(part, batch)
        if part.who.own[at]:
            score = 0.0
        yes = score >= line and not part.who.own[at]
        verdicts.append(
            Verdict(
                opportunity=yes,
                score=round(score, 4),
                kind=kind if yes else Kind.NONE,
                topic=topic if yes else None,
                language=language,
                signals=reasons(at, seen, topic) if seen and explained else (),
            )
        )
    return verdicts


def _seen(part: _Part, batch: _Batch) -> Seen:
    return Seen(
        thread=part.thread,
        who=part.who,
        texts=[said(post.text, part.begin + at, batch.reading) for at, post in enumerate(part.thread)],
        evidence=batch.evidence[part.begin : part.begin + len(part.thread)],
        judgement=shipped().judgement,
    )
