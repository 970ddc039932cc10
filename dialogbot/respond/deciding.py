"""The commands about one opportunity: whose it is, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from dialogbot import notices
from dialogbot.commands import Order, reason_in, snoozed_until
from dialogbot.domain import Action, Command, Decision, Notice, Opportunity, Reason, Status, Style
from dialogbot.notices import called
from dialogbot.notify import call_to, decide, take_back
from dialogbot.people import mention
from dialogbot.respond.desk import Desk, Response, about, librarys
from dialogbot.roster import named, roster
from dialogbot.suggest import suggested

Deciding = Callable[[Opportunity, Order, Command, Desk], Response]
_FINISHED = (Status.HANDLED, Status.DISMISSED, Status.SETTLED)


def show(one: Opportunity, _order: Order, _command: Command, desk: Desk) -> Response:
    """Show the card of an opportunity."""
    card = notices.alert(
        one,
        desk.texts,
        content=desk.alerts.content,
        limit=desk.alerts.text_limit,
        again=desk.store.repeats.of(one.number),
        answers=suggested(desk.store, desk.answers(), one, desk.texts),
    )
    return Response(notice=card, number=one.number, card=True)


def show_thread(one: Opportunity, _order: Order, _command: Command, desk: Desk) -> Response:
    """Show the thread in which an opportunity stands."""
    posts = desk.store.posts.thread(one.post.platform, one.post.thread_ref or "")
    shown = notices.thread(one, posts, desk.texts, content=desk.alerts.content)
    return Response(notice=shown, number=one.number, telling=True)


def claim(one: Opportunity, _order: Order, command: Command, desk: Desk) -> Response:
    """Give an opportunity to whoever asks for it first."""
    if one.status is Status.CLAIMED and one.last:
        if _is_same(one.last, command):
            return about(one, desk, "answer.already_yours")
        return about(one, desk, "answer.taken", by=one.last.by, when=desk.texts.when(one.last.made_at))
    return _unfinished(one, desk) or _decided(one, Action.CLAIM, "answer.claimed", command, desk)


def _is_same(made: Decision, command: Command) -> bool:
    """Say whether a command comes from whoever decided; who sits at the machine has a name alone."""
    return made.by == command.by and (made.user is None or command.user is None or made.user == command.user)


def handle(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    """Note that an opportunity has been answered, also one that the thread has settled meanwhile."""
    refused = None if one.status is Status.SETTLED else _unfinished(one, desk)
    return refused or _decided(one, Action.HANDLE, "answer.handled", command, desk, note=order.rest)


def dismiss(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    """Put an opportunity aside; a reason may be added to one that is put aside already."""
    reason, note = reason_in(order.rest, desk.vocabulary)
    refused = None if reason and one.status is Status.DISMISSED else _unfinished(one, desk)
    return refused or _decided(one, Action.DISMISS, "answer.dismissed", command, desk, note=note, reason=reason)


def snooze(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    """Put an opportunity off."""
    until = snoozed_until(order.rest, desk.vocabulary, desk.now, desk.texts.zone)
    if until is None:
        return about(one, desk, "answer.bad_time")
    return _unfinished(one, desk) or _decided(one, Action.SNOOZE, "answer.snoozed", command, desk, until=until)


def reopen(one: Opportunity, _order: Order, command: Command, desk: Desk) -> Response:
    """Take back what was last decided about an opportunity: it stands as it did before."""
    taken_back = one.last is not None and (one.status is not Status.OPEN or one.last.action is Action.EXPIRE)
    made = Decision(number=one.number, action=Action.REOPEN, by=command.by, made_at=desk.now)
    if not taken_back or not take_back(desk.store, made, desk.now):
        return about(one, desk, "answer.already_open")
    now = desk.store.opportunities.numbered(one.number) or one
    if now.status is Status.OPEN:
        return about(one, desk, "answer.reopened")
    return about(one, desk, "answer.restored", status=notices.status(now, desk.texts))


def assign(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    """Ask a person to look at an opportunity first, and call them in the chat where its card stands."""
    person, _ = named(order.rest, roster(desk.team, desk.store))
    if person is None:
        return about(one, desk, "people.unknown")
    desk.store.duties.assign(one.number, person.name, mention(person))
    call_to(desk.store, one, person, librarys(desk), desk.now, elsewhere_than=command.address)
    block = called(Style.PLAIN, "people.assigned", person.name, mention(person), desk.texts, number=one.number)
    return Response(notice=Notice(blocks=(block,)), number=one.number)


def _unfinished(one: Opportunity, desk: Desk) -> Response | None:
    """Say so if an opportunity is finished and must be opened before anything else is decided."""
    if one.status not in _FINISHED:
        return None
    return about(one, desk, "answer.finished", status=notices.status(one, desk.texts))


def _decided(  # noqa: PLR0913 - a decision has these parts
    one: Opportunity,
    action: Action,
    key: str,
    command: Command,
    desk: Desk,
    *,
    note: str = "",
    until: datetime | None = None,
    reason: Reason | None = None,
) -> Response:
    made = Decision(
        number=one.number,
        action=action,
        by=command.by,
        made_at=desk.now,
        note=note,
        until=until,
        reason=reason,
        user=command.user,
    )
    decide(desk.store, made, desk.now)
    when = {"when": desk.texts.when(until)} if until else {}
    return about(one, desk, key, **when)


DECIDING: dict[str, Deciding] = {
    "claim": claim,
    "handle": handle,
    "dismiss": dismiss,
    "snooze": snooze,
    "reopen": reopen,
    "show": show,
    "thread": show_thread,
    "assign": assign,
}
