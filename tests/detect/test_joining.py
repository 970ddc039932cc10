"""Two stages as one verdict: the first drops what is clearly nothing, the second is asked about the rest."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest

from dialogbot.detect import encoder, judge, judge_all, scores, shipped_threshold
from dialogbot.detect.joining import READ_FROM, THRESHOLD, log_probabilities, wanted
from dialogbot.detect.model import shipped
from dialogbot.domain import Post

ASKS = "Noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."
TALK = "Nydelig tur på fjellet i dag, sol og skare og kvikklunsj i ryggsekken."

with_both = pytest.mark.skipif(not encoder.available(), reason="the second stage is not installed")


def test_clear_noise_is_not_read_again() -> None:
    assert wanted(np.array([READ_FROM - 1, READ_FROM, 2.0], np.float32)) == [1, 2]


def test_log_probabilities_add_up_to_one() -> None:
    rows = log_probabilities(np.array([[1.0, 2.0, 3.0], [0.0, 0.0, 900.0]], np.float32))

    assert np.exp(rows).sum(axis=1) == pytest.approx([1, 1])


def test_without_the_second_stage_the_first_judges_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "onnxruntime", None)

    assert shipped_threshold() == shipped().threshold
    assert [one.both for one in scores([Post(text=ASKS)])] == [None]
    assert judge([Post(text=ASKS)])[0].opportunity
    assert not judge([Post(text=TALK)])[0].opportunity


@with_both
def test_both_stages_have_a_threshold_of_their_own() -> None:
    assert shipped_threshold() == THRESHOLD


@with_both
def test_score_of_a_verdict_is_that_of_both_stages() -> None:
    assert judge([Post(text=ASKS)])[0].score == pytest.approx(scores([Post(text=ASKS)])[0].both, abs=1e-4)


@with_both
def test_what_is_not_read_again_lies_below_the_threshold() -> None:
    (one,) = scores([Post(text=TALK)])

    assert one.both is not None
    assert one.both < THRESHOLD


def test_verdict_does_not_depend_on_what_is_judged_beside_it() -> None:
    threads = [[Post(text=text)] for text in (ASKS, TALK, "Kven har mista ein vott?", "Where can I print?")]

    assert judge_all(threads) == [judge(thread) for thread in threads]


def test_verdicts_are_the_same_from_many_threads_of_execution() -> None:
    threads = [[Post(text=text)] for text in (ASKS, TALK)] * 6
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(judge, threads))

    assert found == [judge(thread) for thread in threads]


def test_an_empty_thread_has_no_scores() -> None:
    assert scores([]) == []
