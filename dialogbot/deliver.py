"""Stage: empty the outbox into a channel. The only asynchronous stage."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from pathlib import Path

from dialogbot import notices
from dialogbot.channels import Channel
from dialogbot.config import AlertsConfig
from dialogbot.domain import DeliveryError, Message, Notice, Opportunity, Sort, Status, Undeliverable
from dialogbot.notify import refresh
from dialogbot.report import digest
from dialogbot.store import Store, opened
from dialogbot.texts import Texts

_log = logging.getLogger(__name__)
_LONGEST_WAIT = timedelta(minutes=5)
_FIRST_WAIT = timedelta(seconds=2)


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
    """What is needed to write messages out and to remember what became of them."""

    path: Path
    texts: Texts
    alerts: AlertsConfig
    clock: Callable[[], datetime]


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
    except DeliveryError as error:
        await asyncio.to_thread(_postpone, outgoing, error, desk)
        return _Outcome.CUT_OFF if error.retry_after is None else _Outcome.HELD
    except Undeliverable as error:
        await asyncio.to_thread(_give_up, outgoing, error, desk)
        return _Outcome.GIVEN_UP
    await asyncio.to_thread(_confirm, outgoing, reference, desk)
    return _Outcome.DELIVERED


async def _shown(outgoing: Outgoing, channel: Channel) -> str | None:
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
        if edited is None:
            return None
        reference, subject, sort = edited.reference, edited.message.subject, edited.message.sort
    numbers = [int(one) for one in subject.split(",")] if sort in (Sort.ALERT, Sort.BUNDLE) else []
    notice = _alert(message, sort, numbers, store, desk) if numbers else message.notice
    if sort is Sort.DIGEST:
        notice = _digest(subject, store, desk)
    if notice is None:
        return None
    decision = store.opportunities.latest_decision(numbers)
    return Outgoing(row=row, message=message, notice=notice, reference=reference, decision=decision)


def _digest(subject: str, store: Store, desk: Desk) -> Notice:
    found = digest.figures(store, digest.Week.parse(subject), desk.texts.zone)
    return digest.notice(found, desk.texts, content=desk.alerts.content)


def _alert(message: Message, sort: Sort, numbers: list[int], store: Store, desk: Desk) -> Notice | None:
    shown = [one for number in numbers if (one := store.opportunities.numbered(number)) is not None]
    if message.sort is not Sort.EDIT and message.reply_to is None:
        shown = [one for one in shown if _still_waits(one)]
    if not shown:
        return None
    if sort is Sort.BUNDLE:
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
        if message.sort in (Sort.ALERT, Sort.BUNDLE):
            numbers = [int(one) for one in message.subject.split(",")]
            latest = store.opportunities.latest_decision(numbers)
            if latest != outgoing.decision:
                refresh(store, numbers, latest, now)


def _postpone(outgoing: Outgoing, error: DeliveryError, desk: Desk) -> None:
    """Wait as long as the channel asked for, else longer with each vain attempt, at this address."""
    asked = error.retry_after
    wait = timedelta(seconds=asked) if asked is not None else _patience(outgoing.message.attempts)
    _log.warning("message %s waits %d s: %s", outgoing.message.key, wait.total_seconds(), error)
    with opened(desk.path) as store, store.writing():
        until = desk.clock() + wait
        if asked is None:
            store.outbox.failed_once(outgoing.row, str(error))
        store.outbox.hold(outgoing.message.address, until)


def _patience(attempts: int) -> timedelta:
    """Return how long to wait after so many vain attempts: twice as long each time."""
    return min(_FIRST_WAIT * (1 << min(attempts, 10)), _LONGEST_WAIT)


def _give_up(outgoing: Outgoing, error: Undeliverable, desk: Desk) -> None:
    """Mark a message that can never be delivered, and tell staff unless it was such a word itself."""
    message = outgoing.message
    _log.error("message %s cannot be delivered: %s", message.key, error)
    with opened(desk.path) as store, store.writing():
        now = desk.clock()
        store.outbox.give_up(outgoing.row, str(error), now)
        if message.sort in (Sort.WORD, Sort.EDIT):
            return
        words = desk.texts("answer.undelivered", subject=message.key, why=str(error))
        told = Message(
            key=f"word:{outgoing.row}", sort=Sort.WORD, subject="", address=message.address, notice=notices.said(words)
        )
        store.outbox.queue(told, now)
