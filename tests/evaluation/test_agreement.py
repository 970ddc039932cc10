"""Agreement of two annotators, against sums made by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogbot.domain import Topic
from dialogbot.evaluation.agreement import agreement
from dialogbot.evaluation.labels import Label, Labelled
from tests.evaluation.labelled import NO, YES, message


def test_kappa_and_alpha_take_chance_away() -> None:
    pairs = [(YES, YES), (YES, YES), (YES, NO), (NO, NO)]
    opportunity, *_ = agreement([both(number, one, two) for number, (one, two) in enumerate(pairs)])

    assert (opportunity.label, opportunity.messages, opportunity.same) == ("opportunity", 4, 3)
    assert opportunity.kappa == pytest.approx((0.75 - 0.5) / (1 - 0.5))
    assert opportunity.alpha == pytest.approx(1 - 0.25 / (2 * 5 * 3 / (8 * 7)))


def test_full_agreement_on_one_label_is_one() -> None:
    assert [(one.kappa, one.alpha) for one in agreement([both(0, YES, YES)])] == [(1.0, 1.0), (1.0, 1.0)]


def test_topics_are_compared_where_both_see_an_opportunity() -> None:
    other = replace(YES, topic=Topic.SPACE)
    found = agreement([both(0, YES, other), both(1, YES, NO), both(2, YES, YES)])

    topic = next(one for one in found if one.label == "topic")
    assert (topic.messages, topic.same) == (2, 1)


def test_reasons_are_compared_where_neither_sees_an_opportunity() -> None:
    found = agreement([both(0, NO, NO), both(1, NO, YES)])

    assert [(one.label, one.messages) for one in found] == [("opportunity", 2), ("why_not", 1)]


def test_one_annotator_agrees_with_nobody() -> None:
    assert agreement([message(0, YES), message(1, NO)]) == ()


def both(number: int, first: Label, second: Label) -> Labelled:
    return replace(message(number, first), second=second)
