"""Stage: messages in the outbox for what staff have not heard of, and for alerts that have become untrue."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogbot.config import AlertsConfig, Rule
from dialogbot.domain import Decision, Message, Opportunity, Sort
from dialogbot.notices import BUNDLE_SIZE
from dialogbot.store import Store
from dialogbot.store.opportunities import woken


def announce(store: Store, *, now: datetime, alerts: AlertsConfig, addresses: Sequence[str]) -> list[Opportunity]:
    """Queue alerts for the opportunities that staff have not heard of, the best first; return those that are alerted.

    What was written more than ``alert_max_age_days`` before ``now``, is muted, or scores below its rule, is left to the
    digest. ``bundle_from`` or more at once become lists; what goes beyond the messages of an hour and a day waits for
    the next run after them.
    """
    with store.writing():
        found = store.opportunities.unannounced()
        mutes = store.mutes.standing(now)
        fresh = [one for one in found if _is_news(one, now, alerts) and not any(mute.silences(one) for mute in mutes)]
        kept = {one.number for one in fresh}
        store.opportunities.announced([one.number for one in found if one.number not in kept], now)
        told = _messages(fresh, alerts)[: _budget(store, now, alerts)]
        for numbers in told:
            store.opportunities.announced(numbers, now)
            _queue(store, numbers, now, addresses)
    heard = {number for numbers in told for number in numbers}
    return [one for one in fresh if one.number in heard]


def _is_news(one: Opportunity, now: datetime, alerts: AlertsConfig) -> bool:
    """Say whether an opportunity is fresh and certain enough to be alerted."""
    oldest = now - timedelta(days=alerts.alert_max_age_days)
    if one.post.posted_at is not None and one.post.posted_at < oldest:
        return False
    return one.verdict.score >= max((rule.threshold for rule in alerts.rules if _applies(rule, one)), default=0.0)


def _applies(rule: Rule, one: Opportunity) -> bool:
    community = not rule.community or rule.community.casefold() == (one.post.community or "").casefold()
    return community and (not rule.topic or rule.topic == one.verdict.topic)


def _messages(fresh: Sequence[Opportunity], alerts: AlertsConfig) -> list[list[int]]:
    """Return what each message would tell of: one opportunity, or in a burst a list of them."""
    size = BUNDLE_SIZE if len(fresh) >= alerts.bundle_from else 1
    return [[one.number for one in fresh[start : start + size]] for start in range(0, len(fresh), size)]


def _budget(store: Store, now: datetime, alerts: AlertsConfig) -> int:
    """Return how many messages with alerts may still be sent now."""
    hour = alerts.most_an_hour - store.outbox.alerts_since(now - timedelta(hours=1))
    day = alerts.most_a_day - store.outbox.alerts_since(now - timedelta(days=1))
    return max(0, min(hour, day))


def wake(store: Store, *, now: datetime, addresses: Sequence[str]) -> None:
    """Open the snoozed opportunities whose time has come, and alert each once more."""
    with store.writing():
        for one in store.opportunities.woken(now):
            decision = decide(store, woken(one.number, now), now)
            store.opportunities.announced([one.number], now)
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
