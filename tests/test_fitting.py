"""What is learnt proves itself on verdicts that it has not seen, or is not kept."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest

from dialogbot.fitting import LEAST, Proposal, proposal
from dialogbot.learning import MOST, Label, Weight, corrected, log_odds, probability, to_text
from tests.build import YES
from tests.labels import as_the_models_say, label, with_cabins

THRESHOLD = 0.52


def test_word_that_is_always_irrelevant_here_is_learnt() -> None:
    found = _proposal(with_cabins(150))
    cabin = _weight(found, "stem:hytt")

    assert found.accepted
    assert found.figures.loss_after < found.figures.loss_before
    assert cabin.value < -0.5
    assert (cabin.word, cabin.recent) == ("hytte", 10)
    assert cabin.recent_no >= 8


@pytest.mark.parametrize("seed", range(6))
def test_nothing_is_kept_where_the_models_are_right_already(seed: int) -> None:
    assert not _proposal(as_the_models_say(150, seed)).accepted


def test_too_few_verdicts_teach_nothing() -> None:
    assert proposal(with_cabins(LEAST - 1), THRESHOLD) is None


def test_verdicts_of_one_kind_teach_nothing() -> None:
    all_yes = [replace(one, yes=True) for one in with_cabins(90)]

    assert proposal(all_yes, THRESHOLD) is None


def test_dismissal_for_the_sake_of_the_thread_says_nothing_about_the_words() -> None:
    about_the_thread = [replace(one, about_words=one.yes) for one in with_cabins(150)]

    assert proposal(about_the_thread, THRESHOLD) is None


def test_same_verdicts_teach_the_same() -> None:
    first, second = (_proposal(with_cabins(150)) for _ in range(2))

    assert first == second
    assert to_text(first.correction) == to_text(second.correction)


def test_word_of_one_author_is_not_kept() -> None:
    found = _proposal(with_cabins(120, author="Kari Testvik"))

    assert "stem:hytt" not in {one.feature for one in found.correction.weights}
    assert "hytt" not in to_text(found.correction)


def test_name_of_an_author_is_not_kept() -> None:
    labels = with_cabins(150)
    labels.append(label(200, "Hei", yes=True, author="Hytte Testvik"))

    assert "hytt" not in to_text(_proposal(labels).correction)


def test_no_verdict_moves_beyond_the_cap() -> None:
    labels = with_cabins(600)
    found = _proposal(labels)
    sure = replace(YES, score=0.97)

    after = corrected(sure, labels[3].post, found.correction, THRESHOLD)
    assert found.accepted
    assert log_odds(after.score) >= log_odds(0.97) - MOST - 0.01
    assert after.opportunity


def test_community_is_calibrated_after_a_hundred_verdicts() -> None:
    found, fewer = _proposal(_boasted(240)), _proposal(_boasted(90))

    assert [one.community for one in found.correction.calibrations] == ["vannkanna"]
    assert fewer.correction.calibrations == ()


def _boasted(count: int) -> list[Label]:
    """Labels whose scores tell yes from no much better than they claim, around another middle."""
    chance = random.Random(5)  # noqa: S311 - invented data, the same each time
    odds = [chance.uniform(0.2, 5.0) for _ in range(count)]
    return [
        label(number, f"ord{number}", yes=chance.random() < probability(4 * (one - 2.6)), log_odds=one)
        for number, one in enumerate(odds)
    ]


def _proposal(labels: list[Label]) -> Proposal:
    found = proposal(labels, THRESHOLD)
    assert found is not None
    return found


def _weight(found: Proposal, feature: str) -> Weight:
    return next(one for one in found.correction.weights if one.feature == feature)
