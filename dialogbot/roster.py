"""Everybody who works with opportunities: those of the settings, and those who were let in by a code."""

from __future__ import annotations

from dataclasses import replace

from dialogbot.domain import Command
from dialogbot.people import Person, Role, Team, folded
from dialogbot.store import Store

READING = frozenset({"list", "show", "thread", "status", "digest", "help", "language"})
GOVERNING = frozenset({"mute", "forget", "invite", "remove"})


def roster(team: Team, store: Store) -> Team:
    """Return the team with those who were let in by a code; the language that somebody chose counts."""
    known = {one.telegram_id: one for one in team.people if one.telegram_id is not None}
    people = list(team.people)
    for member in store.duties.members():
        listed = known.get(member.telegram_id)
        if listed is not None and member.language:
            people[people.index(listed)] = replace(listed, interface=member.language)
        if listed is None:
            person = Person(name=member.name, telegram_id=member.telegram_id, role=Role(member.role))
            people.append(replace(person, interface=member.language) if member.language else person)
    return replace(team, people=tuple(people))


def giver(command: Command, team: Team) -> Person | None:
    """Return the person of the team who gave a command, by their id on Telegram, else by their name.

    A name on Telegram is what its owner writes there: it makes nobody one whose id is known, and no administrator.
    """
    by_id = team.by_telegram_id(command.user) if command.user is not None else None
    named = team.by_name(command.by)
    if by_id is not None or command.user is None or named is None:
        return by_id or named
    if named.telegram_id is not None:
        return None
    return replace(named, role=Role.STAFF) if named.role is Role.ADMIN else named


def may(person: Person | None, action: str, team: Team) -> bool:
    """Say whether a person may give a command: readers only read, and where there are administrators, they govern.

    ``None`` is somebody who is let in by the settings without being named in the team: staff.
    """
    role = person.role if person is not None else Role.STAFF
    if role is Role.READER:
        return action in READING
    governed = any(one.role is Role.ADMIN for one in team.people)
    return role is Role.ADMIN or not governed or action not in GOVERNING


def named(words: str, team: Team) -> tuple[Person | None, str]:
    """Split words into the person whose full name or first name they begin with, and what stands behind it."""
    tokens = words.split()
    for count in range(len(tokens), 0, -1):
        name, rest = folded(" ".join(tokens[:count])), " ".join(tokens[count:])
        whole = team.by_name(name)
        first = [one for one in team.people if folded(one.name.split()[0]) == name]
        if whole or len(first) == 1:
            return whole or first[0], rest
    return None, words
