"""A little half-year, counted by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.domain import Action, Post, Topic
from dialogbot.report.measures import PROFILE, Measures, measure
from dialogbot.report.series import Joined
from dialogbot.store import Store
from dialogbot.store.history import Work
from tests.build import OSLO, YES, add, store_in
from tests.report.small import AFTER, MAY, PERIOD, ask, decide, fill


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    """The little half-year."""
    with store_in(tmp_path) as made:
        fill(made)
        yield made


def _measured(store: Store, now: datetime = AFTER) -> Measures:
    return measure(store, PERIOD, now=now, zone=OSLO, own=frozenset())


def test_totals_are_as_counted_by_hand(store: Store) -> None:
    made = _measured(store)

    assert (made.posts, made.found, made.settled, made.over) == (6, 6, 1, True)
    assert made.still_open == 2  # the one that Ola let go, and the one that nobody looked at
    assert (made.conversations, made.joined) == (5, 2)  # without the one that was put away


def test_topics_are_as_counted_by_hand(store: Store) -> None:
    topics = [(one.name, one.found, one.joined, one.dismissed) for one in _measured(store).topics]

    assert topics == [("loans", 3, 2, 1), ("data", 2, 0, 0), ("space", 1, 0, 0)]


def test_months_are_as_counted_by_hand(store: Store) -> None:
    made = _measured(store)

    assert made.months == (
        Joined(month=date(2026, 5, 1), found=1, joined=1),
        Joined(month=date(2026, 6, 1), found=4, joined=1),
    )
    assert [(one.judged, one.precision and one.precision.value) for one in made.judged] == [(2, 0.5), (1, 1.0)]


def test_weeks_are_as_counted_by_hand(store: Store) -> None:
    made = _measured(store)
    loans = made.lines[0]

    assert loans.topic == "loans"
    assert {str(day): count for day, count in zip(made.mondays, loans.counts, strict=True) if count} == {
        "2026-05-04": 2,
        "2026-06-01": 1,
    }


def test_hours_are_those_on_the_wall_when_it_was_written(store: Store) -> None:
    hours = _measured(store).hours

    wednesday = {hour: count for hour, count in enumerate(hours[2]) if count}
    assert wednesday == {9: 1, 8: 1, 7: 1, 6: 1, 5: 1, 4: 1}
    assert sum(map(sum, hours)) == 6


def test_reactions_are_those_of_people(store: Store) -> None:
    made = _measured(store)

    assert sorted(made.waits) == [timedelta(minutes=30), timedelta(hours=1), timedelta(hours=5), timedelta(days=2)]
    assert (made.unreacted, made.reaction) == (2, timedelta(hours=3))


def test_people_are_as_counted_by_hand(store: Store) -> None:
    assert _measured(store).people == (
        Work(name="Kari", claimed=1, handled=2, dismissed=1, expired=0),
        Work(name="Ola", claimed=1, handled=0, dismissed=0, expired=1),
    )
    assert _measured(store).reasons == (("chatter", 1),)


def test_precision_counts_what_was_judged_and_not_what_was_left(store: Store) -> None:
    precision = _measured(store).precision

    assert precision is not None
    assert precision.value == pytest.approx(2 / 3)
    assert precision.low == pytest.approx(0.2077, abs=1e-4)  # Wilson's interval of 2 of 3, from a table
    assert precision.high == pytest.approx(0.9385, abs=1e-4)


def test_what_came_after_the_period_does_not_change_it(store: Store) -> None:
    before = _measured(store)
    ask(store, 7, AFTER, Topic.LOANS)
    decide(store, 6, Action.HANDLE, "Kari", AFTER)

    assert replace(_measured(store, AFTER + timedelta(days=9)), until=before.until) == before


def test_period_that_is_not_over_counts_until_now(store: Store) -> None:
    made = _measured(store, MAY + timedelta(days=1))

    assert (made.over, made.found, made.joined) == (False, 2, 1)


def test_community_named_like_a_writer_loses_its_name(tmp_path: Path) -> None:
    wall = Post(
        text="Hvor finner jeg lydbøker på bokmål?", ref="9", community="Nils Aas", author="Nils Aas", posted_at=MAY
    )
    with store_in(tmp_path) as made:
        made.opportunities.judged(add(made, wall, MAY), YES, MAY)

        assert [one.name for one in _measured(made).communities] == [PROFILE]
