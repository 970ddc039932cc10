"""Stage: what becomes of a message that did not get through, so that none is lost and none blocks another."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogbot import notices
from dialogbot.domain import Barred, DeliveryError, Message, Moved, Sort, Undeliverable
from dialogbot.store import Store
from dialogbot.texts import Texts

_log = logging.getLogger(__name__)
_LONGEST_WAIT = timedelta(minutes=5)
_FIRST_WAIT = timedelta(seconds=2)
_CARDS = (Sort.ALERT, Sort.BUNDLE, Sort.ANEW)
_TOLD_ELSEWHERE = (Sort.ALERT, Sort.BUNDLE, Sort.DIGEST)


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What is needed to deal with a setback; ``addresses`` are those that the settings name."""

    store: Store
    now: datetime
    texts: Texts
    addresses: Sequence[str]


def postpone(row: int, message: Message, error: DeliveryError, setting: Setting) -> None:
    """Wait as long as the channel asked for, else longer with each vain attempt, at this address."""
    asked = error.retry_after
    wait = timedelta(seconds=asked) if asked is not None else _patience(message.attempts)
    _log.warning("message %s waits %d s: %s", message.key, wait.total_seconds(), error)
    if asked is None:
        setting.store.outbox.failed_once(row, str(error))
    setting.store.outbox.hold(message.address, setting.now + wait)


def give_up(row: int, message: Message, error: Undeliverable, setting: Setting) -> None:
    """Mark a message that can never be delivered, and tell staff unless it was such a word itself."""
    _mark(row, message, error, setting)
    if message.sort not in (Sort.WORD, Sort.EDIT, Sort.REMOVE):
        words = setting.texts("answer.undelivered", subject=message.key, why=str(error))
        _tell(f"word:{row}", words, message.address, setting)


def send_anew(row: int, message: Message, error: Undeliverable, setting: Setting) -> None:
    """Give up an edit of a card that can no longer be edited, and send that card anew, once."""
    _mark(row, message, error, setting)
    outbox = setting.store.outbox
    dead = outbox.delivered(int(message.subject)) if message.sort is Sort.EDIT else None
    if dead is None or dead.message.sort not in _CARDS or not outbox.replaced(dead.row, setting.now):
        return
    shown = outbox.numbers(dead.reference)
    anew = Message(key=f"anew:{dead.row}", sort=Sort.ANEW, subject=dead.message.subject, address=dead.message.address)
    outbox.queue(anew, setting.now, shown)


def follow(row: int, message: Message, error: Moved, setting: Setting) -> None:
    """Send to where an address is now, this message and all others; what stood there can no longer be edited."""
    go_along(message.address.partition("/")[0], error.address, setting)
    if message.sort in (Sort.EDIT, Sort.REMOVE):
        send_anew(row, message, error, setting)


def go_along(old: str, new: str, setting: Setting) -> None:
    """Let all that goes to an address go to another from now on; say once that the settings should say so."""
    if old == new or not setting.store.addresses.move(old, new, setting.now):
        return
    _log.warning("the group %s has a new id: write %s under chats in [telegram]", old, new)
    _tell(f"moved:{old}:{new}", setting.texts("answer.moved", old=old, new=new), new, setting)


def shut_out(row: int, message: Message, error: Barred, setting: Setting) -> None:
    """Remember that nothing may be said at an address, say so elsewhere, once, and tell there what was to be told here.

    Where there is no other address, alerts and digests wait until somebody lets the program in again.
    """
    store, address = setting.store, message.address
    news = store.addresses.bar(address, str(error), setting.now)
    others = _open_addresses(setting)
    if not others and message.sort in (*_TOLD_ELSEWHERE, Sort.ANEW):
        postpone(row, message, DeliveryError(str(error)), setting)
        return
    _mark(row, message, error, setting)
    if others and message.sort in _TOLD_ELSEWHERE and message.reply_to is None:
        numbers = [int(one) for one in message.subject.split(",")] if message.sort in _CARDS else []
        here = Message(key=message.key, sort=message.sort, subject=message.subject, address=others[0])
        store.outbox.queue(here, setting.now, numbers)
    if others and news:
        words = setting.texts("answer.barred", address=address, why=str(error))
        _tell(f"barred:{address}:{setting.now.isoformat()}", words, others[0], setting)


def _open_addresses(setting: Setting) -> list[str]:
    """List the configured addresses, where they are now, at which something may be said."""
    shut = {one.address for one in setting.store.addresses.shut()}
    current = (setting.store.addresses.current(one) for one in setting.addresses)
    return [one for one in current if one not in shut]


def _mark(row: int, message: Message, error: Undeliverable, setting: Setting) -> None:
    _log.error("message %s cannot be delivered: %s", message.key, error)
    setting.store.outbox.give_up(row, str(error), setting.now)


def _tell(key: str, words: str, address: str, setting: Setting) -> None:
    told = Message(key=key, sort=Sort.WORD, subject="", address=address, notice=notices.said(words))
    setting.store.outbox.queue(told, setting.now)


def _patience(attempts: int) -> timedelta:
    """Return how long to wait after so many vain attempts: twice as long each time."""
    return min(_FIRST_WAIT * (1 << min(attempts, 10)), _LONGEST_WAIT)
