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
from dialogbot.people import Role, mention
from dialogbot.roster import roster
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
                _tell(store, "escalate", some, _administrators(store, policy), now, policy, texts)
        if due := [one for one in due if one not in late]:
            for some in _by_place(due, policy):
                _tell(store, "remind", some, _asked(some), now, policy, texts)
        store.opportunities.reminded([one.number for one in {*late, *due}], now)


def tell_of_silence(store: Store, *, now: datetime, policy: Policy, texts: Texts) -> None:
    """Say once of each community that nothing was imported from it for long; a new import begins anew.

    Those of which it is to be said now share one message.
    """
    longest = timedelta(days=policy.deadlines.silent_after_days)
    if not longest or not is_open(now, policy.calendar, policy.zone):
        return
    with store.writing():
        silent = [(name, at) for name, at in store.imports.communities() if now - at >= longest]
        news = [(name, at) for name, at in silent if store.outbox.first_time(_silence(name, at), now)]
        if not news:
            return
        days = [(name, (now - at).days) for name, at in news]
        lines = [texts("followup.silent_line", name=name, days=count) for name, count in days]
        blocks = [Block(style=Style.ITEM, text=line) for line in lines]
        heading = Block(style=Style.PLAIN, text=texts("followup.silent_many", count=len(news)))
        if len(news) == 1:
            name, count = days[0]
            heading, blocks = Block(style=Style.PLAIN, text=texts("followup.silent", name=name, days=count)), []
        _queue(store, _silence(*news[0]), Notice(blocks=(heading, *blocks)), now, policy.addresses)


def _silence(name: str, at: datetime) -> str:
    return f"silent:{name}:{at.isoformat()}"


def _expire(store: Store, claimed: Sequence[Opportunity], now: datetime, policy: Policy, texts: Texts) -> None:
    """Give claims without an answer back to all, and say so: in one message for each place and claimer."""
    longest = _hours(policy.deadlines.claims_expire_after_hours)
    over: dict[tuple[tuple[str, ...], str], list[tuple[int, Opportunity]]] = {}
    for one in claimed:
        if one.last is None or worked(one.changed_at or one.last.made_at, now, policy.calendar, policy.zone) < longest:
            continue
        made = decide(store, expired(one.number, now), now)
        open_again = store.opportunities.numbered(one.number) or one
        over.setdefault((places_of(one, policy), one.last.by), []).append((made, open_again))
    for (places, by), some in over.items():
        key = "followup.expired" if len(some) == 1 else "followup.expired_many"
        heading = Block(style=Style.PLAIN, text=texts(key, by=by))
        lines = [line(one, texts, content=policy.alerts.content) for _, one in some]
        numbers = [one.number for _, one in some]
        _queue(store, f"expired:{some[0][0]}", Notice(blocks=(heading, *lines)), now, places, numbers)


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


def _asked(found: Sequence[Opportunity]) -> list[tuple[str, str]]:
    """List those who were asked, by name, with what calls each in a chat."""
    return sorted({(one.assigned_to, one.mention) for one in found if one.assigned_to})


def _administrators(store: Store, policy: Policy) -> list[tuple[str, str]]:
    return [(one.name, mention(one)) for one in roster(policy.team, store).people if one.role is Role.ADMIN]


def _tell(  # noqa: PLR0913, PLR0917 - what a message is made of
    store: Store,
    key: str,
    found: Sequence[Opportunity],
    people: Sequence[tuple[str, str]],
    now: datetime,
    policy: Policy,
    texts: Texts,
) -> None:
    words = texts.counted(f"followup.{key}", len(found))
    by_name = [call if call.startswith("@") else name for name, call in people if not call.isdigit()]
    heading = Block(style=Style.HEADING, text=f"{' '.join(by_name)} {words}".strip())
    calls = [Block(style=Style.ITEM, text=name, calls=int(call)) for name, call in people if call.isdigit()]
    lines = [line(one, texts, content=policy.alerts.content) for one in found]
    numbers = [one.number for one in found]
    subject = ",".join(map(str, numbers))
    notice = Notice(blocks=(heading, *calls, *lines))
    _queue(store, f"{key}:{subject}:{now.isoformat()}", notice, now, places_of(found[0], policy), numbers)


def _queue(  # noqa: PLR0913, PLR0917 - what a message is made of
    store: Store, key: str, notice: Notice, now: datetime, places: Sequence[str], numbers: Sequence[int] = ()
) -> None:
    for address in places:
        message = Message(key=key, sort=Sort.WORD, subject="", address=address, notice=notice)
        store.outbox.queue(message, now, numbers)
