"""Everybody who works with opportunities: those of the settings, and those who were let in by a code."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from dialogbot.domain import Command
from dialogbot.people import Person, Role, Team, folded
from dialogbot.store import Store
from dialogbot.store.duties import Member

READING = frozenset({"digest", "help", "language"})
"""What readers may do: they get the digest and nothing else."""

CONFIGURE = "configure"
"""To change a setting, which every member of the staff may look at."""

GOVERNING = frozenset({"mute", "forget", "invite", "remove", CONFIGURE})


def roster(team: Team, store: Store) -> Team:
    """Return the team with those who were let in by a code; the language that somebody chose counts.

    A code that was made for somebody whom the settings name without an id gives that person the id: topics, languages
    and role are those of the settings.
    """
    people = list(team.people)
    for member in store.duties.members():
        listed = _listed(member, people)
        if listed is None:
            new = Person(name=member.name, role=Role(member.role), interface=team.interface)
            people.append(_told_language(new, member))
        else:
            people[people.index(listed)] = _told_language(listed, member)
    return replace(team, people=tuple(people))


def _listed(member: Member, people: Sequence[Person]) -> Person | None:
    by_id = next((one for one in people if one.telegram_id == member.telegram_id), None)
    named = (one for one in people if one.telegram_id is None and folded(one.name) == folded(member.name))
    return by_id or next(named, None)


def _told_language(person: Person, member: Member) -> Person:
    return replace(person, telegram_id=member.telegram_id, interface=member.language or person.interface)


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


def permits(command: Command, action: str, team: Team) -> bool:
    """Say whether the giver of a command may do this; whoever sits at the machine may do everything."""
    return command.operator or may(giver(command, team), action, team)


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
