"""What staff read of the reasons."""

from __future__ import annotations

import pytest

from dialogbot.detect import judge, judge_with_reasons
from dialogbot.detect.bland import BLAND
from dialogbot.detect.signals import NAMES, told, with_context
from dialogbot.domain import Post, Signal

ASKS = (
    "Jeg må ha noe å lese på hytta, og det må være som den forrige. Hvem vil dele et tips om bøker fra dette stedet?",
    "Noen som vet hvordan jeg fornyer lånene mine på biblioteket?",
    "Kva for ein database må eg bruka om eg berre vil ha noko om søvn?",
    "Where do I find some articles about this? It should also be something my supervisor likes.",
)
SHOWN_WORDS = {"topic", "library_word", "ordinary_word"}


@pytest.mark.parametrize("text", ASKS)
def test_bland_words_are_never_shown_as_a_reason(text: str) -> None:
    (verdict,) = judge_with_reasons([Post(text=text)])
    shown = [word for one in verdict.signals if one.name in SHOWN_WORDS for word in one.evidence.split(", ")]

    assert shown
    assert not {word.casefold() for word in shown} & BLAND


@pytest.mark.parametrize("text", ASKS)
def test_staff_read_three_reasons_at_most_the_asking_words_first(text: str) -> None:
    (verdict,) = judge([Post(text=text)])

    assert len(verdict.signals) <= 3
    assert verdict.signals[0].name == "asks"


def test_same_words_are_not_shown_twice() -> None:
    found = [
        Signal(name="topic", evidence="lånene", weight=2.0),
        Signal(name="library_word", evidence="lånene", weight=1.0),
        Signal(name="asks", evidence="noen som vet", weight=0.5),
        Signal(name="comment", weight=0.3),
    ]

    assert [one.name for one in told(found, speaks_for=True)] == ["asks", "topic", "comment"]


def test_reasons_of_a_no_are_those_that_speak_against() -> None:
    found = [Signal(name="asks", evidence="noen som vet", weight=2.0), Signal(name="answered", weight=-3.0)]

    assert [one.name for one in told(found, speaks_for=False)] == ["answered"]


def test_every_reason_has_a_known_name() -> None:
    verdicts = [judge_with_reasons([Post(text=text)])[0] for text in ASKS]

    assert {one.name for verdict in verdicts for one in verdict.signals} <= set(NAMES)


def test_second_stage_is_named_where_no_words_tell_why() -> None:
    words = Signal(name="asks", evidence="noen som vet", weight=0.5)
    thread, context = Signal(name="unanswered", weight=1.0), Signal(name="context", weight=2.0)

    assert [one.name for one in told([thread, context], speaks_for=True)] == ["context", "unanswered"]
    assert [one.name for one in told([words, thread, context], speaks_for=True)] == ["asks", "unanswered"]


def test_what_the_second_stage_changed_is_a_reason_beside_the_others() -> None:
    found = with_context([Signal(name="asks", evidence="noen som vet", weight=0.5)], -1.234)

    assert [(one.name, one.weight) for one in found] == [("asks", 0.5), ("context", -1.23)]
    assert with_context([], 0.01) == ()
