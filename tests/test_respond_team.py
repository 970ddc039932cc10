"""The commands about people, as they are written in a chat."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dialogbot.config import AlertsConfig
from dialogbot.domain import Command, Message, Sort, Topic
from dialogbot.notices import plain
from dialogbot.people import Person, Role, Team
from dialogbot.respond import Desk, answer
from dialogbot.store import Store
from tests.build import NOW, found, store_in, texts, words

CHAT = "-1001"
KARI = Person(name="Kari Holm", telegram_id=501, username="kari", topics=frozenset({Topic.LOANS}), stand_in="Ola Lie")
OLA = Person(name="Ola Lie", telegram_id=502, topics=frozenset({Topic.DATA}))
TEAM = Team(people=(KARI, OLA, Person(name="Les Er", telegram_id=504, role=Role.READER)))


def test_whoever_is_asked_is_called_where_the_card_stands_and_in_the_answer(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _card(store)
        said = _say(store, "/tildel 1 Ola", KARI, address="501")
        told = _waiting(store, CHAT)

    assert said == "#1 er gitt til Ola Lie."
    assert [(one.sort, one.notice and plain(one.notice)) for one in told] == [
        (Sort.EDIT, None),
        (Sort.WORD, "Ola Lie: kan du se på #1?"),
    ]
    assert told[1].notice is not None
    assert told[1].notice.blocks[0].calls == 502


def test_one_with_a_username_is_called_by_it_and_only_once_in_the_same_chat(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _card(store)

        assert _say(store, "/tildel 1 Kari", OLA) == "#1 er gitt til Kari Holm @kari."
        assert [one.sort for one in _waiting(store, CHAT)] == [Sort.REPLY, Sort.EDIT]


def test_card_shows_who_was_asked_last_also_when_that_was_before(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _card(store)
        edits = []
        for place, name in enumerate(("Ola", "Kari", "Ola")):
            later = NOW + timedelta(minutes=place)
            _say(store, f"/tildel 1 {name}", KARI, now=later)
            edits.append(sum(one.sort is Sort.EDIT for one in _waiting(store, CHAT, later)))

    assert edits == [1, 1, 1]


def test_what_somebody_was_asked_to_look_at_goes_to_the_stand_in_while_they_are_away(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for number in (1, 2):
            _card(store, number)
            store.duties.assign(number, "Kari Holm", "@kari")
        _say(store, "/ta 2", KARI)
        said = _say(store, "/borte til 1.12.", KARI).splitlines()
        one = store.opportunities.numbered(1)

    assert said == [
        "Kari Holm er borte til og med 1. desember 2026.",
        "#1 er gitt til Ola Lie.",
        "Har fortsatt tatt #2. /angre med nummeret gir dem tilbake til alle.",
    ]
    assert one is not None
    assert (one.assigned_to, one.mention) == ("Ola Lie", "502")


def test_what_nobody_else_takes_stays_with_the_one_who_is_away(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _card(store)
        store.duties.assign(1, "Kari Holm", "@kari")
        alone = Team(people=(replace(KARI, stand_in=None),))

        assert _say(store, "/borte til 1.12.", KARI, team=alone) == "Kari Holm er borte til og med 1. desember 2026."


def test_decision_stands_under_the_name_that_the_team_knows(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _card(store)
        _say(store, "/ta 1", replace(KARI, name="Kari 🌞"))

        assert [one.by for one in store.opportunities.decisions(1)] == ["Kari Holm"]
        assert _say(store, "/ta #1", KARI) == "Du har allerede #1."


def test_help_lists_what_its_reader_may_write(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        told = _say(store, "/hjelp", TEAM.people[2])

    assert [line.split(" ")[0] for line in told.splitlines()[2:]] == ["/sprak", "/uke", "/hjelp"]


def _card(store: Store, number: int = 1) -> None:
    """An opportunity whose card stands in the chat."""
    found(store, number)
    message = Message(key=f"alert:{number}", sort=Sort.ALERT, subject=str(number), address=CHAT)
    store.outbox.queue(message, NOW, [number])
    due = store.outbox.next_due(NOW)
    assert due is not None
    store.outbox.confirm(due[0], f"{CHAT}:{number}", NOW)


def _waiting(store: Store, address: str, now: datetime = NOW) -> list[Message]:
    found = []
    while (due := store.outbox.next_due(now)) is not None:
        store.outbox.confirm(due[0], None, now)
        found.append(due[1])
    return [one for one in found if one.address == address]


def _say(  # noqa: PLR0913 - what a command is made of
    store: Store, line: str, person: Person, *, address: str = CHAT, team: Team = TEAM, now: datetime = NOW
) -> str:
    desk = Desk(store=store, now=now, texts=texts(), vocabulary=words(), alerts=AlertsConfig(), team=team)
    command = Command(
        line=line, by=person.name, user=person.telegram_id, key=f"{line} {address} {now}", address=address
    )
    response = answer(command, desk)
    assert response is not None
    return plain(response.notice)
