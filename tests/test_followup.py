"""What is forgotten comes up again, in opening hours and once."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from dialogbot.config import AlertsConfig, DeadlinesConfig
from dialogbot.domain import Action, Decision, Sort, Status
from dialogbot.followup import follow_up, tell_of_silence
from dialogbot.hours import HoursConfig, read_calendar
from dialogbot.notices import plain
from dialogbot.notify import Policy, announce
from dialogbot.people import TeamConfig, read_team
from dialogbot.store import Store
from tests.build import found, policy, store_in, texts

WEEK: dict[str, Any] = dict.fromkeys(("monday", "tuesday", "wednesday", "thursday", "friday"), "08:00-16:00")
FRIDAY = datetime(2026, 5, 22, 13, tzinfo=UTC)  # 15.00 in Oslo; the Monday after it is Whit Monday
TUESDAY = datetime(2026, 5, 26, 6, tzinfo=UTC)  # 08.00
HOUR = timedelta(hours=1)


def test_alert_that_nobody_takes_is_brought_up_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _alerted(store, FRIDAY)
        heard = [_run(store, when) for when in (FRIDAY + 0.9 * HOUR, TUESDAY + 2.9 * HOUR, TUESDAY + 3 * HOUR)]
        again = _run(store, TUESDAY + 3.5 * HOUR)

    assert heard[:2] == [[], []]
    assert heard[2][0].startswith("1 sak har ventet en stund på at noen tar den\n#1 ")
    assert again == []


def test_nothing_rings_on_a_weekend_whit_monday_or_at_night(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _alerted(store, FRIDAY)
        heard = [_run(store, FRIDAY + hours * HOUR) for hours in range(1, 89)]

    assert heard == [[]] * 88


def test_what_is_still_not_taken_is_brought_before_the_administrators_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _alerted(store, FRIDAY)
        _run(store, TUESDAY + 3 * HOUR)
        heard = [_run(store, TUESDAY + hours * HOUR) for hours in (6.9, 7, 7.5)]

    assert heard[0] == heard[2] == []
    assert heard[1][0].startswith("@berit 1 sak har fortsatt ingen som tar den")


def test_administrator_who_came_in_by_a_code_is_called_too(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.duties.invite("code", "Anne Vik", "admin", TUESDAY)
        store.duties.let_in("code", 507, FRIDAY)
        _alerted(store, FRIDAY)
        _run(store, TUESDAY + 3 * HOUR)
        (told,) = _run(store, TUESDAY + 7 * HOUR)

    assert told.splitlines()[:2] == ["@berit 1 sak har fortsatt ingen som tar den", "Anne Vik"]


def test_claimed_alert_is_not_brought_up(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _alerted(store, FRIDAY)
        _decide(store, Action.CLAIM, FRIDAY)

        assert _run(store, TUESDAY + 6 * HOUR) == []


def test_claim_without_an_answer_goes_back_to_all_with_a_word(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _alerted(store, FRIDAY)
        _decide(store, Action.CLAIM, FRIDAY)
        heard = [_run(store, TUESDAY + hours * HOUR) for hours in (7, 24 + 6.9, 24 + 7, 24 + 7.5)]
        one = store.opportunities.numbered(1)

    assert [len(words) for words in heard] == [0, 0, 1, 0]
    assert heard[2][0].startswith("Kari rakk ikke å svare. Den er åpen for alle igjen:\n#1 ")
    assert one is not None
    assert one.status is Status.OPEN


def test_deadline_of_zero_is_never(tmp_path: Path) -> None:
    never = DeadlinesConfig(remind_after_hours=0, escalate_after_hours=0, claims_expire_after_hours=0)
    with store_in(tmp_path) as store:
        _alerted(store, FRIDAY)

        assert _run(store, TUESDAY + 30 * 24 * HOUR, deadlines=never) == []


def test_what_was_left_to_the_digest_is_not_brought_up(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.opportunities.announced([found(store, now=FRIDAY)], FRIDAY)

        assert _run(store, TUESDAY + 6 * HOUR) == []


def test_alerts_of_the_night_come_in_the_morning(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, now=FRIDAY + 10 * HOUR)

        assert announce(store, now=FRIDAY + 10 * HOUR, policy=_policy()) == []
        assert len(announce(store, now=TUESDAY, policy=_policy())) == 1


def test_silent_community_is_told_of_once_until_it_speaks_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.imports.remember_communities(["Vannkanna"], TUESDAY - timedelta(days=9))
        heard = []
        for when in (TUESDAY - HOUR, TUESDAY, TUESDAY + HOUR):
            tell_of_silence(store, now=when, policy=_policy(), texts=texts())
            heard.append(_take(store, when))

    assert heard[0] == heard[2] == []
    assert heard[1] == ["Ingen import fra Vannkanna på 9 dager. Er det noen som kan hente en ny eksport?"]


def test_communities_that_fall_silent_together_are_told_of_in_one_message(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        store.imports.remember_communities(["Vannkanna", "Strikkekroken"], TUESDAY - timedelta(days=9))
        tell_of_silence(store, now=TUESDAY, policy=_policy(), texts=texts())
        first = _take(store, TUESDAY)
        store.imports.remember_communities(["Vannkanna"], TUESDAY + HOUR)
        tell_of_silence(store, now=TUESDAY + timedelta(days=10), policy=_policy(), texts=texts())

        assert [words.splitlines() for words in first] == [
            ["Ingen import på lenge fra 2 grupper. Er det noen som kan hente nye eksporter?",
             "Strikkekroken: 9 dager", "Vannkanna: 9 dager"]
        ]  # fmt: skip
        assert [words[:24] for words in _take(store, TUESDAY + timedelta(days=10))] == ["Ingen import fra Vannkan"]


def test_claims_that_expire_together_are_told_of_in_one_message(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in (1, 2):
            _alerted(store, FRIDAY, number)
            store.opportunities.decide(Decision(number=number, action=Action.CLAIM, by="Kari", made_at=FRIDAY))
        told = _run(store, TUESDAY + (24 + 7) * HOUR)

    assert [words.splitlines()[0] for words in told] == ["Kari rakk ikke å svare. Disse er åpne for alle igjen:"]
    assert [line[:2] for line in told[0].splitlines()[1:]] == ["#2", "#1"]


def test_topic_goes_to_its_person_and_its_chat(tmp_path: Path) -> None:
    team = read_team(
        TeamConfig(
            people={"Kari": {"topics": ["loans"], "username": "kari"}, "Berit": {"topics": ["data"]}},
            topic_chats={"loans": "-1005/17"},
        ),
        "nb",
    )
    with store_in(tmp_path) as store:
        found(store, now=TUESDAY)
        announce(store, now=TUESDAY, policy=_policy(team=team))
        one, due = store.opportunities.numbered(1), store.outbox.next_due(TUESDAY)

    assert one is not None
    assert due is not None
    assert (one.assigned_to, one.mention, due[1].address) == ("Kari", "@kari", "-1005/17")


def test_what_was_alerted_in_a_chat_of_its_own_is_brought_up_there(tmp_path: Path) -> None:
    team = read_team(TeamConfig(topic_chats={"loans": "-1005/17"}), "nb")
    with store_in(tmp_path) as store:
        _alerted(store, TUESDAY)
        follow_up(store, now=TUESDAY + 5 * HOUR, policy=_policy(team=team), texts=texts())
        due = store.outbox.next_due(TUESDAY + 5 * HOUR)

    assert due is not None
    assert due[1].address == "-1005/17"


def test_undone_answer_gives_the_claim_its_time_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _alerted(store, TUESDAY)
        for action, when in ((Action.CLAIM, TUESDAY), (Action.HANDLE, TUESDAY + HOUR)):
            _decide(store, action, when)
        late = TUESDAY + 7 * 24 * HOUR
        store.opportunities.undo(Decision(number=1, action=Action.REOPEN, by="Ola", made_at=late))

        assert _run(store, late + HOUR) == []


def test_load_is_spread(tmp_path: Path) -> None:
    team = read_team(TeamConfig(people={"Kari": {}, "Ola": {}}), "nb")
    with store_in(tmp_path) as store:
        for number in range(1, 5):
            found(store, number, now=TUESDAY)
        announce(store, now=TUESDAY, policy=_policy(team=team))

        assert store.duties.load() == {"Kari": 2, "Ola": 2}


def _policy(**more: Any) -> Policy:
    team = read_team(TeamConfig(people={"Berit": {"role": "admin", "username": "berit", "topics": ["data"]}}), "nb")
    usual: dict[str, Any] = {"calendar": read_calendar(HoursConfig(**WEEK)), "team": team}
    return policy(AlertsConfig(), ["-1"], **usual | more)


def _alerted(store: Store, now: datetime, number: int = 1) -> None:
    found(store, number, now=now)
    announce(store, now=now, policy=_policy())
    due = store.outbox.next_due(now)
    assert due is not None
    store.outbox.confirm(due[0], f"-1:{number}", now)


def _decide(store: Store, action: Action, now: datetime) -> None:
    store.opportunities.decide(Decision(number=1, action=action, by="Kari", made_at=now))


def _run(store: Store, now: datetime, **more: Any) -> list[str]:
    follow_up(store, now=now, policy=_policy(**more), texts=texts())
    return _take(store, now)


def _take(store: Store, now: datetime) -> list[str]:
    """Take the words that are due, and pass over edits."""
    taken = []
    while (due := store.outbox.next_due(now)) is not None:
        if due[1].sort is Sort.WORD and due[1].notice is not None:
            taken.append(plain(due[1].notice))
        store.outbox.confirm(due[0], None, now)
    return taken
