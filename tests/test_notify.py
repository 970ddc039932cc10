"""Staff hear of each opportunity once: alone, in a list, or in the digest."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dialogbot import notices
from dialogbot.config import AlertsConfig, Rule
from dialogbot.domain import Action, Decision, Message, Sort, Status
from dialogbot.notify import announce, decide, wake
from dialogbot.store import Store
from dialogbot.store.mutes import Mute
from dialogbot.store.opportunities import settled
from tests.build import NOW, QUESTION, YES, add, found, policy, store_in, texts

ALERTS = AlertsConfig(alert_max_age_days=14, bundle_from=3)


def test_new_opportunity_is_alerted_at_every_address_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        for _ in range(2):
            announce(store, now=NOW, policy=policy(ALERTS, ["-1", "-2"]))

        assert _queued(store) == [("alert:1", "-1"), ("alert:1", "-2")]


def test_old_opportunity_is_kept_for_the_digest(tmp_path: Path) -> None:
    old = replace(QUESTION, posted_at=NOW - timedelta(days=15))
    with store_in(tmp_path) as store:
        store.opportunities.judged(add(store, old), YES, NOW)

        assert announce(store, now=NOW, policy=policy(ALERTS, ["-1"])) == []
        assert store.outbox.waiting() == 0
        assert [one.status for one in store.opportunities.unfinished()] == [Status.OPEN]


def test_undated_opportunity_is_alerted(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.opportunities.judged(add(store, replace(QUESTION, posted_at=None)), YES, NOW)

        assert len(announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))) == 1


def test_burst_becomes_lists_of_ten_the_best_first(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(1, 13):
            found(store, number, score=0.5 + number / 100)
        announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))

        assert [key for key, _ in _queued(store)] == ["bundle:12,11,10,9,8,7,6,5,4,3", "bundle:2,1"]


def test_list_calls_each_of_those_who_are_asked_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        numbers = [found(store, number) for number in range(1, 5)]
        for number, person, call in ((1, "Kari", "@kari"), (2, "Ola", "502"), (3, "Kari", "@kari")):
            store.duties.assign(number, person, call)
        store.opportunities.decide(settled(3, NOW))
        shown = [one for number in numbers if (one := store.opportunities.numbered(number))]
        blocks = notices.bundle(shown, texts(), content="full").blocks

    calls = [(block.text, block.calls) for block in blocks if block.text.startswith("Til ")]
    assert calls == [("Til Kari @kari: #1", None), ("Til Ola: #2", 502)]
    listed = notices.waiting(shown[:2], 2, texts(), content="full").blocks
    assert [block.text.rpartition(" → ")[2] for block in listed[1:]] == ["Kari", "Ola"]


def test_what_goes_beyond_the_hours_budget_waits_and_comes_as_a_list(tmp_path: Path) -> None:
    frugal = replace(ALERTS, bundle_from=9, most_an_hour=2)
    with store_in(tmp_path) as store:
        for number in range(1, 6):
            found(store, number, score=0.5 + number / 100)
        runs = [_numbers(store, frugal, minutes) for minutes in (0, 30, 61)]

    assert runs == [[5, 4], [], [3, 2]]


def test_days_budget_holds_too(tmp_path: Path) -> None:
    frugal = replace(ALERTS, bundle_from=9, most_a_day=1)
    with store_in(tmp_path) as store:
        for number in (1, 2):
            found(store, number)
        runs = [_numbers(store, frugal, minutes) for minutes in (0, 120, 24 * 60 + 1)]

    assert runs == [[1], [], [2]]


def test_muted_community_and_topic_are_kept_for_the_digest(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        store.mutes.put(Mute(scope="community", name="VANNKANNA", until=NOW + timedelta(days=1), by="Kari"))
        muted = _numbers(store, ALERTS, 0)
        store.mutes.put(Mute(scope="topic", name="reading", until=NOW + timedelta(days=9), by="Kari"))
        found(store, 2)

        assert (muted, _numbers(store, ALERTS, 24 * 60 + 1)) == ([], [2])


def test_rule_asks_for_more_certainty_in_one_community(tmp_path: Path) -> None:
    strict = replace(ALERTS, rules=(Rule(community="vannkanna", threshold=0.95), Rule(topic="reading", threshold=0.99)))
    with store_in(tmp_path) as store:
        found(store, 1, score=0.94)
        found(store, 2, score=0.96)

        assert _numbers(store, strict, 0) == [2]


def test_question_asked_again_joins_the_card_of_the_first(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _delivered(store, found(store))
        again = replace(QUESTION, ref="1000000000099", community="Oss i Lyngvik", url="https://facebook.example/99")
        store.opportunities.judged(add(store, again), YES, NOW)

        assert announce(store, now=NOW, policy=policy(ALERTS, ["-1"])) == []
        assert _queued(store) == [("edit:1:0:again:2", "-1")]
        assert [(one.number, one.community) for one in store.repeats.of(1)] == [(2, "Oss i Lyngvik")]
        assert [one.number for one in store.opportunities.unfinished()] == [1]


def test_question_asked_again_after_it_was_answered_is_a_new_card_that_tells_so(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _delivered(store, found(store))
        decide(store, replace(_claim(1), action=Action.HANDLE), NOW)
        store.opportunities.judged(add(store, replace(QUESTION, ref="1000000000099", author="Ola")), YES, NOW)
        told = announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))

        assert [one.number for one in told] == [2]
        assert [one.number for one in store.repeats.of(2)] == [1]


def test_cross_posts_in_one_import_are_one_card(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        store.opportunities.judged(add(store, replace(QUESTION, ref="1000000000099", community="X")), YES, NOW)

        assert [one.number for one in announce(store, now=NOW, policy=policy(ALERTS, ["-1"]))] == [1]


def test_decision_brings_every_message_that_shows_it_up_to_date(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _delivered(store, found(store))
        decide(store, _claim(1), NOW)

        assert _queued(store) == [("edit:1:1", "-1")]


def test_decision_about_another_opportunity_edits_nothing(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _delivered(store, found(store, 1))
        found(store, 2)
        decide(store, _claim(2), NOW)

        assert _queued(store) == []


def test_many_snoozes_that_end_together_come_as_lists(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(1, 4):
            found(store, number)
            later = NOW + timedelta(days=1)
            store.opportunities.decide(
                Decision(number=number, action=Action.SNOOZE, by="Kari", made_at=NOW, until=later)
            )
        for _ in range(2):
            wake(store, now=NOW + timedelta(days=2), policy=policy(ALERTS, ["-1"]))
        due = store.outbox.next_due(NOW + timedelta(days=2))
        waiting = store.outbox.waiting()

    assert due is not None
    assert (due[1].sort, due[1].subject, waiting) == (Sort.BUNDLE, "1,2,3", 1)


def test_snooze_that_is_over_opens_and_alerts_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _delivered(store, found(store))
        snooze = replace(_claim(1), action=Action.SNOOZE, until=NOW + timedelta(days=1))
        store.opportunities.decide(snooze)

        wake(store, now=NOW + timedelta(hours=23), policy=policy(ALERTS, ["-1"]))
        assert _queued(store) == []
        for _ in range(2):
            wake(store, now=NOW + timedelta(days=1), policy=policy(ALERTS, ["-1"]))
        assert _queued(store) == [("edit:1:2", "-1"), ("alert:1:2", "-1")]


def _numbers(store: Store, alerts: AlertsConfig, minutes: int) -> list[int]:
    now = NOW + timedelta(minutes=minutes)
    return [one.number for one in announce(store, now=now, policy=policy(alerts, ["-1"]))]


def _claim(number: int) -> Decision:
    return Decision(number=number, action=Action.CLAIM, by="Kari", made_at=NOW)


def _delivered(store: Store, number: int) -> None:
    announce(store, now=NOW, policy=policy(replace(ALERTS, bundle_from=9), ["-1"]))
    due = store.outbox.next_due(NOW)
    assert due is not None
    assert due[1] == Message(key=f"alert:{number}", sort=Sort.ALERT, subject=str(number), address="-1")
    store.outbox.confirm(due[0], "-1:77", NOW)


def _queued(store: Store) -> list[tuple[str, str]]:
    """Take all that is due, marking it as sent to nowhere."""
    taken = []
    while (due := store.outbox.next_due(NOW + timedelta(days=2))) is not None:
        taken.append((due[1].key, due[1].address))
        store.outbox.give_up(due[0], "test", NOW)
    return taken
