"""Who takes part, by the settings and by code, and what each may do."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogbot.commands import ACTIONS
from dialogbot.domain import Command, Topic
from dialogbot.people import Person, Role, Team
from dialogbot.roster import giver, may, permits, roster
from dialogbot.store import Store
from tests.build import NOW, store_in

SIRI = 503
TEAM = Team(
    people=(
        Person(name="Kari Holm", telegram_id=501, role=Role.ADMIN),
        Person(name="Siri Moe", topics=frozenset({Topic.DATA}), interface="nn"),
    ),
    interface="en",
)


def test_code_for_somebody_whom_the_settings_name_gives_that_person_an_id(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _let_in(store, "siri moe", Role.STAFF)
        found = roster(TEAM, store)

    assert found.people[1:] == (
        Person(name="Siri Moe", telegram_id=SIRI, topics=frozenset({Topic.DATA}), interface="nn"),
    )
    assert giver(Command(line="x", by="S.", user=SIRI), found) == found.people[1]


def test_code_for_somebody_new_adds_a_person_who_is_spoken_to_in_the_librarys_language(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _let_in(store, "Per Vik", Role.READER)

        assert roster(TEAM, store).people[2] == Person(
            name="Per Vik", telegram_id=SIRI, role=Role.READER, interface="en"
        )


def test_language_that_somebody_chose_counts(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _let_in(store, "Siri Moe", Role.STAFF)
        store.duties.speak(SIRI, "nb")

        assert roster(TEAM, store).people[1].interface == "nb"


@pytest.mark.parametrize(
    ("role", "allowed"),
    [
        (Role.ADMIN, set(ACTIONS)),
        (Role.STAFF, set(ACTIONS) - {"mute", "forget", "invite", "remove"}),
        (Role.READER, {"digest", "help", "language"}),
    ],
)
def test_each_role_may_do_what_it_is_for(role: Role, allowed: set[str]) -> None:
    person = Person(name="Ola Lie", role=role)

    assert {action for action in ACTIONS if may(person, action, TEAM)} == allowed


def test_without_administrators_everybody_but_readers_governs() -> None:
    assert may(None, "mute", Team())
    assert not may(Person(name="Les", role=Role.READER), "mute", Team())


def test_one_at_the_machine_may_do_everything() -> None:
    assert permits(Command(line="x", by="root", operator=True), "forget", TEAM)


def _let_in(store: Store, name: str, role: Role) -> None:
    with store.writing():
        store.duties.invite("code", name, role, NOW.replace(year=2027))
        assert store.duties.let_in("code", SIRI, NOW) is not None
