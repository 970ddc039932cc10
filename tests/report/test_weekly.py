"""The weekly figures: counted by hand, unchanged by what happens later, readable in an empty week and in a full one."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.audit import Share
from dialogbot.domain import Action, Decision, Kind, Reason, Topic
from dialogbot.notices import plain
from dialogbot.people import Person, Team
from dialogbot.report.digest import House, Week, figures, notice
from dialogbot.report.quality import changes, noise, precision
from dialogbot.store import Store
from dialogbot.store.imports import Imported
from tests.build import NO, NOW, OSLO, QUESTION, YES, add, found, store_in, texts

WEEK = Week(year=2026, week=48)
END = WEEK.span(OSLO)[1]
TEAM = Team(
    people=(Person(name="Kari"), Person(name="Ola")),
    rota={"W49": frozenset({"Kari", "Ola"}), "friday": frozenset({"Ola"})},
)
HOUSE = House(own_accounts=frozenset({"Lyngvik bibliotek"}), team=TEAM)


def _decide(store: Store, number: int, action: Action, when: datetime = NOW, reason: Reason | None = None) -> None:
    made = Decision(number=number, action=action, by="Kari", made_at=when, reason=reason)
    store.opportunities.decide(made)


def _week(store: Store) -> None:
    """Six opportunities: one answered, one taken, two put away, two open; and a reply of ours that was thanked for."""
    for number in range(1, 7):
        found(store, number, score=0.5 + number / 20)
    _decide(store, 1, Action.CLAIM)
    _decide(store, 1, Action.HANDLE)
    _decide(store, 2, Action.CLAIM)
    _decide(store, 3, Action.DISMISS, reason=Reason.CHATTER)
    _decide(store, 4, Action.DISMISS)
    under = replace(QUESTION, thread_ref="1000000000001", parent_ref="1000000000001")
    reply = replace(under, ref="21", author="Lyngvik bibliotek", text="Se her", posted_at=NOW, likes=2)
    thanked = replace(under, ref="22", parent_ref="21", text="Takk!", posted_at=NOW + timedelta(hours=1))
    for post in (reply, thanked):
        store.opportunities.judged(add(store, post), NO, NOW)


def test_week_is_counted_as_by_hand(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _week(store)
        counted = figures(store, WEEK, OSLO, HOUSE)

    assert (counted.found, counted.claimed, counted.handled, counted.dismissed, counted.open) == (6, 2, 1, 2, 3)
    assert [one.number for one in counted.waiting] == [6, 5, 2]
    assert (counted.replies.effect.replies, counted.replies.effect.thanked, counted.replies.effect.likes) == (1, 1, 2)
    assert counted.replies.first_wait == timedelta(hours=2)
    assert [one.reply.ref for one in counted.replies.best] == ["21"]
    assert counted.load == (("Kari", 1),)
    assert counted.precision
    assert counted.precision.value == 0.5
    assert counted.noise.communities == (("Vannkanna", 2, 4),)
    assert set(counted.noise.reasons) == {(Reason.CHATTER, 1), (None, 1)}
    assert {names for _, names in counted.rota} == {("Kari", "Ola")}


def test_nothing_that_happens_later_changes_a_past_week(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _week(store)
        before = figures(store, WEEK, OSLO, HOUSE)
        later = END + timedelta(hours=1)
        for number in (2, 5):
            _decide(store, number, Action.HANDLE, later)
        _decide(store, 1, Action.REOPEN, later)
        store.opportunities.undo(Decision(number=3, action=Action.REOPEN, by="Kari", made_at=later))
        for number in (5, 6):
            post = store.opportunities.numbered(number)
            assert post
            store.opportunities.judged(post.post, replace(NO, score=0.02), later)
        store.repeats.put(6, 5, silent=True, now=later)
        answer = replace(QUESTION, ref="23", thread_ref="1000000000001", parent_ref="21", text="Takk igjen", likes=8)
        add(store, answer, later)
        add(store, replace(answer, ref="21", author="Lyngvik bibliotek", text="Se her", likes=9), later)

        assert figures(store, WEEK, OSLO, HOUSE) == before


def test_what_was_asked_lately_is_best_to_answer_whatever_the_score(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        old = replace(QUESTION, ref="80", text="Er det noen som husker dette?", posted_at=NOW - timedelta(weeks=9))
        store.opportunities.judged(add(store, old), replace(YES, score=0.99), NOW)
        found(store, 2, score=0.6)

        assert [one.verdict.score for one in figures(store, WEEK, OSLO).waiting] == [0.6, 0.99]


def test_digest_of_a_full_week_stays_short(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        with store.writing():
            for number in range(2000):
                post = replace(
                    QUESTION, ref=f"5{number:09}", text=f"Spørsmål {number}?", community=f"Gruppe {number % 40}"
                )
                topic = tuple(Topic)[number % len(Topic)]
                store.opportunities.judged(add(store, post), replace(YES, topic=topic, kind=Kind.REQUEST), NOW)
                if number % 3 == 0:
                    _decide(store, number + 1, Action.DISMISS, reason=tuple(Reason)[number % len(Reason)])
        counted = figures(store, WEEK, OSLO, HOUSE)

    written = plain(notice(counted, texts(), content="full"))
    assert len(written.splitlines()) <= 35
    assert len(written) < 4000
    assert "… og 1 328 til. Skriv /liste." in written.replace("\N{NO-BREAK SPACE}", " ")


def test_digest_of_an_empty_week_is_a_few_lines(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        counted = figures(store, WEEK, OSLO)

    assert plain(notice(counted, texts(), content="full")).splitlines() == [
        "Uke 48 (23. november 2026 – 29. november 2026)",
        "0 nye innlegg lest",
        "Ingen nye muligheter for samtale denne uka.",
        "Tatt: 0 · besvart: 0 · ikke for oss: 0",
        "Åpne ved ukeslutt: 0",
        "Ingenting sto åpent.",
        "Hvordan",
        "Ingen reaksjoner denne uka",
        "Ingen svar fra oss i det som er importert siste fire uker",
    ]


def test_topic_out_of_the_ordinary_is_told_of(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        nothing = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
        store.imports.remember(Imported(file="x", reader="y", at=NOW - timedelta(weeks=20), **nothing))
        for number in range(8):
            found(store, number, now=NOW - timedelta(weeks=number % 8 + 1))
        for number in range(20, 32):
            found(store, number)
        written = plain(notice(figures(store, WEEK, OSLO), texts(), content="full"))

    assert "Mer enn vanlig: lån 12 (ellers 1)" in written.splitlines()


def test_question_that_came_again_and_a_silent_group_are_told_of(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        add(store, replace(QUESTION, ref="9", community="Stille", text="Er det noen her?"), NOW - timedelta(days=20))
        for number in (1, 2):
            found(store, number)
        store.repeats.put(2, 1, silent=True, now=NOW)
        written = plain(notice(figures(store, WEEK, OSLO), texts(), content="link")).splitlines()

    assert "Spurt 2 ganger: #1 Spørsmål · lån · Vannkanna https://facebook.example/1" in written
    assert "Ingenting nytt: Stille siden 4. november 2026" in written


def test_rota_puts_days_in_a_row_together(tmp_path: Path) -> None:
    rota = {"monday": frozenset({"Kari"}), "tuesday": frozenset({"Kari"}), "friday": frozenset({"Ola"})}
    with store_in(tmp_path) as store:
        counted = figures(store, WEEK, OSLO, House(team=replace(TEAM, rota=rota)))

    written = plain(notice(counted, texts(), content="full"))
    assert "Vakt neste uke: mandag–tirsdag: Kari · fredag: Ola" in written


@pytest.mark.parametrize(
    ("now", "before", "told"),
    [
        ({"loans": 3}, {"loans": 8}, []),
        ({"loans": 12}, {"loans": 8}, ["loans"]),
        ({}, {"loans": 80}, ["loans"]),
        ({"loans": 4}, {}, ["loans"]),
        ({"loans": 2}, {}, []),
        ({"loans": 2000}, {"loans": 16000}, []),
    ],
)
def test_only_what_chance_hardly_gives_is_a_change(
    now: dict[str, int], before: dict[str, int], told: list[str]
) -> None:
    assert [one.name for one in changes(now, before, 8)] == told


def test_precision_and_noise_are_of_what_was_known_then(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _week(store)
        then = NOW + timedelta(seconds=1)
        _decide(store, 5, Action.DISMISS, then)

        assert precision(store, WEEK.span(OSLO), NOW) is None
        assert noise(store, WEEK.span(OSLO), then).communities == (("Vannkanna", 2, 4),)
        share = precision(store, WEEK.span(OSLO), END)

    assert isinstance(share, Share)
    assert share.value == 0.4


def test_week_leads_back_and_ahead_over_the_turn_of_the_year() -> None:
    first = Week(year=2027, week=1)

    assert (str(first.back(1)), str(first.back(1).back(-1))) == ("2026-W53", "2027-W01")
    assert first.days()[0] == datetime(2027, 1, 4, tzinfo=UTC).date()
