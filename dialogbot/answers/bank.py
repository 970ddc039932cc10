"""Which entry of the answer bank fits a question: BM25 over stems and over pieces of words, with the topic. Pure."""

from __future__ import annotations

import hashlib
import math
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache

from dialogbot.answers.front_matter import Damaged
from dialogbot.domain import LANGUAGES, Answer, Topic
from dialogbot.stems import stems

GOOD_ENOUGH = 4.4
"""From this score on an entry is suggested: where two of three suggestions are right (docs/answers.md)."""

_METHOD = "1"  # to be raised with each change of how it is scored: what was found before is then found anew
_SATURATION, _LENGTH = 1.2, 0.75  # k1 and b of BM25, as Robertson and Zaragoza (2009) advise
_TELLING = 3  # how many times of the text a word in the title or the keywords counts
_SAME_TOPIC = 2.0
_ABOVE = 0.3  # how much the message above counts, of one that answers it
_PIECE = 4  # characters
_REMEMBERED = 65_536  # words whose stems are kept
_WORD = re.compile(r"[^\W_]+")
_UNREAD = re.compile(r"https?://\S+|www\.\S+|@\w+")
_Rows = Mapping[str, Sequence[tuple[int, float]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """The entry, by its id, that fits a question best, and how well: 0 is not at all, few are above 10."""

    id: str
    score: float

    @property
    def fits(self) -> bool:
        """Say whether it is good enough to be shown."""
        return self.score >= GOOD_ENOUGH


@dataclass(frozen=True, kw_only=True)
class Bank:
    """The entries, and the files that are none. Without entries it has nothing to suggest and knows of no holes."""

    answers: tuple[Answer, ...] = ()
    damaged: tuple[Damaged, ...] = ()

    @property
    def ids(self) -> tuple[str, ...]:
        """List the ids, each once."""
        return tuple(dict.fromkeys(one.id for one in self.answers))

    @cached_property
    def mark(self) -> str:
        """Return a mark that is the same as long as every suggestion is."""
        told = [
            f"{_METHOD} {GOOD_ENOUGH}",
            *(repr((one.id, one.title, one.topic, one.keywords, one.text)) for one in self.answers),
        ]
        return hashlib.blake2b("\n".join(told).encode(), digest_size=8).hexdigest()

    def suggestions(
        self, text: str, *, above: str = "", topic: Topic | None = None, most: int = 1
    ) -> tuple[Suggestion, ...]:
        """Return the entries that fit a message best, the best first.

        ``above`` is the message that it answers, ``topic`` what detection takes it for.
        """
        if not self.answers:
            return ()
        scores = self._index.scores(text, above, topic)
        ranked = sorted(scores, key=lambda id_: (-scores[id_], id_))[:most]
        return tuple(Suggestion(id=one, score=round(scores[one], 3)) for one in ranked)

    def versions(self, id_: str) -> dict[str, Answer]:
        """Return an entry by language; nothing where there is none with this id any more."""
        return {one.language: one for one in self.answers if one.id == id_}

    def shown(self, id_: str | None, reader: str, asker: str = "") -> tuple[Answer, ...]:
        """Return how an entry is shown to somebody who reads ``reader``, and as its asker would read it if otherwise.

        Where there is no version in the reader's language, it is the one in the nearest: a Norwegian one, then any.
        ``asker`` is a language as detection tells it (``dialect``, ``da`` and ``sv`` read Norwegian).
        """
        versions = self.versions(id_) if id_ else {}
        if not versions:
            return ()
        nearest = versions[min(versions, key=lambda one: (one != reader, LANGUAGES.index(one)))]
        theirs = versions.get(asker)
        return (nearest, theirs) if theirs is not None and theirs is not nearest else (nearest,)

    @cached_property
    def _index(self) -> _Index:
        return _Index(self.answers)


class _Index:
    """What each term of a question adds to the score of each entry: all languages of an entry are one document."""

    def __init__(self, answers: Sequence[Answer]) -> None:
        self._topics: dict[str, set[Topic]] = {}
        for one in answers:
            self._topics.setdefault(one.id, set()).update([one.topic] if one.topic else [])
        self._ids = list(self._topics)
        self._views = [(_View(self._documents(answers, cut)), cut) for cut in (_stems, _pieces)]

    def scores(self, text: str, above: str, topic: Topic | None) -> dict[str, float]:
        """Score every entry for a message."""
        scores = {id_: _SAME_TOPIC if topic in self._topics[id_] else 0.0 for id_ in self._ids}
        for words, weight in ((text, 1.0), (above, _ABOVE)):
            for view, cut in self._views:
                for place, score in view.scores(set(_terms(words, cut))).items():
                    scores[self._ids[place]] += weight * score
        return scores

    def _documents(self, answers: Sequence[Answer], cut: _Cut) -> list[Counter[str]]:
        documents: dict[str, Counter[str]] = {id_: Counter() for id_ in self._ids}
        for one in answers:
            told = " ".join((one.title, *one.keywords))
            for term, count in Counter(_terms(told, cut)).items():
                documents[one.id][term] += _TELLING * count
            documents[one.id].update(_terms(one.text, cut))
        return list(documents.values())


class _View:
    """BM25 over terms of one sort. Its weights lie between 0 and 1, whatever the number of entries is.

    A score is divided by the root of what the question weighs, so that long ones do not score more for being long.
    """

    def __init__(self, documents: Sequence[Counter[str]]) -> None:
        self._rows, self._weights = _weighed(documents)

    def scores(self, terms: Iterable[str]) -> dict[int, float]:
        """Score the documents that share a term with a question, by their place."""
        scores: dict[int, float] = {}
        mass = 0.0
        for term in terms:
            mass += self._weights.get(term, 1.0)
            for place, weight in self._rows.get(term, ()):
                scores[place] = scores.get(place, 0.0) + weight
        return {place: score / math.sqrt(mass) for place, score in scores.items()}


def _weighed(documents: Sequence[Counter[str]]) -> tuple[_Rows, Mapping[str, float]]:
    """Return what each term adds to each document that holds it, and how rare each term is (1: as rare as can be)."""
    lengths = [document.total() for document in documents]
    mean = sum(lengths) / len(lengths) or 1.0
    held = Counter(term for document in documents for term in document)
    rarest = math.log1p((len(documents) + 0.5) / 0.5)
    weights = {
        term: math.log1p((len(documents) - count + 0.5) / (count + 0.5)) / rarest for term, count in held.items()
    }
    rows: dict[str, list[tuple[int, float]]] = {}
    for place, (document, length) in enumerate(zip(documents, lengths, strict=True)):
        norm = 1 - _LENGTH + _LENGTH * length / mean
        for term, count in document.items():
            often = count / norm
            weight = weights[term] * often * (_SATURATION + 1) / (often + _SATURATION)
            rows.setdefault(term, []).append((place, weight))
    return rows, weights


_Cut = Callable[[str], Iterable[str]]


def _terms(text: str, cut: _Cut) -> Iterator[str]:
    for word in _WORD.findall(_UNREAD.sub(" ", text).casefold()):
        yield from cut(word)


@lru_cache(maxsize=_REMEMBERED)
def _stems(word: str) -> tuple[str, ...]:
    return tuple(sorted(stems(word)))


def _pieces(word: str) -> tuple[str, ...]:
    padded = f" {word} "
    return tuple(padded[place : place + _PIECE] for place in range(max(1, len(padded) - _PIECE + 1)))
