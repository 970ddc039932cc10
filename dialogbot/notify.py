"""Stage: messages in the outbox for what staff have not heard of, and for alerts that have become untrue."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from dialogbot.config import AlertsConfig, Config, DeadlinesConfig
from dialogbot.domain import Decision, Message, Notice, Opportunity, Sort, Status, Style, Topic
from dialogbot.hours import Calendar, is_open
from dialogbot.likeness import Asked
from dialogbot.news import fresh
from dialogbot.notices import BUNDLE_SIZE, called
from dialogbot.people import Person, Team, assigned, mention, route
from dialogbot.roster import roster
from dialogbot.store import Store
from dialogbot.store.opportunities import woken
from dialogbot.texts import Texts

_AGAIN_WITHIN = timedelta(weeks=8)
_UNFINISHED = (Status.OPEN, Status.CLAIMED, Status.SNOOZED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How staff want to hear of things: how much, when, who, and where if nothing else is said."""

    alerts: AlertsConfig
    deadlines: DeadlinesConfig
    calendar: Calendar
    zone: tzinfo
    team: Team
    addresses: tuple[str, ...]


def policy(config: Config) -> Policy:
    """Return what the settings say of it."""
    return Policy(
        alerts=config.alerts,
        deadlines=config.deadlines,
        calendar=config.calendar,
        zone=config.zone,
        team=config.colleagues,
        addresses=config.addresses,
    )


def announce(store: Store, *, now: datetime, policy: Policy) -> list[Opportunity]:
    """Queue alerts for the opportunities that staff have not heard of, the best first; return those that are alerted.

    Outside the opening hours nothing is queued: what has come meanwhile is told when they begin. ``bundle_from`` or
    more at one address become lists; what goes beyond the messages of an hour and a day waits for the next run after.
    Each one that is alerted is given to somebody of the team to look at first.
    """
    if not is_open(now, policy.calendar, policy.zone):
        return []
    with store.writing():
        most = _budget(store, now, policy.alerts)
        if not most:
            return []
        news, rest = fresh(store, now, policy.alerts)
        store.opportunities.announced([one.number for one in rest], now)
        told = _messages(_joined(store, news[: most * BUNDLE_SIZE], now), policy)[:most]
        for addresses, some in told:
            numbers = [one.number for one in some]
            store.opportunities.announced(numbers, now)
            for one in some:
                _assign(store, one, now, policy)
            _queue(store, numbers, now, addresses)
    return [one for _, some in told for one in some]


def wake(store: Store, *, now: datetime, policy: Policy) -> None:
    """Open the snoozed opportunities whose time has come, and alert each once more, within the opening hours.

    Many at once come as lists, as new ones do.
    """
    if not is_open(now, policy.calendar, policy.zone):
        return
    with store.writing():
        due = store.opportunities.woken(now)
        made = {one.number: decide(store, woken(one.number, now), now) for one in due}
        store.opportunities.announced([one.number for one in due], now)
        for addresses, some in _messages(due, policy):
            numbers = [one.number for one in some]
            _queue(store, numbers, now, addresses, f":{max(made[number] for number in numbers)}")


def decide(store: Store, decision: Decision, now: datetime) -> int:
    """Add a decision, and queue that every message which shows the opportunity is brought up to date."""
    with store.writing():
        made = store.opportunities.decide(decision)
        refresh(store, [decision.number], made, now)
    return made


def take_back(store: Store, decision: Decision, now: datetime) -> bool:
    """Take back what gave an opportunity its status, as ``decide`` does anything; say whether there was anything."""
    with store.writing():
        made = store.opportunities.undo(decision)
        if made is not None:
            refresh(store, [decision.number], made, now)
    return made is not None


def refresh(store: Store, numbers: Sequence[int], decision: int, now: datetime, change: str = "") -> None:
    """Queue edits of the delivered messages that show any of these opportunities, for the state after a decision.

    ``change`` names what else has changed since.
    """
    shown = {one.row: one for number in numbers for one in store.outbox.showing(number)}
    for one in shown.values():
        key, address = f"edit:{one.row}:{decision}{change and f':{change}'}", one.message.address
        store.outbox.queue(Message(key=key, sort=Sort.EDIT, subject=str(one.row), address=address), now)


def call_to(  # noqa: PLR0913 - who is called to what, and where
    store: Store, one: Opportunity, person: Person, texts: Texts, now: datetime, *, elsewhere_than: str = ""
) -> None:
    """Bring the cards of an opportunity up to date that was given to a person, and call them where these stand."""
    latest = store.opportunities.latest_decision([one.number])
    refresh(store, [one.number], latest, now, f"{person.name}:{now.isoformat()}")
    block = called(Style.HEADING, "people.asked", person.name, mention(person), texts, number=one.number)
    cards = (shown.message for shown in store.outbox.showing(one.number))
    for address in {card.address for card in cards if card.reply_to is None} - {elsewhere_than}:
        key = f"asked:{one.number}:{person.name}:{now.isoformat()}"
        message = Message(key=key, sort=Sort.WORD, subject="", address=address, notice=Notice(blocks=(block,)))
        store.outbox.queue(message, now, [one.number])


def _queue(store: Store, numbers: list[int], now: datetime, addresses: Sequence[str], again: str = "") -> None:
    sort = Sort.ALERT if len(numbers) == 1 else Sort.BUNDLE
    subject = ",".join(map(str, numbers))
    for address in addresses:
        message = Message(key=f"{sort}:{subject}{again}", sort=sort, subject=subject, address=address)
        store.outbox.queue(message, now, numbers)


def _joined(store: Store, news: Sequence[Opportunity], now: datetime) -> list[Opportunity]:
    """Let a question that is asked again, here or elsewhere, join the card of the first, and return the others.

    Where the first is finished, the new one gets a card too, which tells of it.
    """
    news_by_number = {one.number: one for one in news}
    asked: dict[Topic | None, Asked] = {}
    earlier = {one.number: one for one in store.opportunities.found_since(now - _AGAIN_WITHIN)} if news else {}
    joined = set()
    for one in sorted(earlier.values(), key=lambda each: each.number):
        about = asked.setdefault(one.verdict.topic, Asked())
        number = about.find(one.post.text) if one.number in news_by_number else None
        if number is not None and _joins(store, one, earlier[number], now):
            joined.add(one.number)
        else:
            about.add(one.number, one.post.text)
    return [one for one in news if one.number not in joined]


def _joins(store: Store, one: Opportunity, first: Opportunity, now: datetime) -> bool:
    """Remember that an opportunity asks the same as an earlier one; say whether it goes without a card of its own."""
    silent = first.status in _UNFINISHED
    store.repeats.put(one.number, first.number, silent=silent, now=now)
    if silent:
        store.opportunities.announced([one.number], now)
        latest = store.opportunities.latest_decision([first.number])
        refresh(store, [first.number], latest, now, f"again:{one.number}")
    return silent


def _messages(news: Sequence[Opportunity], policy: Policy) -> list[tuple[tuple[str, ...], Sequence[Opportunity]]]:
    """Return what each message would tell of and where: one opportunity, or in a burst at a place a list of them."""
    places: dict[tuple[str, ...], list[Opportunity]] = {}
    for one in news:
        places.setdefault(places_of(one, policy), []).append(one)
    told = []
    for addresses, some in places.items():
        size = BUNDLE_SIZE if len(some) >= policy.alerts.bundle_from else 1
        told += [(addresses, some[start : start + size]) for start in range(0, len(some), size)]
    return sorted(told, key=lambda message: -message[1][0].verdict.score)


def places_of(one: Opportunity, policy: Policy) -> tuple[str, ...]:
    """Return where an opportunity is alerted: in the chat of its topic or community, else where everything is."""
    place = route(one.verdict.topic, one.post.community, policy.team)
    if place is None:
        return policy.addresses
    chat, thread = place
    return (f"{chat}/{thread}" if thread else str(chat),)


def _assign(store: Store, one: Opportunity, now: datetime, policy: Policy) -> None:
    """Ask whoever it suits, has it not been given to somebody, to look at an opportunity first."""
    team = roster(policy.team, store)
    if one.assigned_to is not None or not team.people:
        return
    person = suited(store, one, team, now.astimezone(policy.zone).date())
    if person is not None:
        store.duties.assign(one.number, person.name, mention(person))


def suited(store: Store, one: Opportunity, team: Team, today: date) -> Person | None:
    """Return whom an opportunity suits best among those who are here; ``None``: nobody."""
    away, load = store.duties.away(), store.duties.load()
    topic, community, language = one.verdict.topic, one.post.community, one.verdict.language
    return assigned(topic, community, language, team=team, away=away, load=load, today=today)


def _budget(store: Store, now: datetime, alerts: AlertsConfig) -> int:
    """Return how many messages with alerts may still be sent now."""
    hour = alerts.most_an_hour - store.outbox.alerts_since(now - timedelta(hours=1))
    day = alerts.most_a_day - store.outbox.alerts_since(now - timedelta(days=1))
    return max(0, min(hour, day))
