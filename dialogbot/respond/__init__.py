"""Stage: carry out what staff ask for, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from dialogbot.commands import ACTIONS, Order, parse
from dialogbot.domain import Command, Message, Notice, Origin, Sort
from dialogbot.notices import PRESSED
from dialogbot.people import Role, Team
from dialogbot.respond import auditing, general, privacy, settings, team
from dialogbot.respond.deciding import DECIDING
from dialogbot.respond.desk import Desk, Response, said
from dialogbot.roster import giver, named, permits, roster

__all__ = ["Desk", "Response", "answer", "carry_out"]

_GENERAL: dict[str, Callable[[Order, Command, Desk], Notice]] = {
    "list": general.show_list,
    "digest": general.show_digest,
    "help": general.show_help,
    "import": general.how_to_import,
    "status": general.show_status,
    "forget": privacy.forget,
    "mute": general.mute,
    "away": team.leave,
    "back": team.come_back,
    "people": team.show_people,
    "invite": team.invite,
    "remove": team.remove,
    "language": team.choose_language,
    "settings": settings.settings,
}


def carry_out(command: Command, desk: Desk) -> Response | None:
    """Carry out a command in one transaction, once for its key. ``None``: it was ordinary talk, or was done before."""
    with desk.store.writing():
        shown = desk.store.outbox.numbers(command.reply_to) if command.reply_to else ()
        order = parse(command.line, desk.vocabulary, replying=bool(shown) or command.origin is Origin.BUTTON)
        if order is None or (command.key and not desk.store.outbox.first_time(command.key, desk.now)):
            return None
        if command.origin is Origin.BUTTON and order.action != "audit":
            if not _belongs(order, shown):
                return said(desk, "answer.forged")
            if not shown and command.reply_to and order.number is not None:
                desk.store.outbox.adopt(order.number, command.reply_to, desk.now)
        return _response(order, command, shown, desk)


def answer(command: Command, desk: Desk) -> Response | None:
    """Carry out a command and queue the answer to typed words beside its decision; a press is answered by the card."""
    with desk.store.writing():
        response = carry_out(command, desk)
        if response is not None and (command.origin is Origin.TYPED or response.telling):
            _queue(response, command, desk)
    return response


def _belongs(order: Order, shown: tuple[int, ...]) -> bool:
    """Say whether a button stands for this: a program of somebody's own can press what no card has.

    A card that could not be confirmed shows nothing that is known here.
    """
    return order.action in PRESSED and order.number is not None and (not shown or order.number in shown)


def _queue(response: Response, command: Command, desk: Desk) -> None:
    numbers = [response.number] if response.number is not None else []
    message = Message(
        key=f"reply:{command.key}",
        sort=Sort.ALERT if response.card else Sort.REPLY,
        subject=",".join(map(str, numbers)),
        address=command.address,
        notice=None if response.card else response.notice,
        reply_to=command.message_ref,
    )
    desk.store.outbox.queue(message, desk.now, numbers)


def _response(order: Order, command: Command, shown: tuple[int, ...], desk: Desk) -> Response:
    if order.action not in ACTIONS:
        return said(desk, "answer.unknown")
    everyone = roster(desk.team, desk.store)
    if not permits(command, order.action, everyone):
        person = giver(command, everyone)
        reads = person is not None and person.role is Role.READER
        return said(desk, "answer.only_reads" if reads else "answer.not_allowed")
    command = _by_name(command, everyone)
    if order.action in _GENERAL:
        return Response(notice=_GENERAL[order.action](order, command, desk))
    if order.action == "audit":
        return auditing.audit(order, command, desk)
    return _about(order, command, shown, desk)


def _by_name(command: Command, team: Team) -> Command:
    """Have a person's decisions stand under the name that the team knows, whatever they call themselves in the chat."""
    if command.user is not None:
        person = giver(command, team)
    else:
        person, rest = named(command.by, team)
        person = None if rest else person
    return replace(command, by=person.name) if person is not None else command


def _about(order: Order, command: Command, shown: tuple[int, ...], desk: Desk) -> Response:
    """Carry out a command about one opportunity: the one whose number is written, or whose card is replied to."""
    number = order.number if order.number is not None else (shown[0] if len(shown) == 1 else None)
    if number is None:
        return said(desk, "answer.which", word=desk.texts(f"words.{order.action}").split()[0])
    one = desk.store.opportunities.numbered(number)
    if one is None:
        return said(desk, "answer.no_such", number=number)
    return DECIDING[order.action](one, order, command, desk)
