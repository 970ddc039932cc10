"""The commands about people: who is here, who is away, and in which language each is spoken to."""

from __future__ import annotations

import secrets
from datetime import timedelta

from dialogbot import notices
from dialogbot.absence import parse_until
from dialogbot.commands import Order
from dialogbot.domain import LANGUAGES, Block, Command, Notice, Status, Style
from dialogbot.notify import call_to, suited
from dialogbot.people import Person, Role, mention
from dialogbot.respond.desk import Desk, librarys
from dialogbot.roster import giver, named, roster
from dialogbot.store.duties import Member
from dialogbot.texts import load

_VALID = timedelta(days=2)
_CODE_BYTES = 9


def _person(order: Order, command: Command, desk: Desk) -> tuple[Person | None, str]:
    """Return whom a command is about: whoever is named in it, else its giver; and the words behind the name."""
    team = roster(desk.team, desk.store)
    person, rest = named(order.rest, team)
    return person or giver(command, team), rest


def leave(order: Order, command: Command, desk: Desk) -> Notice:
    """Take a person out of the round until a day.

    What they were only asked to look at goes to whoever it suits now; of what they have taken, they are told.
    """
    person, words = _person(order, command, desk)
    if person is None:
        return notices.said(desk.texts("people.unknown"))
    last_day = parse_until(words, desk.now.astimezone(desk.texts.zone).date())
    if last_day is None:
        return notices.said(desk.texts("people.bad_day"))
    desk.store.duties.leave(person.name, last_day)
    lines = [desk.texts("people.away", name=person.name, day=desk.texts.day(last_day)), *_handed_on(person, desk)]
    return notices.said("\n".join(lines))


def _handed_on(person: Person, desk: Desk) -> list[str]:
    """Give to others what a person was asked to look at, and say so, and what is still theirs."""
    team, today = roster(desk.team, desk.store), desk.now.astimezone(desk.texts.zone).date()
    lines: list[str] = []
    taken: list[str] = []
    for one in desk.store.opportunities.unfinished():
        if one.status is Status.CLAIMED and one.last is not None and one.last.by == person.name:
            taken.append(f"#{one.number}")
        if one.status is not Status.OPEN or one.assigned_to != person.name:
            continue
        other = suited(desk.store, one, team, today)
        if other is not None:
            desk.store.duties.assign(one.number, other.name, mention(other))
            call_to(desk.store, one, other, librarys(desk), desk.now)
            lines.append(desk.texts("people.assigned", number=one.number, name=other.name))
    return lines + ([desk.texts("people.still_taken", numbers=", ".join(taken))] if taken else [])


def come_back(order: Order, command: Command, desk: Desk) -> Notice:
    """Take a person into the round again."""
    person, _ = _person(order, command, desk)
    if person is None:
        return notices.said(desk.texts("people.unknown"))
    was_away = desk.store.duties.come_back(person.name)
    return notices.said(desk.texts("people.back" if was_away else "people.here", name=person.name))


def show_people(_order: Order, _command: Command, desk: Desk) -> Notice:
    """List the team: role, load, and who is away."""
    texts, team = desk.texts, roster(desk.team, desk.store)
    if not team.people:
        return notices.said(texts("people.nobody"))
    loads, away, today = desk.store.duties.load(), desk.store.duties.away(), desk.now.astimezone(texts.zone).date()
    lines = []
    for one in team.people:
        words = texts("people.line", name=one.name, role=texts(f"role.{one.role}"), count=loads.get(one.name, 0))
        if away.get(one.name, today) > today:
            words = texts("people.line_away", line=words, day=texts.day(away[one.name]))
        lines.append(Block(style=Style.ITEM, text=words))
    return Notice(blocks=(Block(style=Style.HEADING, text=texts("people.heading")), *lines))


def invite(order: Order, command: Command, desk: Desk) -> Notice:
    """Make a code that lets one person in, for two days; never where others can read it."""
    texts = desk.texts
    if command.user is not None and command.address != str(command.user):
        return notices.said(texts("people.in_private"))
    name, role = _name_and_role(order.rest.split(), desk)
    if not name:
        return notices.said(texts("people.how_to_invite"))
    code, until = secrets.token_hex(_CODE_BYTES), desk.now + _VALID
    desk.store.duties.invite(code, name, role, until)
    return notices.said(texts("people.invited", name=name, code=code, when=texts.when(until)))


def remove(order: Order, _command: Command, desk: Desk) -> Notice:
    """Take the access away from somebody who came in by a code."""
    name = " ".join(order.rest.split())
    removed = desk.store.duties.remove(name)
    return notices.said(desk.texts("people.removed" if removed else "people.no_member", name=name))


def _name_and_role(words: list[str], desk: Desk) -> tuple[str, Role]:
    """Split the words of an invitation into the name and the role behind it, in the language of the texts or ours."""
    roles = {word: role for role in Role for word in (role.value, desk.texts(f"role.{role}").casefold())}
    role = roles.get(words[-1].casefold()) if words else None
    return " ".join(words[:-1] if role else words), role or Role.STAFF


def choose_language(order: Order, command: Command, desk: Desk) -> Notice:
    """Speak to a person in another language from now on."""
    chosen = order.rest.strip().casefold()
    if chosen not in LANGUAGES or command.user is None:
        return notices.said(desk.texts("people.languages", names=", ".join(LANGUAGES)))
    if not desk.store.duties.speak(command.user, chosen):
        known = giver(command, desk.team)
        desk.store.duties.welcome(
            Member(
                telegram_id=command.user, name=command.by, role=known.role if known else Role.STAFF, language=chosen
            ),
            desk.now,
        )
    return notices.said(load(chosen, desk.texts.zone)("people.language"))
