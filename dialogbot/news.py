"""Which of the opportunities that staff have not heard of are worth an alert; the rest is left to the digest."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from dialogbot.budget import LOOK_BACK, Scored, lines
from dialogbot.config import AlertsConfig, Rule
from dialogbot.domain import Opportunity
from dialogbot.store import Store


def fresh(store: Store, now: datetime, alerts: AlertsConfig) -> tuple[list[Opportunity], list[Opportunity]]:
    """Split what staff have not heard of into what is worth an alert, the best first, and the rest.

    The rest is muted, or scores below its rule or below what ``about_a_week`` leaves room for. What was written more
    than ``alert_max_age_days`` before ``now`` is left to the digest here and is in neither.
    """
    oldest = now - timedelta(days=alerts.alert_max_age_days)
    store.opportunities.left_to_digest(oldest, now)
    found = store.opportunities.unannounced()
    if not found:
        return [], []
    mutes = store.mutes.standing(now)
    bars = _bars(store, now, alerts)
    worth = {
        one.number for one in found if _is_certain(one, alerts, bars) and not any(mute.silences(one) for mute in mutes)
    }
    return [one for one in found if one.number in worth], [one for one in found if one.number not in worth]


def _is_certain(one: Opportunity, alerts: AlertsConfig, bars: Mapping[str, float]) -> bool:
    """Say whether an opportunity is certain enough to be alerted."""
    bar = bars.get((one.post.community or "").casefold(), 0.0)
    return one.verdict.score >= max((bar, *(rule.threshold for rule in alerts.rules if _applies(rule, one))))


def _bars(store: Store, now: datetime, alerts: AlertsConfig) -> Mapping[str, float]:
    """Return the score per community from which on alerts stay within ``about_a_week``."""
    if not alerts.about_a_week:
        return {}
    rows = store.corrections.scores_since(now - LOOK_BACK)
    seen = [Scored(community=community, score=score, at=at) for community, score, at in rows]
    return lines(seen, a_week=alerts.about_a_week, now=now)


def _applies(rule: Rule, one: Opportunity) -> bool:
    community = not rule.community or rule.community.casefold() == (one.post.community or "").casefold()
    return community and (not rule.topic or rule.topic == one.verdict.topic)
