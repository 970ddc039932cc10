"""Stage: empty the outbox into a channel. The only asynchronous stage."""

from __future__ import annotations

import asyncio
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from enum import Enum
from pathlib import Path
from typing import TypeAlias

from dialogbot import missed, notices, setbacks
from dialogbot.answers import Bank
from dialogbot.channels import Channel
from dialogbot.config import AlertsConfig
from dialogbot.domain import (
    Barred,
    Block,
    DeliveryError,
    Gone,
    Message,
    Moved,
    Notice,
    Opportunity,
    Sort,
    Status,
    Style,
    Undeliverable,
)
from dialogbot.hours import Calendar, is_open
from dialogbot.notify import refresh
from dialogbot.report import digest
from dialogbot.report.attached import attachments
from dialogbot.setbacks import Setting
from dialogbot.store import Store, opened
from dialogbot.store.outbox import Quiet
from dialogbot.suggest import suggested
from dialogbot.texts import Texts

AT_ONCE = 4
"""So many messages are under way at the same time, each to an address of its own."""

_CARDS = (Sort.ALERT, Sort.BUNDLE, Sort.ANEW)
_BUGS = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError)
"""What one bad message may bring out; it must not stop the others, at each start anew."""
_MOST_STUMBLES = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """One thing for the channel to do: show a notice, anew or in place of the message with ``reference``."""

    row: int
    message: Message
    notice: Notice
    reference: str | None
    decision: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What is needed to write messages out and to remember what became of them.

    ``addresses`` are those that the settings name; outside the hours of the ``calendar`` only answers are delivered.
    ``answers`` gives the answer bank as it is now.
    """

    path: Path
    texts: Texts
    alerts: AlertsConfig
    clock: Callable[[], datetime]
    house: digest.House = field(default_factory=digest.House)
    addresses: tuple[str, ...] = ()
    calendar: Calendar = field(default_factory=Calendar)
    answers: Callable[[], Bank] = Bank


async def drain(channel: Channel, desk: Desk) -> int:
    """Deliver what is due, at each address one message after the other, and return how many were.

    It stops when one does not get through, since those behind it would not either; where the channel asks for a pause
    at one address, it goes on with the others. What was sent and could not be confirmed is sent again: at least once,
    never not at all.
    """
    sent, cut_off, under_way = 0, False, dict[asyncio.Task[_Attempt], Outgoing]()
    due = await asyncio.to_thread(_first, desk, [])
    try:
        while due or under_way:
            if due:
                under_way[asyncio.create_task(_attempted(due, channel))] = due
                if len(under_way) < AT_ONCE:
                    due = await asyncio.to_thread(_first, desk, _busy(under_way))
                    continue
            done, _ = await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
            ended = [(under_way.pop(one), one) for one in done]
            attempts = [(outgoing, one.result()) for outgoing, one in ended if one.exception() is None]
            outcomes, due = await asyncio.to_thread(_settled, attempts, desk, _busy(under_way))
            sent += outcomes.count(_Outcome.DELIVERED)
            cut_off = cut_off or _Outcome.CUT_OFF in outcomes
            due = None if cut_off else due
            for one in done:
                one.result()  # raises what nobody expected, now that the others are remembered
    finally:
        for one in under_way:
            one.cancel()
    return sent


def _busy(under_way: Mapping[asyncio.Task[_Attempt], Outgoing]) -> list[str]:
    return [one.message.address for one in under_way.values()]


class _Outcome(Enum):
    DELIVERED = "delivered"
    GIVEN_UP = "given up"
    HELD = "held"
    CUT_OFF = "cut off"


_Attempt: TypeAlias = str | DeliveryError | Undeliverable | None
"""What came of a message: the channel's reference, if it gives one, or why it did not get through."""


async def _attempted(outgoing: Outgoing, channel: Channel) -> _Attempt:
    try:
        return await _shown(outgoing, channel)
    except (DeliveryError, Undeliverable) as error:
        return error
    except _BUGS as error:
        again = outgoing.message.attempts < _MOST_STUMBLES  # it may lie with this one message, or with all of them
        return DeliveryError(str(_unexpected(error))) if again else _unexpected(error)


def _settled(
    attempts: Sequence[tuple[Outgoing, _Attempt]], desk: Desk, busy: Sequence[str]
) -> tuple[list[_Outcome], Outgoing | None]:
    """Remember what came of messages, in one transaction, and write out the next."""
    with opened(desk.path) as store:
        with store.writing():
            outcomes = [_outcome(outgoing, attempt, store, desk) for outgoing, attempt in attempts]
        return outcomes, None if _Outcome.CUT_OFF in outcomes else _next(store, desk, busy)


def _outcome(outgoing: Outgoing, attempt: _Attempt, store: Store, desk: Desk) -> _Outcome:
    if isinstance(attempt, DeliveryError | Undeliverable):
        return _set_back(outgoing, attempt, store, desk)
    return _confirm(outgoing, attempt, store, desk)


async def _shown(outgoing: Outgoing, channel: Channel) -> str | None:
    if outgoing.message.sort is Sort.REMOVE:
        await channel.remove(outgoing.message.subject)
        return None
    if outgoing.reference is not None:
        await channel.edit(outgoing.reference, outgoing.notice)
        return None
    return await channel.send(outgoing.notice, outgoing.message.address, outgoing.message.reply_to)


def _quiet(desk: Desk) -> Quiet:
    """Say whether it is closed: what was queued while it was open, and could not be sent then, rings no more today."""
    return Quiet.NO if is_open(desk.clock(), desk.calendar, desk.texts.zone) else Quiet.YES


def _first(desk: Desk, busy: Sequence[str]) -> Outgoing | None:
    with opened(desk.path) as store:
        return _next(store, desk, busy)


def _next(store: Store, desk: Desk, busy: Sequence[str] = ()) -> Outgoing | None:
    """Write out the next due message as things stand now; what has become needless is marked and passed over."""
    while (due := store.outbox.next_due(desk.clock(), _quiet(desk), busy)) is not None:
        row, message = due
        try:
            outgoing = _written(row, message, store, desk)
        except _BUGS as error:
            _give_up(row, message, error, store, desk)
            continue
        if outgoing is not None:
            return outgoing
        with store.writing():
            store.outbox.confirm(row, None, desk.clock())
    return None


def _written(row: int, message: Message, store: Store, desk: Desk) -> Outgoing | None:
    reference, subject, sort = None, message.subject, message.sort
    if sort is Sort.EDIT:
        edited = store.outbox.delivered(int(subject))
        if edited is None or store.outbox.is_superseded(row, subject):
            return None
        reference, subject, sort = edited.reference, edited.message.subject, edited.message.sort
    numbers = [int(one) for one in subject.split(",")] if sort in _CARDS else []
    notice = _alert(message, numbers, store, desk) if numbers else message.notice
    if sort is Sort.REMOVE:
        notice = Notice(blocks=())
    if sort is Sort.AUDIT:
        notice = _question(int(subject), store, desk)
    if notice is None and message.sort is Sort.EDIT and message.key.endswith(":gone"):
        notice = notices.said(desk.texts("forget.gone"))
    if sort is Sort.DIGEST:
        notice = _digest(subject, store, desk)
    if notice is None:
        return None
    decision = store.opportunities.latest_decision(numbers)
    return Outgoing(row=row, message=message, notice=notice, reference=reference, decision=decision)


def _question(number: int, store: Store, desk: Desk) -> Notice | None:
    asked = store.audits.numbered(number)
    return missed.question(asked, desk.texts, desk.alerts) if asked is not None else None


def _digest(subject: str, store: Store, desk: Desk) -> Notice:
    week = digest.Week.parse(subject)
    found = digest.figures(store, week, desk.texts.zone, desk.house)
    notice = digest.notice(found, desk.texts, content=desk.alerts.content)
    return replace(notice, attachments=attachments(store, week, notice, desk.texts))


def _alert(message: Message, numbers: list[int], store: Store, desk: Desk) -> Notice | None:
    shown = [one for number in numbers if (one := store.opportunities.numbered(number)) is not None]
    if message.sort in (Sort.ALERT, Sort.BUNDLE) and message.reply_to is None:
        shown = [one for one in shown if _still_waits(one)]
    if not shown:
        return None
    card = _card(shown, len(numbers) > 1, store, desk)
    if message.sort is not Sort.ANEW:
        return card
    return replace(card, blocks=(Block(style=Style.NOTE, text=desk.texts("answer.anew")), *card.blocks))


def _card(shown: list[Opportunity], listed: bool, store: Store, desk: Desk) -> Notice:  # noqa: FBT001 - what stands there, not a switch
    if listed:
        return notices.bundle(shown, desk.texts, content=desk.alerts.content)
    one = shown[0]
    return notices.alert(
        one,
        desk.texts,
        content=desk.alerts.content,
        limit=desk.alerts.text_limit,
        again=store.repeats.of(one.number),
        answers=suggested(store, desk.answers(), one, desk.texts),
    )


def _still_waits(one: Opportunity) -> bool:
    return one.status in (Status.OPEN, Status.CLAIMED)


def _confirm(outgoing: Outgoing, reference: str | None, store: Store, desk: Desk) -> _Outcome:
    """Remember that a message was delivered; what was decided while it was under way is brought up to date at once."""
    now, message = desk.clock(), outgoing.message
    store.outbox.confirm(outgoing.row, reference, now)
    store.addresses.admit(message.address)
    if message.sort in _CARDS:
        numbers = [int(one) for one in message.subject.split(",")]
        latest = store.opportunities.latest_decision(numbers)
        if latest != outgoing.decision:
            refresh(store, numbers, latest, now)
    return _Outcome.DELIVERED


def _give_up(row: int, message: Message, error: Exception, store: Store, desk: Desk) -> None:
    """Mark a message that cannot be written out, and tell staff."""
    with store.writing():
        setting = Setting(store=store, now=desk.clock(), texts=desk.texts, addresses=desk.addresses)
        setbacks.give_up(row, message, _unexpected(error), setting)


def _unexpected(error: Exception) -> Undeliverable:
    """Name a bug by its kind and place; its own words may hold those of a post."""
    place = traceback.extract_tb(error.__traceback__)[-1]
    return Undeliverable(f"not expected: {type(error).__name__} in {Path(place.filename).name}:{place.lineno}")


def _set_back(outgoing: Outgoing, error: DeliveryError | Undeliverable, store: Store, desk: Desk) -> _Outcome:
    """Do what is right where a message did not get through."""
    setting = Setting(store=store, now=desk.clock(), texts=desk.texts, addresses=desk.addresses)
    match error:
        case DeliveryError():
            setbacks.postpone(outgoing.row, outgoing.message, error, setting)
            return _Outcome.CUT_OFF if error.retry_after is None else _Outcome.HELD
        case Moved():
            setbacks.follow(outgoing.row, outgoing.message, error, setting)
        case Barred():
            setbacks.shut_out(outgoing.row, outgoing.message, error, setting)
        case Gone():
            setbacks.send_anew(outgoing.row, outgoing.message, error, setting)
        case Undeliverable():
            setbacks.give_up(outgoing.row, outgoing.message, error, setting)
    return _Outcome.GIVEN_UP
