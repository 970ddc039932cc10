"""The figures of a week, as they were when it ended: what is decided or imported later changes nothing about them.

The exception is what is deleted, or edited by its writer: that is gone from past weeks too.
"""

from __future__ import annotations

import statistics
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo

from dialogbot.audit import Recall, Share
from dialogbot.config import Config
from dialogbot.domain import Opportunity
from dialogbot.learning import Weight, strongest
from dialogbot.outcomes import Effect, Outcome, by_form, effect, first_waits
from dialogbot.people import Team
from dialogbot.report.quality import Change, Noise, changes, noise, precision, recall
from dialogbot.report.week import Week, weeks_until
from dialogbot.store import Store
from dialogbot.store.suggestions import Unanswered
from dialogbot.store.weeks import AskedAgain

BEFORE = 8
"""Weeks with which a week's topics are compared."""

JUDGED = 8
"""Weeks, with the week itself, whose opportunities precision, noise and holes in the answer bank are counted over."""

AUDITED = 26
"""Weeks, with the week itself, over which the audit is pooled."""

REPLIED = 4
"""Weeks, with the week itself, whose replies are followed: an answer takes its time."""

MOST_OPEN = 5
_MOST_AGAIN = 2
_MOST_LEARNT = 3
_MOST_REPLIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class House:
    """What the settings say that a digest needs: our own names, who is on duty, and what counts as silence."""

    own_accounts: frozenset[str] = frozenset()
    team: Team = field(default_factory=Team)
    silent_after: timedelta = timedelta(days=9)


@dataclass(frozen=True, slots=True, kw_only=True)
class Replies:
    """What became of the replies of some weeks, in all and by form (see ``outcomes.by_form``).

    ``best`` are those that were thanked, answered and liked most.
    """

    effect: Effect
    with_link: Effect
    without_link: Effect
    first_wait: timedelta | None
    best: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The figures of a week, and what is told of it.

    ``reaction`` is the median time to staff's first reaction, ``waiting`` the best of the ``open`` ones at its end.
    ``changes`` are the topics that were out of the ordinary, ``again`` the questions that came again. ``load`` is what
    each person had claimed at its end, ``rota`` who is on duty on each day of the week after. ``learnt`` are the words
    whose weight changed most by what was learnt in the week. ``holes`` are the topics of the week's questions, with how
    many of them the answer bank had nothing for, ``holes_lately`` those of the weeks that are judged together.
    """

    week: Week
    posts: int
    found: int
    claimed: int
    handled: int
    dismissed: int
    expired: int
    open: int
    reaction: timedelta | None
    topics: tuple[tuple[str, int], ...]
    changes: tuple[Change, ...]
    communities: tuple[tuple[str, int], ...]
    again: tuple[AskedAgain, ...]
    waiting: tuple[Opportunity, ...]
    replies: Replies
    people: tuple[tuple[str, int], ...]
    load: tuple[tuple[str, int], ...]
    rota: tuple[tuple[date, tuple[str, ...]], ...]
    precision: Share | None
    noise: Noise
    recall: Recall | None
    silent: tuple[tuple[str, datetime], ...]
    learnt: tuple[Weight, ...]
    holes: tuple[Unanswered, ...]
    holes_lately: tuple[Unanswered, ...]


def house(config: Config) -> House:
    """Return what the settings say that a digest needs."""
    days = config.deadlines.silent_after_days
    silent_after = timedelta(days=days) if days else timedelta.max
    return House(own_accounts=config.own_accounts, team=config.colleagues, silent_after=silent_after)


def figures(store: Store, week: Week, zone: tzinfo, house: House | None = None) -> Digest:
    """Count a week."""
    house = house or House()
    span = week.span(zone)
    end, lately = span[1], (week.back(JUDGED - 1).span(zone)[0], span[1])
    topics = store.figures.topics(span)
    return Digest(
        week=week,
        posts=store.figures.posts(span),
        found=store.figures.found(span),
        claimed=store.figures.decided(span, "claim"),
        handled=store.figures.decided(span, "handle"),
        dismissed=store.figures.decided(span, "dismiss"),
        expired=store.figures.decided(span, "expire"),
        open=store.figures.open_at(end),
        reaction=_median(store.figures.first_reactions(span)),
        topics=tuple(topics),
        changes=tuple(_changes(store, week, zone, dict(topics))),
        communities=tuple(store.figures.communities(span)),
        again=tuple(store.weeks.asked_again(span, _MOST_AGAIN)),
        waiting=_waiting(store, end),
        replies=replies(store.outcomes.of(house.own_accounts, (week.back(REPLIED - 1).span(zone)[0], end), end)),
        people=tuple(store.figures.people(span)),
        load=tuple(Counter(store.weeks.claimed(end)).most_common()),
        rota=tuple((day, tuple(sorted(house.team.on_duty(day)))) for day in week.back(-1).days()),
        precision=precision(store, lately, end),
        noise=noise(store, lately, end),
        recall=recall(store, weeks_until(week, AUDITED), zone, end),
        silent=() if house.silent_after == timedelta.max else tuple(store.weeks.silent(end, house.silent_after)),
        learnt=_learnt(store, span),
        holes=tuple(store.suggestions.unanswered(span, end)),
        holes_lately=tuple(store.suggestions.unanswered(lately, end)),
    )


def replies(outcomes: Sequence[Outcome]) -> Replies:
    """Sum up what became of some replies."""
    forms = by_form(outcomes)
    return Replies(
        effect=effect(outcomes),
        with_link=forms["link"],
        without_link=forms["no_link"],
        first_wait=_median(first_waits(outcomes)),
        best=_best(outcomes),
    )


def _best(outcomes: Sequence[Outcome]) -> tuple[Outcome, ...]:
    reached = [one for one in outcomes if one.followups or one.thanks]
    return tuple(sorted(reached, key=lambda one: (-one.thanks, -one.followups, -one.likes))[:_MOST_REPLIES])


def _changes(store: Store, week: Week, zone: tzinfo, now: dict[str, int]) -> list[Change]:
    """Compare a week's topics with the weeks before it; those before the first import do not count."""
    first = store.imports.first_at()
    past = [one.span(zone) for one in weeks_until(week.back(1), BEFORE)]
    past = [span for span in past if first is not None and span[1] > first]
    before: Counter[str] = Counter()
    for span in past:
        before.update(dict(store.figures.topics(span)))
    return changes(now, before, len(past))


def _waiting(store: Store, end: datetime) -> tuple[Opportunity, ...]:
    best = (store.weeks.opportunity(number, end) for number in store.weeks.unfinished(end)[:MOST_OPEN])
    return tuple(one for one in best if one is not None)


def _learnt(store: Store, span: tuple[datetime, datetime]) -> tuple[Weight, ...]:
    made, before = store.corrections.learnt(*span)
    if made is None:
        return ()
    return tuple(strongest(made.correction, before.correction if before else None, _MOST_LEARNT))


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    seconds = [one.total_seconds() for one in spans]
    return timedelta(seconds=statistics.median(seconds)) if seconds else None
