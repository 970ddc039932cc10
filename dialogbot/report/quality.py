"""How well the right things are found: precision by staff's verdicts, recall by the audit, noise, and what is news."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, tzinfo

from dialogbot import audit
from dialogbot.audit import Found, Recall, Share
from dialogbot.domain import Reason
from dialogbot.report.week import Week
from dialogbot.store import Store

Span = tuple[datetime, datetime]
_UNLIKELY = 0.01
"""How rare a change must be by chance to be told of: there are 17 topics, and one in six weeks may be wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Noise:
    """What was found and was none: per community (``''``: no name) wrong ones and all that were decided; and why."""

    communities: tuple[tuple[str, int, int], ...] = ()
    reasons: tuple[tuple[Reason | None, int], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A count that is out of the ordinary, and what was usual: a week's mean over the weeks before."""

    name: str
    count: int
    usual: float


def precision(store: Store, span: Span, known_by: datetime) -> Share | None:
    """Return the share of right ones of what was found in a span and decided about; ``None``: nothing was."""
    judged = store.weeks.judged(span, known_by)
    return audit.wilson(sum(one.right for one in judged), len(judged))


def recall(store: Store, weeks: Sequence[Week], zone: tzinfo, known_by: datetime) -> Recall | None:
    """Estimate recall in open communities, pooled over the audited ones of some weeks in a row.

    ``None``: there are too few answers.
    """
    tallies = store.audits.tallies(str(weeks[0]), str(weeks[-1]), known_by)
    spans = [Week.parse(week).span(zone) for week in sorted(audit.answered_weeks(tallies))]
    judged = [one for span in spans for one in store.weeks.judged(span, known_by) if not one.closed]
    right = sum(one.right for one in judged)
    messages = sum(store.weeks.found_in_open(span) for span in spans)
    return audit.recall(tallies, Found(messages=messages, right=right, wrong=len(judged) - right))


def noise(store: Store, span: Span, known_by: datetime) -> Noise:
    """Count, of what was found in a span, what staff dismissed: the communities with most of it first."""
    judged = store.weeks.judged(span, known_by)
    wrong = [one for one in judged if not one.right]
    of, decided = Counter(one.community for one in wrong), Counter(one.community for one in judged)
    communities = sorted(of, key=lambda name: (-of[name], name))
    reasons = Counter(one.reason for one in wrong)
    return Noise(
        communities=tuple((name, of[name], decided[name]) for name in communities),
        reasons=tuple(sorted(reasons.items(), key=lambda pair: (-pair[1], pair[0] or "~"))),
    )


def changes(now: dict[str, int], before: dict[str, int], weeks: int) -> list[Change]:
    """List the counts that differ from their mean over ``weeks`` weeks before by more than chance, the rarest first.

    Two Poisson counts with the same rate split a total as a coin would that falls once in ``weeks + 1`` (Przyborowski
    and Wilenski 1940); what such a coin does less often than once in a hundred times, in either direction, is told of.
    """
    if not weeks:
        return []
    rated = []
    for name in now.keys() | before.keys():
        count, total = now.get(name, 0), now.get(name, 0) + before.get(name, 0)
        chance = _tail(count, total, 1 / (weeks + 1))
        if chance < _UNLIKELY / 2:
            rated.append((chance, Change(name=name, count=count, usual=before.get(name, 0) / weeks)))
    return [change for _, change in sorted(rated, key=lambda pair: (pair[0], pair[1].name))]


def _tail(count: int, total: int, share: float) -> float:
    """Return the chance that a coin shows so many of ``total`` or still more out of the ordinary, on that side."""
    expected = total * share
    side = range(count, total + 1) if count >= expected else range(count + 1)
    return math.fsum(_chance(number, total, share) for number in side)


def _chance(count: int, total: int, share: float) -> float:
    ways = math.lgamma(total + 1) - math.lgamma(count + 1) - math.lgamma(total - count + 1)
    return math.exp(ways + count * math.log(share) + (total - count) * math.log1p(-share))
