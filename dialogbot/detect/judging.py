"""Threads into verdicts: the words of all posts at once, each thread's evidence, and a closer look at what is left."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from threading import Lock

from dialogbot.detect import encoder
from dialogbot.detect.encoder import Asked
from dialogbot.detect.evidence import COLUMN, evidence
from dialogbot.detect.joining import Outcome, joined, shipped_threshold, wanted
from dialogbot.detect.lexicon import Floats, Lexicon, Reading
from dialogbot.detect.model import (
    AMONG_COLLEAGUES,
    KIND_AT,
    KINDS,
    LANGUAGE_AT,
    LANGUAGES,
    TOPIC_AT,
    TOPIC_OF_HEAD,
    TOPICS,
    probability,
    shipped,
    still_open,
)
from dialogbot.detect.roles import Roles, among_colleagues, roles
from dialogbot.detect.signals import Seen, Texts, reasons, told, with_context
from dialogbot.domain import Kind, Post, Signal, Topic, Verdict

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
    first: Floats
    outcome: Outcome


@dataclass(frozen=True, slots=True, kw_only=True)
class Scores:
    """The probability of an opportunity after each stage; ``both`` is ``None`` where the second is not installed."""

    first: float
    both: float | None


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
        found += _verdicts(some, own_accounts, threshold, all_reasons=False)
    return found


def judge_with_reasons(
    thread: Sequence[Post], *, own_accounts: frozenset[str] = frozenset(), threshold: float | None = None
) -> list[Verdict]:
    """Judge as ``judge`` does, with all reasons, also for posts that were never near an opportunity."""
    return _verdicts([thread], own_accounts, threshold, all_reasons=True)[0]


def scores(thread: Sequence[Post], *, own_accounts: frozenset[str] = frozenset()) -> list[Scores]:
    """Tell how each stage scores the posts of a thread, in their order."""
    if not thread:
        return []
    first = _read([thread], _folded(own_accounts))
    one = probability(first.outcome.odds).tolist()
    two = probability(_looked_closer(first).outcome.odds).tolist() if encoder.available() else [None] * len(one)
    return [Scores(first=before, both=after) for before, after in zip(one, two, strict=True)]


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
    outcome = _outcome(rows, reading.whole, parts)
    return _Batch(parts=parts, reading=reading, evidence=rows, first=outcome.odds, outcome=outcome)


def _outcome(rows: Floats, whole: Floats, parts: list[_Part]) -> Outcome:
    # A comment speaks of what its thread is about; a post at the head only says the same again.
    heads = [head for part in parts for head in _heads(part)]
    topics = whole[:, TOPIC_AT] + TOPIC_OF_HEAD * whole[heads, TOPIC_AT]
    colleagues = [among_colleagues(post.community) for part in parts for post in part.thread]
    topics[colleagues, TOPICS.index(Topic.PROFESSION)] += AMONG_COLLEAGUES
    judgement = shipped().judgement
    asked, open_since = judgement.asked.log_odds(rows), judgement.open(rows)
    odds = still_open(asked, open_since)
    return Outcome(asked=asked, open=open_since, odds=odds, topics=topics, kinds=whole[:, KIND_AT])


def _looked_closer(batch: _Batch) -> _Batch:
    """Let the second stage read what the first did not drop; our own posts are no opportunities however they read."""
    numbers = set(wanted(batch.outcome.odds))
    asked = [
        Asked(
            thread=part.thread,
            who=part.who,
            wanted=[at for at, own in enumerate(part.who.own) if part.begin + at in numbers and not own],
        )
        for part in batch.parts
    ]
    places = [part.begin + at for part, one in zip(batch.parts, asked, strict=True) for at in one.wanted]
    return replace(batch, outcome=joined(batch.outcome, asked, places))


def _heads(part: _Part) -> list[int]:
    """For each post the batch's number of the post at the head of its thread, or its own."""
    return [part.begin + (root if root >= 0 else at) for at, root in enumerate(part.who.root)]


def _verdicts(
    threads: Sequence[Sequence[Post]], own_accounts: frozenset[str], threshold: float | None, *, all_reasons: bool
) -> list[list[Verdict]]:
    if not any(threads):
        return [[] for _ in threads]
    batch = _read(threads, _folded(own_accounts))
    if encoder.available():
        batch = _looked_closer(batch)
    line = shipped_threshold() if threshold is None else threshold
    posts = _judged(batch)
    return [_of_thread(part, batch, posts, line, all_reasons=all_reasons) for part in batch.parts]


def _folded(own_accounts: frozenset[str]) -> frozenset[str]:
    return frozenset(name.casefold() for name in own_accounts)


def _judged(batch: _Batch) -> list[tuple[float, Kind, Topic, str]]:
    outcome = batch.outcome
    columns = (outcome.kinds, outcome.topics, batch.reading.whole[:, LANGUAGE_AT])
    kinds, topics, languages = (column.argmax(axis=1).tolist() for column in columns)
    return [
        (score, KINDS[kind], TOPICS[topic], LANGUAGES[language])
        for score, kind, topic, language in zip(
            probability(outcome.odds).tolist(), kinds, topics, languages, strict=True
        )
    ]


def _of_thread(
    part: _Part, batch: _Batch, posts: list[tuple[float, Kind, Topic, str]], line: float, *, all_reasons: bool
) -> list[Verdict]:
    verdicts = []
    seen: Seen | None = None
    for at in range(len(part.thread)):
        number = part.begin + at
        score, kind, topic, language = posts[number]
        yes = score >= line and not part.who.own[at]
        signals: tuple[Signal, ...] = ()
        if all_reasons or score >= _WORTH_A_REASON * line or _spoke_for_it(part, batch, number):
            seen = seen or _seen(part, batch)
            changed = float(batch.outcome.odds[number] - batch.first[number])
            found = with_context(reasons(at, seen, topic), changed)
            signals = found if all_reasons else told(found, speaks_for=yes)
        verdicts.append(
            Verdict(
                opportunity=yes,
                score=0.0 if part.who.own[at] else round(score, 4),
                kind=kind if yes else Kind.NONE,
                topic=topic if yes else None,
                language=language,
                signals=signals,
            )
        )
    return verdicts


def _spoke_for_it(part: _Part, batch: _Batch, number: int) -> bool:
    return len(part.thread) > 1 and bool(batch.evidence[number, COLUMN["opportunity"]] > 0)


def _seen(part: _Part, batch: _Batch) -> Seen:
    return Seen(
        thread=part.thread,
        who=part.who,
        texts=Texts(part.thread, part.begin, batch.reading),
        evidence=batch.evidence[part.begin : part.begin + len(part.thread)],
        judgement=shipped().judgement,
    )
