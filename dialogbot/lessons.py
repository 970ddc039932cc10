"""Stage: what staff's decisions teach, from the store through a fit and back into it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from dialogbot import detect
from dialogbot.domain import Action, Decision, Opportunity, Post, Status
from dialogbot.fitting import LEAST, proposal
from dialogbot.judgement import Sensitivity, line
from dialogbot.learning import Correction, Label, Lesson, label, reach
from dialogbot.store import Store, opened

EVERY = timedelta(days=7)
"""How often the clock tries to learn."""

_MOST = 2000  # the newest verdicts; older ones say little about what a community talks of now
_DECIDED = (Status.CLAIMED, Status.HANDLED, Status.DISMISSED)


def learn(database: Path, *, now: datetime, sensitivity: Sensitivity) -> Lesson | None:
    """Fit a correction to all verdicts and keep it, accepted or not; ``None`` when there are too few."""
    with opened(database) as store:
        cases = _cases(store)
    found = proposal(_labels(cases, sensitivity), line(sensitivity))
    if found is None:
        return None
    with opened(database) as store, store.writing():
        store.corrections.keep(found.correction, found.figures, accepted=found.accepted, now=now)
        return store.corrections.last()


def learn_when_due(database: Path, *, now: datetime, sensitivity: Sensitivity) -> Lesson | None:
    """Learn when a week has gone since the last attempt and staff have decided something new since.

    What staff took back is not learnt anew from the same verdicts: that waits for as many new ones as a first lesson.
    """
    with opened(database) as store:
        last = store.corrections.last()
        if last is not None and now - last.made_at < EVERY:
            return None
        taken_back = last is not None and last.accepted and not last.active
        wanted = LEAST if last is None or taken_back else 1
        if store.corrections.decided_since(last.made_at if last else None) < wanted:
            return None
    return learn(database, now=now, sensitivity=sensitivity)


def holding(database: Path) -> Correction | None:
    """Return the correction that holds, if any; a database that is not there is not made."""
    if not database.exists():
        return None
    with opened(database) as store:
        return store.corrections.holding()


def verdicts(database: Path, sensitivity: Sensitivity) -> list[Label]:
    """List what staff's decisions say, the oldest first."""
    with opened(database) as store:
        cases = _cases(store)
    return _labels(cases, sensitivity)


def _cases(store: Store) -> list[tuple[Opportunity, list[Post]]]:
    """List what was decided, the oldest first, each with its thread as it stood when it was found.

    Nothing is learnt from closed communities, and nothing from what was deleted. A thread goes on, with the library's
    own answer in it: as it stands now it would be judged as answered.
    """
    every, missed = store.opportunities.all(), store.audits.missed()
    decided = [one for one in every if one.status in _DECIDED and one.last and _may_teach(one.post)]
    decided += [_wanted(one, missed[one.number]) for one in every if one.last is None and one.number in missed]
    ordered = sorted(decided, key=lambda one: (one.last.made_at if one.last else one.found_at, one.number))
    return [(one, store.corrections.thread_then(one.post, one.found_at)) for one in ordered[-_MOST:]]


def _wanted(one: Opportunity, said_at: datetime) -> Opportunity:
    """Take what staff said should have been found for what they would answer, as long as they decide nothing else."""
    meant = Decision(number=one.number, action=Action.HANDLE, by="", made_at=said_at)
    return replace(one, status=Status.HANDLED, last=meant)


def _may_teach(post: Post) -> bool:
    return bool(post.text) and not post.closed


def _labels(cases: list[tuple[Opportunity, list[Post]]], sensitivity: Sensitivity) -> list[Label]:
    """Judge each anew by the shipped models alone, so that no correction is fitted on top of an earlier one."""
    judged = detect.judge_all(
        [thread for _, thread in cases],
        own_accounts=sensitivity.own_accounts,
        threshold=reach(line(sensitivity)),
    )
    found = []
    for (one, thread), of_thread in zip(cases, judged, strict=True):
        shipped = next(verdict for post, verdict in zip(thread, of_thread, strict=True) if post.ref == one.post.ref)
        if one.last is not None:
            found.append(label(one.post, shipped, one.status, one.last.reason, one.last.made_at))
    return [one for one in found if one is not None]
