"""A little half-year that can be counted by hand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from dialogbot.domain import Action, Decision, Reason, Topic
from dialogbot.report.period import Period
from dialogbot.store import Store
from tests.build import QUESTION, YES, add

MAY, JUNE = datetime(2026, 5, 6, 8, tzinfo=UTC), datetime(2026, 6, 3, 8, tzinfo=UTC)
PERIOD = Period(first=date(2026, 5, 1), last=date(2026, 6, 30))
AFTER = datetime(2026, 7, 1, 12, tzinfo=UTC)


def fill(store: Store) -> None:
    """Put in six questions: two in May, four in June; Kari answers two, Ola takes one in vain, Kari puts one away."""
    for number, (found_at, topic) in enumerate(
        [
            (MAY, Topic.LOANS),
            (MAY, Topic.LOANS),
            (JUNE, Topic.LOANS),
            (JUNE, Topic.DATA),
            (JUNE, Topic.DATA),
            (JUNE, Topic.SPACE),
        ],
        1,
    ):
        ask(store, number, found_at, topic)
    decide(store, 1, Action.CLAIM, "Kari", MAY + timedelta(minutes=30))
    decide(store, 1, Action.HANDLE, "Kari", MAY + timedelta(hours=3))
    decide(store, 2, Action.DISMISS, "Kari", MAY + timedelta(hours=5))
    decide(store, 3, Action.HANDLE, "Kari", JUNE + timedelta(hours=1))
    decide(store, 4, Action.CLAIM, "Ola", JUNE + timedelta(days=2))
    decide(store, 4, Action.EXPIRE, "dialogbot", JUNE + timedelta(days=4))
    decide(store, 5, Action.SETTLE, "dialogbot", JUNE + timedelta(days=1))


def ask(store: Store, number: int, at: datetime, topic: Topic) -> None:
    written = at - timedelta(hours=number)
    question = replace(QUESTION, ref=f"{number}", text=f"Spørsmål nummer {number} om lån?", posted_at=written)
    assert store.opportunities.judged(add(store, question, at), replace(YES, topic=topic), at) == number


def decide(store: Store, number: int, action: Action, by: str, at: datetime) -> None:
    reason = Reason.CHATTER if action is Action.DISMISS else None
    store.opportunities.decide(Decision(number=number, action=action, by=by, made_at=at, reason=reason))
