"""Stage: carry out what staff ask for, and say what came of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from dialogbot import notices
from dialogbot.absence import parse_until
from dialogbot.commands import ACTIONS, Order, Vocabulary, lasting_name, parse, reason_in, snoozed_until
from dialogbot.config import LANGUAGES, AlertsConfig
from dialogbot.domain import (
    Action,
    Block,
    Command,
    Decision,
    Message,
    Notice,
    Opportunity,
    Origin,
    Reason,
    Sort,
    Status,
    Style,
)
from dialogbot.notify import decide, refresh
from dialogbot.people import Person, Role, Team
from dialogbot.report import digest, status
from dialogbot.roster import giver, may, named, roster
from dialogbot.store import Store
from dialogbot.store.duties import Member
from dialogbot.store.mutes import Mute
from dialogbot.texts import Texts, load

_MUTED_FOR = "7d"
_FINISHED = (Status.HANDLED, Status.DISMISSED, Status.SETTLED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is needed to carry out a command: the store, the moment, the language and what may be shown."""

    store: Store
    now: datetime
    texts: Texts
    vocabulary: Vocabulary
    alerts: AlertsConfig
    team: Team = field(default_factory=Team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What is answered, and the opportunity that it is about; a ``card`` is that opportunity's own alert.

    ``telling``: it says more than the card can show, so that it is sent also where a button was pressed.
    """

    notice: Notice
    number: int | None = None
    card: bool = False
    telling: bool = False


def carry_out(command: Command, desk: Desk) -> Response | None:
    """Carry out a command in one transaction, once for its key. ``None``: it was ordinary talk, or was done before."""
    with desk.store.writing():
        shown = desk.store.outbox.numbers(command.reply_to) if command.reply_to else ()
        order = parse(command.line, desk.vocabulary, replying=bool(shown) or command.origin is Origin.BUTTON)
        if order is None or (command.key and not desk.store.outbox.first_time(command.key, desk.now)):
            return None
        return _response(order, command, shown, desk)


def answer(command: Command, desk: Desk) -> Response | None:
    """Carry out a command and queue the answer to typed words beside its decision; a press is answered by the card."""
    with desk.store.writing():
        response = carry_out(command, desk)
        if response is not None and (command.origin is Origin.TYPED or response.telling):
            _queue(response, command, desk)
    return response


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
        return _said(desk, "answer.unknown")
    team = roster(desk.team, desk.store)
    if not command.operator and not may(giver(command, team), order.action, team):
        return _said(desk, "answer.not_allowed")
    if order.action in _GENERAL:
        return Response(notice=_GENERAL[order.action](order, command, desk))
    number = order.number if order.number is not None else (shown[0] if len(shown) == 1 else None)
    if number is None:
        return _said(desk, "answer.which", word=desk.texts(f"words.{order.action}").split()[0])
    one = desk.store.opportunities.numbered(number)
    if one is None:
        return _said(desk, "answer.no_such", number=number)
    return _DECIDING[order.action](one, order, command, desk)


def _list(_order: Order, _command: Command, desk: Desk) -> Notice:
    return notices.waiting(desk.store.opportunities.unfinished(), desk.texts, content=desk.alerts.content)


def _digest(_order: Order, _command: Command, desk: Desk) -> Notice:
    today = desk.now.astimezone(desk.texts.zone).date()
    week = digest.Week.before(today)
    found = digest.figures(desk.store, week, desk.texts.zone)
    return digest.notice(found, desk.texts, content=desk.alerts.content)


def _help(_order: Order, _command: Command, desk: Desk) -> Notice:
    texts = desk.texts
    lines = [
        Block(
            style=Style.ITEM,
            text=texts("help.line", word=texts(f"words.{action}").split()[0], what=texts(f"menu.{action}")),
        )
        for action in ACTIONS
    ]
    heading = Block(style=Style.HEADING, text=texts("help.heading"))
    return Notice(blocks=(heading, Block(style=Style.PLAIN, text=texts("help.intro")), *lines))


def _import(_order: Order, _command: Command, desk: Desk) -> Notice:
    return notices.said(desk.texts("inbox.how"))


def _status(_order: Order, _command: Command, desk: Desk) -> Notice:
    return status.notice(status.figures(desk.store, desk.now), desk.texts)


def _person(order: Order, command: Command, desk: Desk) -> tuple[Person | None, str]:
    """Return whom a command is about: whoever is named in it, else its giver; and the words behind the name."""
    team = roster(desk.team, desk.store)
    person, rest = named(order.rest, team)
    return person or giver(command, team), rest


def _away(order: Order, command: Command, desk: Desk) -> Notice:
    """Take a person out of the round until a day."""
    person, words = _person(order, command, desk)
    if person is None:
        return notices.said(desk.texts("people.unknown"))
    last_day = parse_until(words, desk.now.astimezone(desk.texts.zone).date())
    if last_day is None:
        return notices.said(desk.texts("people.bad_day"))
    desk.store.duties.leave(person.name, last_day)
    return notices.said(desk.texts("people.away", name=person.name, day=desk.texts.day(last_day)))


def _back(order: Order, command: Command, desk: Desk) -> Notice:
    person, _ = _person(order, command, desk)
    if person is None:
        return notices.said(desk.texts("people.unknown"))
    was_away = desk.store.duties.come_back(person.name)
    return notices.said(desk.texts("people.back" if was_away else "people.here", name=person.name))


def _people(_order: Order, _command: Command, desk: Desk) -> Notice:
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


def _language(order: Order, command: Command, desk: Desk) -> Notice:
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


def _assign(one: Opportunity, order: Order, _command: Command, desk: Desk) -> Response:
    """Ask a person to look at an opportunity first."""
    person, _ = named(order.rest, roster(desk.team, desk.store))
    if person is None:
        return _about(one, desk, "people.unknown")
    desk.store.duties.assign(one.number, person.name, f"@{person.username}" if person.username else "")
    refresh(desk.store, [one.number], desk.store.opportunities.latest_decision([one.number]), desk.now, person.name)
    return _about(one, desk, "people.assigned", name=person.name)


def _mute(order: Order, command: Command, desk: Desk) -> Notice:
    """Keep a community or topic quiet for a while, end that, or tell what is quiet now."""
    texts = desk.texts
    name, length = lasting_name(order.rest, desk.vocabulary)
    if not name:
        return notices.said(_muted(desk))
    topic = desk.vocabulary.topics.get(name.casefold())
    scope, known = ("topic", topic) if topic else ("community", desk.store.posts.community_named(name))
    if known is None:
        return notices.said(texts("mute.unknown", name=name))
    label = texts(f"topic.{topic}") if topic else known
    if length == "":
        return notices.said(texts("mute.lifted" if desk.store.mutes.lift(scope, known) else "mute.none", name=label))
    until = snoozed_until(length or _MUTED_FOR, desk.vocabulary, desk.now, texts.zone)
    if until is None:
        return notices.said(texts("answer.bad_time"))
    desk.store.mutes.put(Mute(scope=scope, name=known, until=until, by=command.by))
    return notices.said(texts("mute.done", name=label, when=texts.when(until)))


def _muted(desk: Desk) -> str:
    texts = desk.texts
    lines = [
        texts(
            "mute.line",
            name=texts(f"topic.{one.name}") if one.scope == "topic" else one.name,
            when=texts.when(one.until),
            by=one.by,
        )
        for one in desk.store.mutes.standing(desk.now)
    ]
    return "\n".join(lines) or texts("mute.nothing")


def _show(one: Opportunity, _order: Order, _command: Command, desk: Desk) -> Response:
    again = desk.store.repeats.of(one.number)
    card = notices.alert(one, desk.texts, content=desk.alerts.content, limit=desk.alerts.text_limit, again=again)
    return Response(notice=card, number=one.number, card=True)


def _thread(one: Opportunity, _order: Order, _command: Command, desk: Desk) -> Response:
    posts = desk.store.posts.thread(one.post.platform, one.post.thread_ref or "")
    shown = notices.thread(one, posts, desk.texts, content=desk.alerts.content)
    return Response(notice=shown, number=one.number, telling=True)


def _claim(one: Opportunity, _order: Order, command: Command, desk: Desk) -> Response:
    if one.status is Status.CLAIMED and one.last:
        if one.last.by == command.by:
            return _about(one, desk, "answer.already_yours")
        return _about(one, desk, "answer.taken", by=one.last.by, when=desk.texts.when(one.last.made_at))
    return _unfinished(one, desk) or _decided(one, Action.CLAIM, "answer.claimed", command, desk)


def _handle(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    return _unfinished(one, desk) or _decided(one, Action.HANDLE, "answer.handled", command, desk, note=order.rest)


def _dismiss(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    reason, note = reason_in(order.rest, desk.vocabulary)
    refused = None if reason and one.status is Status.DISMISSED else _unfinished(one, desk)
    return refused or _decided(one, Action.DISMISS, "answer.dismissed", command, desk, note=note, reason=reason)


def _snooze(one: Opportunity, order: Order, command: Command, desk: Desk) -> Response:
    until = snoozed_until(order.rest, desk.vocabulary, desk.now, desk.texts.zone)
    if until is None:
        return _about(one, desk, "answer.bad_time")
    return _unfinished(one, desk) or _decided(one, Action.SNOOZE, "answer.snoozed", command, desk, until=until)


def _reopen(one: Opportunity, _order: Order, command: Command, desk: Desk) -> Response:
    if one.status is Status.OPEN:
        return _about(one, desk, "answer.already_open")
    return _decided(one, Action.REOPEN, "answer.reopened", command, desk)


_GENERAL: dict[str, Callable[[Order, Command, Desk], Notice]] = {
    "list": _list,
    "digest": _digest,
    "help": _help,
    "import": _import,
    "away": _away,
    "back": _back,
    "people": _people,
    "language": _language,
    "mute": _mute,
    "status": _status,
}
_DECIDING: dict[str, Callable[[Opportunity, Order, Command, Desk], Response]] = {
    "claim": _claim,
    "handle": _handle,
    "dismiss": _dismiss,
    "snooze": _snooze,
    "reopen": _reopen,
    "show": _show,
    "thread": _thread,
    "assign": _assign,
}


def _unfinished(one: Opportunity, desk: Desk) -> Response | None:
    """Say so if an opportunity is finished and must be opened before anything else is decided."""
    if one.status not in _FINISHED:
        return None
    return _about(one, desk, "answer.finished", status=notices.status(one, desk.texts))


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
        number=one.number, action=action, by=command.by, made_at=desk.now, note=note, until=until, reason=reason
    )
    decide(desk.store, made, desk.now)
    when = {"when": desk.texts.when(until)} if until else {}
    return _about(one, desk, key, **when)


def _about(one: Opportunity, desk: Desk, key: str, **values: object) -> Response:
    notice = notices.said(desk.texts(key, number=one.number, **values))
    return Response(notice=notice, number=one.number)


def _said(desk: Desk, key: str, **values: object) -> Response:
    return Response(notice=notices.said(desk.texts(key, **values)))
