"""What a decision teaches, and a correction as it is applied."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogbot.domain import Kind, Post, Reason, Signal, Status
from dialogbot.learning import (
    MOST,
    Calibration,
    Correction,
    Weight,
    corrected,
    from_text,
    label,
    log_odds,
    probability,
    reach,
    stems,
    strongest,
    to_text,
)
from tests.build import NO, NOW, QUESTION, YES

THRESHOLD = 0.5
CABIN = Weight(feature="stem:hytt", value=-1.5, word="hytte", yes=2, no=7, recent=9, recent_no=7)
LOAN = Weight(feature="stem:fjernlån", value=1.2, word="fjernlån", yes=6, no=1, recent=7, recent_no=1)
LEARNT = Correction(weights=(CABIN, LOAN))
ABOUT_A_CABIN = replace(QUESTION, text="Noen som vet om en hytte til leie?")


@pytest.mark.parametrize(
    ("status", "reason", "says"),
    [
        (Status.HANDLED, None, (True, 1.0, True)),
        (Status.CLAIMED, None, (True, 0.6, True)),
        (Status.DISMISSED, Reason.OFFTOPIC, (False, 1.0, True)),
        (Status.DISMISSED, Reason.STAFF, (False, 1.0, False)),
        (Status.DISMISSED, Reason.CLOSED, (False, 1.0, False)),
        (Status.DISMISSED, Reason.ANSWER, (False, 1.0, False)),
        (Status.DISMISSED, None, None),
        (Status.SNOOZED, None, None),
        (Status.SETTLED, None, None),
        (Status.OPEN, None, None),
    ],
)
def test_decisions_are_evidence_of_different_strength(
    status: Status, reason: Reason | None, says: tuple[bool, float, bool] | None
) -> None:
    made = label(QUESTION, YES, status, reason, NOW)

    assert (made and (made.yes, made.weight, made.about_words)) == says


def test_learnt_word_takes_a_doubtful_post_out_and_says_why() -> None:
    after = corrected(replace(YES, score=0.7), ABOUT_A_CABIN, LEARNT, THRESHOLD)

    assert (after.opportunity, after.kind, after.topic) == (False, Kind.NONE, None)
    assert after.signals == (Signal(name="learnt", evidence="hytte", weight=-1.5),)


def test_learnt_word_raises_what_was_nearly_an_opportunity() -> None:
    nearly = replace(YES, score=0.4)
    after = corrected(nearly, replace(QUESTION, text="Tar dere fjernlån?"), LEARNT, THRESHOLD)

    assert after.opportunity
    assert after.kind is Kind.QUESTION
    assert after.score == pytest.approx(probability(log_odds(0.4) + 1.2), abs=1e-3)


def test_many_learnt_words_together_stay_within_the_cap() -> None:
    heavy = Correction(weights=tuple(replace(CABIN, feature=f"stem:{word}") for word in ("hytt", "lei", "vet")))
    after = corrected(replace(YES, score=0.9), ABOUT_A_CABIN, heavy, THRESHOLD)

    assert log_odds(after.score) == pytest.approx(log_odds(0.9) - MOST, abs=0.01)
    assert after.opportunity


def test_what_lies_beyond_the_reach_of_any_correction_is_left_alone() -> None:
    own = replace(NO, score=0.0)

    assert corrected(own, replace(QUESTION, text="fjernlån"), LEARNT, THRESHOLD) == own
    assert reach(THRESHOLD) == pytest.approx(probability(-MOST))


def test_post_without_learnt_words_keeps_its_verdict() -> None:
    assert corrected(YES, Post(text="Noen som vet?"), LEARNT, THRESHOLD) == YES
    assert corrected(YES, ABOUT_A_CABIN, None, THRESHOLD) == YES


def test_calibration_concerns_its_own_community() -> None:
    calibrated = Correction(calibrations=(Calibration(community="vannkanna", slope=0.5, shift=-1.0, verdicts=120),))
    here, there = (
        corrected(YES, replace(QUESTION, community=name), calibrated, THRESHOLD) for name in ("Vannkanna", "X")
    )

    assert here.score < YES.score
    assert there == YES


def test_correction_is_read_as_it_was_written() -> None:
    whole = replace(LEARNT, calibrations=(Calibration(community="vannkanna", slope=0.5, shift=-1.0, verdicts=120),))

    assert from_text(to_text(whole)) == whole


def test_digest_tells_what_changed_and_is_borne_out_by_the_verdicts() -> None:
    doubtful = replace(CABIN, feature="stem:båt", value=-1.9, recent_no=3)
    before = Correction(weights=(replace(LOAN, value=1.1),))

    assert strongest(Correction(weights=(doubtful, CABIN, LOAN)), before, 3) == [CABIN, LOAN]


def test_stems_are_words_alone() -> None:
    text = "Hytta ved @kari.testvik har 12 hytter, se https://hytte.example/boka og bøker"

    assert stems(text) == {"hytt": "hytta", "ved": "ved", "har": "har", "se": "se", "og": "og", "bøk": "bøker"}
