"""The statistics of the audit: the sample is fair and the same each time, and the interval keeps its promise."""

from __future__ import annotations

import random
from collections import Counter

import pytest

from dialogbot.audit import Candidate, Found, Stratum, Tally, missed, recall, sample, wilson

CANDIDATES = [Candidate(post=number, key=f"facebook\n{number}", score=number / 100) for number in range(100)]


def _draw(week: str, candidates: list[Candidate] = CANDIDATES) -> dict[Stratum, tuple[int, ...]]:
    return {one.stratum: one.posts for one in sample(candidates, week, near_from=0.9, near=4, rest=6)}


def test_same_week_gives_the_same_sample_in_any_order() -> None:
    assert _draw("2026-W46") == _draw("2026-W46", CANDIDATES[::-1])
    assert _draw("2026-W46") != _draw("2026-W47")


def test_sample_takes_so_many_from_each_stratum() -> None:
    drawn = _draw("2026-W46")

    assert {stratum: len(posts) for stratum, posts in drawn.items()} == {Stratum.NEAR: 4, Stratum.REST: 6}
    assert min(drawn[Stratum.NEAR]) >= 90 > max(drawn[Stratum.REST])


def test_inverse_probabilities_add_up_to_the_messages() -> None:
    draws = sample(CANDIDATES, "2026-W46", near_from=0.9, near=4, rest=6)

    assert [(one.population, one.probability) for one in draws] == [(10, 0.4), (90, 6 / 90)]
    assert sum(len(one.posts) / one.probability for one in draws) == pytest.approx(len(CANDIDATES))


def test_what_one_stratum_lacks_the_other_gives() -> None:
    few = sample(CANDIDATES[:92], "2026-W46", near_from=0.9, near=4, rest=6)
    tiny = sample(CANDIDATES[:3], "2026-W46", near_from=0.9, near=4, rest=6)

    assert [len(one.posts) for one in few] == [2, 8]
    assert [(len(one.posts), one.probability) for one in tiny] == [(0, 0.0), (3, 1.0)]


def test_every_message_has_the_same_chance() -> None:
    times = Counter(post for week in range(600) for post in _draw(str(week))[Stratum.NEAR])

    assert set(times) == set(range(90, 100))
    assert all(190 < count < 290 for count in times.values())


def test_recall_is_weighted_back_as_counted_by_hand() -> None:
    tallies = [
        Tally(week="2026-W46", stratum=Stratum.NEAR, population=40, yes=1, no=3),
        Tally(week="2026-W46", stratum=Stratum.REST, population=600, yes=0, no=6),
        Tally(week="2026-W47", stratum=Stratum.NEAR, population=20, yes=0, no=0),
        Tally(week="2026-W47", stratum=Stratum.REST, population=500, yes=0, no=0),
    ]
    found = recall(tallies, Found(messages=40, right=15, wrong=5))

    assert missed(tallies) == 10
    assert found
    assert (found.share.value, found.missed, found.weeks, found.answered, found.yes) == (0.75, 10, 1, 10, 1)
    assert 0.05 < found.share.low < 0.3
    assert 0.85 < found.share.high < 1


def test_sample_without_a_yes_leaves_room_for_all_and_for_little() -> None:
    none = [Tally(week="1", stratum=Stratum.REST, population=900, yes=0, no=6)]

    found = recall(none, Found(messages=30, right=20, wrong=0))

    assert found
    assert (found.share.value, found.share.high) == (1.0, 1.0)
    assert found.share.low < 0.3


def test_without_answers_or_verdicts_nothing_is_estimated() -> None:
    unanswered = [Tally(week="1", stratum=Stratum.REST, population=900, yes=0, no=0)]
    answered = [Tally(week="1", stratum=Stratum.REST, population=900, yes=0, no=6)]

    assert recall(unanswered, Found(messages=30, right=20, wrong=0)) is None
    assert recall(answered, Found(messages=30, right=0, wrong=0)) is None


def test_message_that_was_looked_at_is_estimated_no_more() -> None:
    whole = [Tally(week="1", stratum=Stratum.NEAR, population=4, yes=1, no=3)]

    found = recall(whole, Found(messages=3, right=3, wrong=0))

    assert found
    assert (found.share.low, found.share.value, found.share.high) == (0.75, 0.75, 0.75)


@pytest.mark.parametrize(
    ("weeks", "rest", "near_share", "rest_share"),
    [(4, 400, 0.1, 0.01), (12, 1900, 0.15, 0.003), (26, 200, 0.3, 0.03), (12, 200, 0.02, 0.001)],
)
def test_interval_holds_the_true_recall_as_often_as_it_promises(
    weeks: int, rest: int, near_share: float, rest_share: float
) -> None:
    chance, held = random.Random(46), []  # noqa: S311 - a simulation, no secret
    strata = ((Stratum.NEAR, 40, near_share, 4), (Stratum.REST, rest, rest_share, 6))
    for _ in range(200):
        tallies, lost = [], 0
        for week in range(weeks):
            for stratum, usual, share, drawn in strata:
                truth = [chance.random() < share for _ in range(int(usual * chance.uniform(0.5, 1.5)))]
                yes, lost = sum(truth[:drawn]), lost + sum(truth)
                counted = {"population": len(truth), "yes": yes, "no": drawn - yes}
                tallies.append(Tally(week=str(week), stratum=stratum, **counted))
        found = [chance.random() < 0.85 for _ in range(20 * weeks)]
        said = found[: len(found) * 6 // 10]
        made = recall(tallies, Found(messages=len(found), right=sum(said), wrong=len(said) - sum(said)))
        assert made
        held.append(made.share.low <= sum(found) / (sum(found) + lost) <= made.share.high)

    assert 0.90 <= sum(held) / len(held) <= 0.99


def test_wilson_gives_the_published_interval() -> None:
    # 81 of 263: Newcombe (1998), table I, case a, method 3
    share = wilson(81, 263)

    assert share
    assert (round(share.low, 4), round(share.high, 4)) == (0.2553, 0.3662)
    assert wilson(0, 0) is None
