"""Alerts a week, and the threshold that gives so many."""

from __future__ import annotations

from datetime import timedelta

from dialogbot.budget import THRESHOLDS, Scored, lines, rates, weeks
from tests.build import NOW


def _scored(*scores: float, days: float = 14, community: str = "Vannkanna") -> list[Scored]:
    """Posts spread evenly over so many days until now."""
    step = timedelta(days=days) / max(1, len(scores) - 1)
    return [Scored(community=community, score=one, at=NOW - place * step) for place, one in enumerate(scores)]


def test_a_week_is_the_least_that_is_counted_over() -> None:
    assert weeks(_scored(0.9, 0.8, days=1)) == 1.0
    assert weeks(_scored(0.9, 0.8, days=21)) == 3.0
    assert weeks([]) == 1.0


def test_rates_fall_as_the_threshold_rises() -> None:
    found = rates(_scored(0.35, 0.55, 0.55, 0.95), over=2.0)

    assert dict(zip(THRESHOLDS, found, strict=True))[0.5] == 1.5
    assert found == sorted(found, reverse=True)


def test_line_lets_no_more_through_than_the_budget() -> None:
    scored = _scored(*(0.5 + place / 100 for place in range(40)))
    line = lines(scored, a_week=5, now=NOW)["vannkanna"]

    assert 9 <= sum(one.score >= line for one in scored) <= 10


def test_quiet_community_keeps_the_shipped_threshold() -> None:
    assert lines(_scored(0.55, 0.6), a_week=5, now=NOW) == {"vannkanna": 0.0}


def test_each_community_has_its_own_line() -> None:
    busy, quiet = _scored(*[0.6, 0.7, 0.8] * 10), _scored(0.6, community="Leseklubben")
    found = lines([*busy, *quiet], a_week=5, now=NOW)

    assert found["vannkanna"] > 0.7
    assert found["leseklubben"] == 0.0


def test_equal_scores_never_silence_a_community() -> None:
    assert lines(_scored(*[0.9] * 50), a_week=1, now=NOW) == {"vannkanna": 0.9}
