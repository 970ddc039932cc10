"""Figures from labels and verdicts, against sums made by hand."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from dialogbot.domain import Reason, Topic
from dialogbot.evaluation.figures import figures, ranking
from dialogbot.evaluation.labels import Labelled
from tests.evaluation.labelled import NO, YES, message, verdict

FOUR = [message(0, YES), message(1, YES), message(2, NO), message(3, NO)]


def test_shares_count_hits_misses_and_false_alarms() -> None:
    whole = figures(FOUR, [verdict(0.9), verdict(0.1), verdict(0.8), verdict(0.2)]).whole

    assert (whole.messages, whole.meant, whole.said) == (4, 2, 2)
    assert (whole.precision.value, whole.recall.value, whole.f1.value) == (0.5, 0.5, 0.5)


def test_message_without_a_verdict_counts_as_no() -> None:
    found = figures(FOUR, [verdict(0.9), None, None, verdict(0.2)])

    assert (found.without_verdict, found.whole.recall.value, found.whole.precision.value) == (2, 0.5, 1.0)


def test_detector_that_says_nothing_has_no_precision_and_no_error() -> None:
    whole = figures(FOUR, [verdict(0.1)] * 4).whole

    assert (whole.precision.value, whole.recall.value, whole.f1.value) == (0.0, 0.0, 0.0)


def test_perfect_detector_has_an_interval_without_width() -> None:
    f1 = figures(FOUR, [verdict(0.9), verdict(0.9), verdict(0.1), verdict(0.1)]).whole.f1

    assert (f1.low, f1.value, f1.high) == (1.0, 1.0, 1.0)


def test_interval_is_wider_when_the_messages_stand_in_few_threads() -> None:
    labels = [YES, NO] * 20
    said = [verdict(0.9 if number < 30 else 0.1) for number in range(40)]
    apart = [message(number, label) for number, label in enumerate(labels)]
    together = [message(number, label, thread=f"t{number // 10}") for number, label in enumerate(labels)]
    wide, narrow = figures(together, said).whole.recall, figures(apart, said).whole.recall

    assert wide.value == narrow.value == 0.75
    assert wide.high - wide.low > narrow.high - narrow.low


def test_same_messages_give_the_same_intervals_twice() -> None:
    said = [verdict(0.9), verdict(0.1), verdict(0.8), verdict(0.2)]

    assert figures(FOUR, said) == figures(FOUR, said)


def test_parts_of_the_messages_have_figures_of_their_own() -> None:
    mixed: list[Labelled] = [
        message(0, YES),
        replace(message(1, YES, text="Noen som vet", parent="m0"), language="nn"),
        message(2, replace(NO, why_not=Reason.STAFF), text="Vi har åpent", parent="m0"),
    ]
    found = figures(mixed, [verdict(0.9), verdict(0.1), verdict(0.7)])

    assert {name: score.messages for name, score in found.languages.items()} == {"nb": 2, "nn": 1}
    assert found.places["posts"].f1.value == 1.0
    assert found.places["comments"].recall.value == 0.0
    assert found.question_marks["with"].messages == 1
    assert (found.topics[Topic.LOANS].said, found.topics[Topic.LOANS].messages) == (1, 2)
    assert (found.reasons[Reason.STAFF].said, found.reasons[Reason.STAFF].share.value) == (1, 1.0)
    assert list(found.kinds) == ["question"]


def test_topic_is_judged_on_the_opportunities_that_were_found() -> None:
    found = figures(FOUR, [verdict(0.9), verdict(0.8, Topic.SPACE), verdict(0.7), verdict(0.1)])

    assert found.topic_accuracy == 0.5


def test_ranking_is_that_of_the_textbook() -> None:
    meant = np.array([True, False, True, False])
    rank = ranking(meant, np.array([0.9, 0.8, 0.7, 0.1]))

    assert rank.average_precision == pytest.approx((1 + 2 / 3) / 2)
    assert rank.recall_at_precision_90 == 0.5
    assert rank.auc == 0.75


def test_ties_speak_against_the_detector_in_precision_and_count_half_in_the_area() -> None:
    rank = ranking(np.array([True, False]), np.array([0.5, 0.5]))

    assert (rank.average_precision, rank.recall_at_precision_90, rank.auc) == (0.5, 0.0, 0.5)


def test_ranking_of_one_kind_of_messages_is_none() -> None:
    rank = ranking(np.array([True, True]), np.array([0.5, 0.6]))

    assert (rank.average_precision, rank.recall_at_precision_90, rank.auc) == (None, None, None)


def test_word_count_is_ranked_beside_the_detector() -> None:
    texts = [message(0, YES, text="kort"), message(1, NO, text="mange flere ord"), message(2, NO, text="to ord")]

    assert figures(texts, [verdict(0.9), verdict(0.1), verdict(0.1)]).words.auc == 0.0


def test_reliability_sets_the_mean_score_beside_the_share_that_is_true() -> None:
    found = figures(FOUR, [verdict(0.92), verdict(0.96), verdict(0.94), verdict(1.0)])

    (only,) = found.reliability
    assert (only.low, only.high, only.messages, only.share_true) == (0.9, 1.0, 4, 0.5)
    assert only.mean_score == pytest.approx(0.955)
    assert found.brier == pytest.approx((0.08**2 + 0.04**2 + 0.94**2 + 1) / 4)
