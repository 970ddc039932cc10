"""Stage: empty the outbox into a channel. The only asynchronous stage."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from enum import Enum
from pathlib import Path

from dialogbot import notices, setbacks
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
from dialogbot.notify import refresh
from dialogbot.report import digest
from dialogbot.setbacks import Setting
from dialogbot.store import Store, opened
from dialogbot.texts import Texts

_CARDS = (Sort.ALERT, Sort.BUNDLE, Sort.ANEW)


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
    """What is needed to write messages out and to remember what became of them; ``addresses`` are those of the settings."""

    path: Path
    texts: Texts
    alerts: AlertsConfig
    clock: Callable[[], datetime]
    addresses: tuple[str, ...] = ()


async def drain(channel: Channel, desk: Desk) -> int:
    """Deliver what is due, one message after the other, and return how many were.

    It stops at the first that does not get through, since those behind it would not either; where the channel asks
    for a pause at one address, it goes on with the others. What was sent and could not be confirmed is sent again: at
    least once, never not at all.
    """
    sent = 0
    while (outgoing := await asyncio.to_thread(_next, desk)) is not None:
        outcome = await _outcome(outgoing, channel, desk)
        sent += outcome is _Outcome.DELIVERED
        if outcome is _Outcome.CUT_OFF:
            break
    return sent


class _Outcome(Enum):
    DELIVERED = "delivered"
    GIVEN_UP = "given up"
    HELD = "held"
    CUT_OFF = "cut off"


async def _outcome(outgoing: Outgoing, channel: Channel, desk: Desk) -> _Outcome:
    """Deliver one message and remember what came of it."""
    try:
        reference = await _shown(outgoing, channel)
    except (DeliveryError, Undeliverable) as error:
        return await asyncio.to_thread(_set_back, outgoing, error, desk)
    await asyncio.to_thread(_confirm, outgoing, reference, desk)
    return _Outcome.DELIVERED


async def _shown(outgoing: Outgoing, channel: Channel) -> str | None:
    if outgoing.message.sort is Sort.REMOVE:
        await channel.remove(outgoing.message.subject)
        return None
    if outgoing.reference is not None:
        await channel.edit(outgoing.reference, outgoing.notice)
        return None
    return await channel.send(outgoing.notice, outgoing.message.address, outgoing.message.reply_to)


def _next(desk: Desk) -> Outgoing | None:
    """Write out the next due message as things stand now; what has become needless is marked and passed over."""
    with opened(desk.path) as store:
        while (due := store.outbox.next_due(desk.clock())) is not None:
            row, message = due
            outgoing = _written(row, message, store, desk)
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
    if sort is Sort.DIGEST:
        notice = _digest(subject, store, desk)
    if notice is None:
        return None
    decision = store.opportunities.latest_decision(numbers)
    return Outgoing(row=row, message=message, notice=notice, reference=reference, decision=decision)


def _digest(subject: str, store: Store, desk: Desk) -> Notice:
    found = digest.figures(store, digest.Week.parse(subject), desk.texts.zone)
    return digest.notice(found, desk.texts, content=desk.alerts.content)


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
    again = store.repeats.of(shown[0].number)
    return notices.alert(shown[0], desk.texts, content=desk.alerts.content, limit=desk.alerts.text_limit, again=again)


def _still_waits(one: Opportunity) -> bool:
    return one.status in (Status.OPEN, Status.CLAIMED)


def _confirm(outgoing: Outgoing, reference: str | None, desk: Desk) -> None:
    """Remember that a message was delivered; what was decided while it was under way is brought up to date at once."""
    with opened(desk.path) as store, store.writing():
        now = desk.clock()
        store.outbox.confirm(outgoing.row, reference, now)
        message = outgoing.message
        store.addresses.admit(message.address)
        if message.sort in _CARDS:
            numbers = [int(one) for one in message.subject.split(",")]
            latest = store.opportunities.latest_decision(numbers)
            if latest != outgoing.decision:
                refresh(store, numbers, latest, now)


def _set_back(outgoing: Outgoing, error: DeliveryError | Undeliverable, desk: Desk) -> _Outcome:
    """Do what is right where a message did not get through."""
    with opened(desk.path) as store, store.writing():
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
