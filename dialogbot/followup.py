"""Stage: what is forgotten is brought up again: alerts that nobody took, claims without an answer, silent communities.

Nothing is queued outside the opening hours, and hours count only while it is open.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from dialogbot.domain import Block, Message, Notice, Opportunity, Sort, Status, Style
from dialogbot.hours import is_open, worked
from dialogbot.notices import line
from dialogbot.notify import Policy, decide, places_of
from dialogbot.people import Role
from dialogbot.store import Store
from dialogbot.store.opportunities import expired
from dialogbot.texts import Texts


def follow_up(store: Store, *, now: datetime, policy: Policy, texts: Texts) -> None:
    """Let claims expire, remind of what nobody took, and bring it before the administrators, each once."""
    if not is_open(now, policy.calendar, policy.zone):
        return
    with store.writing():
        unfinished = store.opportunities.unfinished()
        _expire(store, [one for one in unfinished if one.status is Status.CLAIMED], now, policy, texts)
        forgotten = [one for one in unfinished if one.status is Status.OPEN and store.outbox.showing(one.number)]
        late = [one for one in forgotten if _since(one, one.escalated_at, now, policy) >= _hours(_escalation(policy))]
        due = [one for one in forgotten if _since(one, one.reminded_at, now, policy) >= _hours(_reminder(policy))]
        if late:
            store.opportunities.escalated([one.number for one in late], now)
            for some in _by_place(late, policy):
                _tell(store, "escalate", some, _administrators(policy), now, policy, texts)
        if due := [one for one in due if one not in late]:
            for some in _by_place(due, policy):
                _tell(store, "remind", some, _mentions(some), now, policy, texts)
        store.opportunities.reminded([one.number for one in {*late, *due}], now)


def tell_of_silence(store: Store, *, now: datetime, policy: Policy, texts: Texts) -> None:
    """Say once of each community that nothing was imported from it for long; a new import begins anew."""
    longest = timedelta(days=policy.deadlines.silent_after_days)
    if not longest or not is_open(now, policy.calendar, policy.zone):
        return
    with store.writing():
        for name, at in store.imports.communities():
            if now - at < longest:
                continue
            words = texts("followup.silent", name=name, days=(now - at).days)
            blocks = (Block(style=Style.PLAIN, text=words),)
            _queue(store, f"silent:{name}:{at.isoformat()}", Notice(blocks=blocks), now, policy.addresses)


def _expire(store: Store, claimed: Sequence[Opportunity], now: datetime, policy: Policy, texts: Texts) -> None:
    longest = _hours(policy.deadlines.claims_expire_after_hours)
    for one in claimed:
        if one.last is None or worked(one.changed_at or one.last.made_at, now, policy.calendar, policy.zone) < longest:
            continue
        made = decide(store, expired(one.number, now), now)
        heading = Block(style=Style.PLAIN, text=texts("followup.expired", by=one.last.by))
        open_again = store.opportunities.numbered(one.number) or one
        notice = Notice(blocks=(heading, line(open_again, texts, content=policy.alerts.content)))
        _queue(store, f"expired:{made}", notice, now, places_of(one, policy), [one.number])


def _by_place(found: Sequence[Opportunity], policy: Policy) -> list[list[Opportunity]]:
    """Group opportunities by where their alerts stand: there they are brought up again."""
    places: dict[tuple[str, ...], list[Opportunity]] = {}
    for one in found:
        places.setdefault(places_of(one, policy), []).append(one)
    return list(places.values())


def _since(one: Opportunity, told: datetime | None, now: datetime, policy: Policy) -> timedelta:
    """Return the opening time since an opportunity has been open, none if staff were told of it since then."""
    start = max(filter(None, (one.announced_at, one.changed_at)), default=now)
    if told is not None and told >= start:
        return timedelta()
    return worked(start, now, policy.calendar, policy.zone)


def _hours(hours: float) -> timedelta:
    """Return a deadline; 0 hours is never."""
    return timedelta(hours=hours) if hours else timedelta.max


def _reminder(policy: Policy) -> float:
    return policy.deadlines.remind_after_hours


def _escalation(policy: Policy) -> float:
    return policy.deadlines.escalate_after_hours


def _mentions(found: Sequence[Opportunity]) -> list[str]:
    return sorted({one.mention or one.assigned_to or "" for one in found} - {""})


def _administrators(policy: Policy) -> list[str]:
    admins = [one for one in policy.team.people if one.role is Role.ADMIN]
    return [f"@{one.username}" if one.username else one.name for one in admins]


def _tell(  # noqa: PLR0913, PLR0917 - what a message is made of
    store: Store,
    key: str,
    found: Sequence[Opportunity],
    mentions: Sequence[str],
    now: datetime,
    policy: Policy,
    texts: Texts,
) -> None:
    words = texts.counted(f"followup.{key}", len(found))
    heading = Block(style=Style.HEADING, text=f"{' '.join(mentions)} {words}".strip())
    lines = [line(one, texts, content=policy.alerts.content) for one in found]
    numbers = [one.number for one in found]
    subject = ",".join(map(str, numbers))
    notice = Notice(blocks=(heading, *lines))
    _queue(store, f"{key}:{subject}:{now.isoformat()}", notice, now, places_of(found[0], policy), numbers)


def _queue(  # noqa: PLR0913, PLR0917 - what a message is made of
    store: Store, key: str, notice: Notice, now: datetime, places: Sequence[str], numbers: Sequence[int] = ()
) -> None:
    for address in places:
        message = Message(key=key, sort=Sort.WORD, subject="", address=address, notice=notice)
        store.outbox.queue(message, now, numbers)
