"""Stage: messages in the outbox for what staff have not heard of, and for alerts that have become untrue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogbot.config import AlertsConfig
from dialogbot.domain import Decision, Message, Opportunity, Sort
from dialogbot.notices import BUNDLE_SIZE
from dialogbot.store import Store
from dialogbot.store.opportunities import woken


def announce(store: Store, *, now: datetime, alerts: AlertsConfig, addresses: Sequence[str]) -> list[Opportunity]:
    """Queue an alert for each opportunity that staff have not heard of, and return those that are alerted.

    What was written more than ``alert_max_age_days`` before ``now`` is left to the digest. ``bundle_from`` or more at
    once become lists, the best first.
    """
    with store.writing():
        found = store.opportunities.unannounced()
        oldest = now - timedelta(days=alerts.alert_max_age_days)
        fresh = [one for one in found if one.post.posted_at is None or one.post.posted_at >= oldest]
        store.opportunities.announced([one.number for one in found], now)
        size = BUNDLE_SIZE if len(fresh) >= alerts.bundle_from else 1
        for start in range(0, len(fresh), size):
            _queue(store, [one.number for one in fresh[start : start + size]], now, addresses)
    return fresh


def wake(store: Store, *, now: datetime, addresses: Sequence[str]) -> None:
    """Open the snoozed opportunities whose time has come, and alert each once more."""
    with store.writing():
        for one in store.opportunities.woken(now):
            decision = decide(store, woken(one.number, now), now)
            _queue(store, [one.number], now, addresses, f":{decision}")


def decide(store: Store, decision: Decision, now: datetime) -> int:
    """Add a decision, and queue that every message which shows the opportunity is brought up to date."""
    with store.writing():
        made = store.opportunities.decide(decision)
        refresh(store, [decision.number], made, now)
    return made


def refresh(store: Store, numbers: Sequence[int], decision: int, now: datetime) -> None:
    """Queue edits of the delivered messages that show any of these opportunities, for the state after a decision."""
    shown = {one.row: one for number in numbers for one in store.outbox.showing(number)}
    for one in shown.values():
        key, address = f"edit:{one.row}:{decision}", one.message.address
        store.outbox.queue(Message(key=key, sort=Sort.EDIT, subject=str(one.row), address=address), now)


def _queue(store: Store, numbers: list[int], now: datetime, addresses: Sequence[str], again: str = "") -> None:
    sort = Sort.ALERT if len(numbers) == 1 else Sort.BUNDLE
    subject = ",".join(map(str, numbers))
    for address in addresses:
        message = Message(key=f"{sort}:{subject}{again}", sort=sort, subject=subject, address=address)
        store.outbox.queue(message, now, numbers)
