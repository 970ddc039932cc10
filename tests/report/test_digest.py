"""The digest: when it is due, once a week, and what it counts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.config import DigestConfig
from dialogbot.domain import Action, Decision, DialogbotError
from dialogbot.learning import Correction, Figures, Weight
from dialogbot.notices import plain
from dialogbot.report.digest import Week, figures, last_due, notice, queue_when_due
from dialogbot.store import Store
from dialogbot.store.imports import Imported
from tests.build import NOW, OSLO, found, store_in, texts

MONDAY = DigestConfig(day="monday", time="08:00")
SUNDAY_NIGHT = DigestConfig(day="sunday", time="02:30")


def _oslo(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=OSLO)


@pytest.mark.parametrize(
    ("now", "due"),
    [
        ("2026-11-23T08:00", "2026-11-23T08:00"),
        ("2026-11-23T07:59", "2026-11-16T08:00"),
        ("2026-11-29T23:59", "2026-11-23T08:00"),
        ("2026-03-30T08:00", "2026-03-30T08:00"),
        ("2026-10-26T08:30", "2026-10-26T08:00"),
    ],
)
def test_digest_is_due_by_the_clock_on_the_wall_through_both_changes(now: str, due: str) -> None:
    assert last_due(_oslo(now), MONDAY, OSLO) == _oslo(due)


def test_hours_between_two_digests_follow_the_clock() -> None:
    spring = _oslo("2026-03-30T08:00").astimezone(UTC) - _oslo("2026-03-23T08:00").astimezone(UTC)
    autumn = _oslo("2026-10-26T08:00").astimezone(UTC) - _oslo("2026-10-19T08:00").astimezone(UTC)

    assert (spring, autumn) == (timedelta(hours=167), timedelta(hours=169))


def test_time_that_the_clock_skips_in_spring_is_after_the_gap() -> None:
    due = last_due(datetime(2026, 3, 29, 12, tzinfo=UTC), SUNDAY_NIGHT, OSLO)

    assert due.astimezone(UTC) == datetime(2026, 3, 29, 1, 30, tzinfo=UTC)


def test_time_that_the_clock_shows_twice_in_autumn_is_due_once_at_the_first(tmp_path: Path) -> None:
    first, second = datetime(2026, 10, 25, 0, 30, tzinfo=UTC), datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    with store_in(tmp_path) as store:
        _import(store, datetime(2026, 10, 1, tzinfo=UTC))

        assert [_queue(store, when, SUNDAY_NIGHT) for when in (first, second)] == [True, False]


def test_digest_is_queued_once_a_week(tmp_path: Path) -> None:
    monday = datetime(2026, 11, 23, 7, tzinfo=UTC)
    with store_in(tmp_path) as store:
        _import(store, monday - timedelta(days=30))
        queued = [_queue(store, monday + timedelta(hours=hours)) for hours in (0, 1, 24, 167, 168)]

        assert queued == [True, False, False, False, True]


def test_digest_missed_while_the_machine_was_off_goes_out_late(tmp_path: Path) -> None:
    thursday = datetime(2026, 11, 26, 13, tzinfo=UTC)
    with store_in(tmp_path) as store:
        _import(store, thursday - timedelta(days=30))
        _queue(store, thursday)
        due = store.outbox.next_due(thursday)

    assert due is not None
    assert (due[1].key, due[1].subject) == ("digest:2026-W47", "2026-W47")


def test_new_installation_starts_with_silence(tmp_path: Path) -> None:
    thursday = datetime(2026, 11, 26, 13, tzinfo=UTC)
    with store_in(tmp_path) as store:
        assert not _queue(store, thursday)
        _import(store, thursday)
        assert not _queue(store, thursday)
        assert _queue(store, thursday + timedelta(days=4))


def test_week_is_counted(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in range(1, 6):
            found(store, number)
        for number, action, minutes in ((1, Action.CLAIM, 10), (1, Action.HANDLE, 50), (2, Action.DISMISS, 30)):
            _decide(store, number, action, minutes)
        counted = figures(store, Week(year=2026, week=48), OSLO)

    assert (counted.posts, counted.found, counted.claimed, counted.handled, counted.dismissed) == (5, 5, 1, 1, 1)
    assert (counted.open, counted.reaction) == (3, timedelta(minutes=20))
    assert counted.topics == (("loans", 5),)
    assert counted.communities == (("Vannkanna", 5),)
    assert counted.people == (("Kari", 1),)
    assert [one.number for one in counted.waiting] == [5, 4, 3]


def test_what_lies_outside_the_week_does_not_count(tmp_path: Path) -> None:
    sunday_night = datetime(2026, 11, 22, 22, 59, tzinfo=UTC)
    with store_in(tmp_path) as store:
        found(store, 1, now=sunday_night)
        found(store, 2, now=sunday_night + timedelta(minutes=1))

        assert figures(store, Week(year=2026, week=47), OSLO).found == 1
        assert figures(store, Week(year=2026, week=48), OSLO).found == 1


def test_own_decisions_of_the_program_are_no_reaction(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store)
        _decide(store, 1, Action.SETTLE, 5)

        assert figures(store, Week(year=2026, week=48), OSLO).reaction is None


def test_digest_reads_like_this(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        found(store, 1)
        found(store, 2)
        _decide(store, 1, Action.HANDLE, 90)
        counted = figures(store, Week(year=2026, week=48), OSLO)

    assert plain(notice(counted, texts(), content="full")).splitlines() == [
        "Uke 48 (23. november 2026 – 29. november 2026)",
        "2 nye innlegg lest",
        "2 muligheter for samtale funnet",
        "Tatt: 0 · besvart: 1 · ikke for oss: 0",
        "Åpne ved ukeslutt: 1",
        "Hva",
        "Spurt om: lån: 2",
        "Hvor: Vannkanna: 2",
        "Best å svare på nå",
        "#2 Spørsmål · lån · Vannkanna: Kan tante på 2 år få lydbøker tilsendt i posten? https://facebook.example/1",
        "Hvordan",
        "Tid til første reaksjon (median): 1 time",
        "Ingen svar fra oss i det som er importert siste fire uker",
        "Hvem",
        "Svarte: Kari: 1",
        "Hvordan blir vi bedre",
        "Av det som ble funnet siste åtte uker, var 100 % (21–100 %) noe for oss",
    ]


def test_empty_week_says_so(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        counted = figures(store, Week(year=2026, week=48), OSLO)

    assert "Ingen nye muligheter for samtale denne uka." in plain(notice(counted, texts(), content="full"))


def test_what_was_learnt_in_the_week_is_told_and_what_was_taken_back_is_not(tmp_path: Path) -> None:
    cabin = Weight(feature="stem:hytt", value=-1.2, word="hytte", yes=2, no=7, recent=9, recent_no=7)
    learnt = Figures(verdicts=40, yes=20, loss_before=0.7, loss_after=0.5, f1_before=0.6, f1_after=0.7)
    with store_in(tmp_path) as store:
        store.corrections.keep(Correction(weights=(cabin,)), learnt, accepted=True, now=NOW)
        told = [
            plain(notice(figures(store, Week(year=2026, week=week), OSLO), texts(), content="full"))
            for week in (48, 49)
        ]
        store.corrections.undo()
        told.append(plain(notice(figures(store, Week(year=2026, week=48), OSLO), texts(), content="full")))

    assert ["«hytte» veier mindre: 7 av de siste 9 var uaktuelle" in one for one in told] == [True, False, False]


@pytest.mark.parametrize("text", ["2026-W54", "2026-46", "uke 46", ""])
def test_week_that_does_not_exist_is_refused(text: str) -> None:
    with pytest.raises(DialogbotError, match="2026-W46"):
        Week.parse(text)


def test_week_is_written_as_it_is_read() -> None:
    assert str(Week.parse("2026-W05")) == "2026-W05"
    assert Week.of(datetime(2027, 1, 1, tzinfo=UTC).date()) == Week(year=2026, week=53)


def _import(store: Store, now: datetime) -> None:
    nothing = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
    store.imports.remember(Imported(file="x", reader="y", at=now, **nothing))


def _queue(store: Store, now: datetime, settings: DigestConfig = MONDAY) -> bool:
    return queue_when_due(store, now=now, settings=settings, zone=OSLO, addresses=["-1"])


def _decide(store: Store, number: int, action: Action, minutes: int) -> None:
    made = Decision(number=number, action=action, by="Kari", made_at=NOW)
    store.opportunities.decide(replace(made, made_at=NOW + timedelta(minutes=minutes)))
