"""Why a verdict fell as it did: the evidence that weighed most, in words of the text itself.

The names are these and no others; each has words in ``texts/*.toml`` under ``[signal]``, with ``{evidence}``:

=============  ================================================================  ==========================
name           what it says                                                      evidence
=============  ================================================================  ==========================
asks           somebody asks for something                                       the asking words
topic          the words that gave the topic                                     words
library_word   words of what a library has                                       words
ordinary_word  words that speak against a library                                words
unanswered     no library has answered in the thread                             empty
comment        it stands below another post                                      empty
asker          the one who asked first writes again                              empty
answered       a library has answered it                                         the library's name
settled        its writer says later that it is solved                           the writer's words
staff          a library, or one who works there, writes it                      the name, or the words
reply          it answers somebody else                                          words
chatter        thanks, a greeting, a joke                                        words
advert         an advert or an invitation                                        words
quote          the question is a title or somebody else's                        words
rhetorical     nobody wants an answer                                            words
context        the second stage, which reads message and thread as a whole       empty
=============  ================================================================  ==========================
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from dialogbot.detect import words
from dialogbot.detect.bland import BLAND
from dialogbot.detect.evidence import COLUMN, COLUMNS, HEAD, after
from dialogbot.detect.lexicon import Floats, Reading
from dialogbot.detect.model import TOPIC_AT, TOPICS, Judgement
from dialogbot.detect.roles import Roles
from dialogbot.detect.sentences import sentences
from dialogbot.domain import Post, Signal, Topic

NAMES = (
    "asks",
    "topic",
    "library_word",
    "ordinary_word",
    "unanswered",
    "comment",
    "asker",
    "answered",
    "settled",
    "staff",
    "reply",
    "chatter",
    "advert",
    "quote",
    "rhetorical",
    "context",
)
_LEAST = 0.15  # log-odds below which a reason is no reason
_MOST_WORDS, _SHORT = 3, 3  # words shown, and letters in those that are shown only when there is no longer one
_PLAINLY_NOT = -3.0  # log-odds of asking in a text that does not, and of a library in one that has nothing for it
_OWN = -9.0  # log-odds: our own posts are no opportunities, whatever their words
_FEWEST, _WINDOW = 2, 4  # words in an asking phrase
_TOLD = 3  # reasons that staff read
_WITHOUT_WORDS = frozenset({"unanswered", "comment", "asker", "staff", "answered", "context"})
_OF_WORDS = frozenset({"asks", "topic", "library_word"})
_GROUPS = {
    "words": (
        *("asks", "best_asks", "question_mark", "opportunity", "library"),
        *("best_opportunity", "best_library", "offtopic"),
    ),
    "comment": tuple(COLUMNS[COLUMN["comment"] : COLUMN["library_reply"]]),
    "answered": ("library_reply", "library_named", "library_later", "answered", "library_asks"),
    "settled": ("same_later", "settles", "settles_last", "own_solved", "thanks_after_library", "own_asks"),
    "staff": ("by_library", "declared", "staff"),
    "reply": ("answer",),
    "chatter": ("chatter",),
    "advert": ("announcement",),
    "quote": ("quote",),
    "rhetorical": ("rhetorical",),
}
_COLUMNS_OF = {name: [COLUMN[column] for column in columns] for name, columns in _GROUPS.items()}
_HEAD_OF = {
    "reply": "answer",
    "chatter": "chatter",
    "advert": "announcement",
    "quote": "quote",
    "rhetorical": "rhetorical",
}
_ANSWERED = {COLUMN["library_reply"]: 1, COLUMN["library_later"]: 1, COLUMN["answered"]: 6}  # a full answer
_NEUTRAL_WHEN_ABSENT = ("comment", "answered", "settled")


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A text's words as they were written, how many each sentence has, and what each word adds to every output."""

    words: list[str]
    sentences: list[int]
    rows: Floats


class Texts:
    """The words of a thread's posts, each found when it is first asked for: most posts need no reasons."""

    def __init__(self, thread: Sequence[Post], begin: int, reading: Reading) -> None:
        """Keep a thread whose posts stand in a reading from ``begin`` on."""
        self._thread, self._begin, self._reading = thread, begin, reading
        self._found: dict[int, Said] = {}

    def __getitem__(self, at: int) -> Said:
        """Give the words of post ``at`` of the thread."""
        if at not in self._found:
            self._found[at] = said(self._thread[at].text, self._begin + at, self._reading)
        return self._found[at]


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A thread as it was judged: its posts, who is who, the words of each, and a row of evidence a post."""

    thread: Sequence[Post]
    who: Roles
    texts: Texts
    evidence: Floats
    judgement: Judgement


def said(text: str, number: int, reading: Reading) -> Said:
    """Find the words of text ``number`` of a reading, without the breaks around them."""
    begin = int(reading.starts[number]) + 1
    end = int(reading.starts[number + 1]) if number + 1 < len(reading.starts) else len(reading.tokens)
    rows = reading.rows[begin : end - 1] / np.sqrt(end - begin + 1)
    written = words.written(text)
    if len(written) != len(rows):
        return Said(words=reading.tokens[begin : end - 1], sentences=[len(rows)], rows=rows)
    sizes = [len(words.written(sentence)) for sentence in sentences(text)]
    return Said(words=written, sentences=sizes if sum(sizes) == len(rows) else [len(rows)], rows=rows)


def reasons(number: int, seen: Seen, topic: Topic) -> tuple[Signal, ...]:
    """Give all reasons for one post's verdict, heaviest first, but "unanswered" last.

    A weight is what the log-odds lose without that evidence.
    """
    evidence, own = seen.evidence[number], seen.texts[number]
    weights = _weights(evidence, seen.judgement)
    found = [
        *_words(own, evidence, weights["words"], topic),
        *_later(number, seen, weights),
        *_writer(number, seen, weights),
        *_manner(own, evidence, weights),
    ]
    kept = [replace(signal, weight=round(signal.weight, 2)) for signal in found if _worth_telling(signal)]
    return tuple(sorted(kept, key=lambda signal: (signal.name == "unanswered", -abs(signal.weight))))


def with_context(found: Sequence[Signal], weight: float) -> tuple[Signal, ...]:
    """Add what the second stage made of it: ``weight`` is what it changed in the log-odds."""
    context = Signal(name="context", weight=round(weight, 2))
    return (*found, context) if abs(weight) >= _LEAST else tuple(found)


def told(found: Sequence[Signal], *, speaks_for: bool) -> tuple[Signal, ...]:
    """Choose the few that staff read: those that speak for the verdict, the asking words first, "unanswered" last.

    The second stage is named only where words do not tell it: all that a librarian can check comes before.
    """
    plain = [signal for signal in found if signal.name != "context"]
    speaking = [signal for signal in plain if (signal.weight > 0) is speaks_for] or plain
    if speaks_for and not any(signal.name in _OF_WORDS for signal in speaking):
        speaking += [signal for signal in found if signal.name == "context" and signal.weight > 0]
    first = [signal for signal in speaking if signal.name == "asks"]
    last = [signal for signal in speaking if signal.name == "unanswered"]
    others = _distinct([signal for signal in speaking if signal.name not in {"asks", "unanswered"}])
    return (*first, *others[: _TOLD - len(first) - len(last)], *last)


def _distinct(found: Sequence[Signal]) -> list[Signal]:
    """Leave out what only repeats the words of a heavier reason."""
    by_words: dict[str, Signal] = {}
    for signal in found:
        by_words.setdefault(signal.evidence or signal.name, signal)
    return list(by_words.values())


def _worth_telling(signal: Signal) -> bool:
    return abs(signal.weight) >= _LEAST and (signal.name in _WITHOUT_WORDS or bool(signal.evidence))


def _weights(evidence: Floats, judgement: Judgement) -> dict[str, float]:
    """Find what the log-odds lose without each kind of evidence, and what they would lose by a library's answer."""
    variants = {"all": evidence, "unanswered": evidence.copy()}
    variants["unanswered"][list(_ANSWERED)] = list(_ANSWERED.values())
    for name, columns in _COLUMNS_OF.items():
        variants[name] = evidence.copy()
        variants[name][columns] = 0 if name in _NEUTRAL_WHEN_ABSENT else judgement.asked.mean[columns]
    variants["words"][[COLUMN["asks"], COLUMN["best_asks"]]] = _PLAINLY_NOT
    odds = judgement.log_odds(np.stack(list(variants.values())))
    return {name: float(odds[0] - other) for name, other in zip(variants, odds, strict=True)}


def _words(own: Said, evidence: Floats, weight: float, topic: Topic) -> list[Signal]:
    if weight < 0:
        return [Signal(name="ordinary_word", evidence=_top(own, -own.rows[:, HEAD["library"]]), weight=weight)]
    asks, library = (max(float(evidence[COLUMN[head]]) - _PLAINLY_NOT, 0.1) for head in ("asks", "library"))
    share = library / (asks + library) / 2
    topics = own.rows[:, TOPIC_AT]
    named = topics[:, TOPICS.index(topic)] - topics.mean(axis=1)
    return [
        Signal(name="asks", evidence=_phrase(own, own.rows[:, HEAD["asks"]]), weight=weight * (1 - 2 * share)),
        Signal(name="library_word", evidence=_top(own, own.rows[:, HEAD["library"]]), weight=weight * share),
        Signal(name="topic", evidence=_top(own, named), weight=weight * share),
    ]


def _later(number: int, seen: Seen, weights: dict[str, float]) -> list[Signal]:
    later = after(number, seen.thread, seen.who)
    found = []
    if later.own:
        last = later.own[-1]
        found.append(
            Signal(
                name="settled",
                evidence=_phrase(seen.texts[last], seen.texts[last].rows[:, HEAD["settles"]]),
                weight=weights["settled"],
            )
        )
    if not later.library and not seen.who.library[number] and weights["words"] > 0:
        found.append(Signal(name="unanswered", weight=weights["unanswered"]))
    if later.library:
        name = seen.thread[later.library[0]].author or ""
        found.append(Signal(name="answered", evidence=name, weight=weights["answered"]))
    return found


def _writer(number: int, seen: Seen, weights: dict[str, float]) -> list[Signal]:
    who = seen.who
    found = []
    if who.library[number] or who.declared[number]:
        weight = _OWN if who.own[number] else weights["staff"]
        found.append(Signal(name="staff", evidence=seen.thread[number].author or "", weight=weight))
    if who.comment[number]:
        root = who.root[number]
        name = "asker" if root >= 0 and who.writer[root] == who.writer[number] else "comment"
        found.append(Signal(name=name, weight=weights["comment"]))
    return found


def _manner(own: Said, evidence: Floats, weights: dict[str, float]) -> list[Signal]:
    return [
        Signal(name=name, evidence=_top(own, own.rows[:, HEAD[head]]), weight=weights[name])
        for name, head in _HEAD_OF.items()
        if evidence[COLUMN[head]] > 0 and weights[name] < 0
    ]


def _phrase(text: Said, gains: Floats) -> str:
    """Find the run of at most ``_WINDOW`` words of one sentence that weighs most."""
    best, weight, begin = "", -np.inf, 0
    for size in text.sentences:
        if size:
            at, end = _window(gains[begin : begin + size])
            if (gain := float(gains[begin + at : begin + end].sum())) > weight:
                best, weight = " ".join(text.words[begin + at : begin + end]), gain
        begin += size
    return best


def _window(gains: Floats) -> tuple[int, int]:
    sums = np.concatenate([[0.0], np.cumsum(gains)])
    size = min(_WINDOW, len(gains))
    at = int(np.argmax(sums[size:] - sums[:-size]))
    end = at + size
    while end - at > _FEWEST and gains[end - 1] <= 0:
        end -= 1
    while end - at > _FEWEST and gains[at] <= 0:
        at += 1
    return at, end


def _says(word: str) -> bool:
    return word[0].isalpha() and word.casefold() not in BLAND


def _top(text: Said, gains: Floats) -> str:
    """Find the words that weigh most, in the order of the text; none where all that weigh are bland."""
    worthy = [int(at) for at in np.argsort(-gains, kind="stable") if gains[at] > 0 and _says(text.words[at])]
    chosen: dict[str, int] = {}
    for at in sorted(worthy, key=lambda at: len(text.words[at]) <= _SHORT):
        chosen.setdefault(text.words[at].casefold(), at)
        if len(chosen) == _MOST_WORDS:
            break
    return ", ".join(text.words[at] for at in sorted(chosen.values()))
