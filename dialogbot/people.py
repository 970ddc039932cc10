"""Who does what: the people who answer, which opportunity goes to whom, and to which chat. Pure.

An opportunity goes to somebody who takes its topic, community and language: to those on duty before the others, to a
stand-in where somebody is away, and to the one who has least. Where there is nobody, it goes to the desk.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any

from dialogbot.domain import ConfigError, Topic

# Languages that a verdict can name and nobody is asked to list: what else one answers in who can answer them.
ALSO_ANSWERED_BY = {"dialect": frozenset({"nb", "nn"}), "mixed": frozenset({"nb", "nn", "en"})}
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


class Role(StrEnum):
    """What a person may do: answer; also change settings and people; or only read the digest."""

    STAFF = "staff"
    ADMIN = "admin"
    READER = "reader"


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Somebody who works with opportunities; no topics, communities or languages stands for all of them.

    ``languages`` are those that they answer in, ``interface`` is the one in which the program speaks to them.
    ``stand_in`` is the name of the person who takes over while they are away.
    """

    name: str
    telegram_id: int | None = None
    username: str | None = None
    role: Role = Role.STAFF
    topics: frozenset[Topic] = frozenset()
    communities: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    interface: str = "nb"
    stand_in: str | None = None


Place = tuple[int, int | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Team:
    """Everybody, who is on duty when, and where alerts go.

    ``rota`` holds names by ``2026-W48``, ``W48`` (every year) or ``monday``; the first of these that is there counts.
    A place is the id of a chat and, if any, of a forum topic in it (``message_thread_id``). ``interface`` is the
    language of those who have named none.
    """

    people: tuple[Person, ...] = ()
    rota: Mapping[str, frozenset[str]] = field(default_factory=dict)
    topic_chats: Mapping[Topic, Place] = field(default_factory=dict)
    community_chats: Mapping[str, Place] = field(default_factory=dict)
    interface: str = "nb"

    def by_name(self, name: str) -> Person | None:
        """Return the person of that name, or of that ``@username``; capitals do not count."""
        wanted = folded(name)
        return next((one for one in self.people if wanted in _called(one)), None)

    def by_telegram_id(self, number: int) -> Person | None:
        """Return the person with that id on Telegram."""
        return next((one for one in self.people if one.telegram_id == number), None)

    def on_duty(self, today: date) -> frozenset[str]:
        """Return the names of those on duty; none where the rota says nothing of that day."""
        year, week, weekday = today.isocalendar()
        keys = (f"{year}-W{week:02}", f"W{week:02}", WEEKDAYS[weekday - 1])
        return next((self.rota[key] for key in keys if key in self.rota), frozenset())


def assigned(  # noqa: PLR0913 - each of these decides
    topic: Topic | None,
    community: str | None,
    language: str,
    *,
    team: Team,
    away: Mapping[str, date],
    load: Mapping[str, int],
    today: date,
) -> Person | None:
    """Return who gets an opportunity; ``None`` is the desk.

    ``away`` holds the last day of absence by name, ``load`` how much a person has by name; a name that is missing is
    here, and has nothing. A stand-in takes over whatever their own topics are. Readers are given nothing.
    """
    fitting = [one for one in team.people if _takes(one, topic, community, language)]
    on_duty = team.on_duty(today)
    chosen = _least_loaded((one for one in fitting if one.name in on_duty), team, away, load, today)
    return chosen or _least_loaded(fitting, team, away, load, today)


def route(topic: Topic | None, community: str | None, team: Team) -> Place | None:
    """Return the chat and forum topic for a topic, else for a community; ``None``: where all alerts go."""
    by_topic = team.topic_chats.get(topic) if topic else None
    return by_topic or team.community_chats.get(folded(community or ""))


def mention(person: Person) -> str:
    """Return what calls a person in a chat: ``@kari``, else the digits of their id; nothing where neither is known."""
    if person.username:
        return f"@{person.username}"
    return str(person.telegram_id) if person.telegram_id is not None else ""


def folded(name: str) -> str:
    """Make names alike that differ only in capitals and spaces."""
    return " ".join(unicodedata.normalize("NFC", name).casefold().split())


def _called(person: Person) -> tuple[str, ...]:
    return (folded(person.name), f"@{folded(person.username)}") if person.username else (folded(person.name),)


def _takes(person: Person, topic: Topic | None, community: str | None, language: str) -> bool:
    languages = ALSO_ANSWERED_BY.get(language, frozenset()) | {language}
    return (
        person.role is not Role.READER
        and (not person.topics or topic in person.topics)
        and (not person.communities or folded(community or "") in person.communities)
        and (not person.languages or not person.languages.isdisjoint(languages))
    )


def _least_loaded(
    people: Iterable[Person], team: Team, away: Mapping[str, date], load: Mapping[str, int], today: date
) -> Person | None:
    present = filter(None, (_present(one, team, away, today) for one in people))
    return min(present, key=lambda one: (load.get(one.name, 0), folded(one.name)), default=None)


def _present(person: Person, team: Team, away: Mapping[str, date], today: date) -> Person | None:
    """Return the person or, while they are away, their stand-in, or the stand-in's; ``None`` if all are away."""
    return next((one for one in _line(person, team) if one.name not in away or away[one.name] < today), None)


def _line(person: Person, team: Team) -> Iterator[Person]:
    """Yield a person and who stands in, one for the other, each once."""
    seen: set[str] = set()
    following: Person | None = person
    while following and following.name not in seen:
        yield following
        seen.add(following.name)
        following = team.by_name(following.stand_in) if following.stand_in else None


@dataclass(frozen=True, slots=True, kw_only=True)
class TeamConfig:
    """The team as it stands in the file; nobody in it: everything goes to the desk, in the chats of the channel.

    ``people`` holds a table for each name, ``rota`` lists of names by weekday or week; the chats are written
    ``-1001234567890`` or, with a forum topic, ``-1001234567890/17``.
    """

    people: Mapping[str, Any] = field(default_factory=dict)
    rota: Mapping[str, Any] = field(default_factory=dict)
    topic_chats: Mapping[str, Any] = field(default_factory=dict)
    community_chats: Mapping[str, Any] = field(default_factory=dict)


INTERFACES = ("nb", "nn", "en")
ANSWERED = ("nb", "nn", "en", "da", "sv")
PERSON_KEYS = ("telegram_id", "username", "role", "topics", "communities", "languages", "interface", "stand_in")


def read_team(config: TeamConfig, interface: str) -> Team:
    """Read the settings under ``[team]``; ``interface`` is the language of those who have named none.

    Raises ``ConfigError`` with one line that names the setting.
    """
    people = tuple(_person(name, table, interface) for name, table in config.people.items())
    _check_people(people)
    names = {folded(one.name): one.name for one in people}
    return Team(
        people=tuple(replace(one, stand_in=names[folded(one.stand_in)]) if one.stand_in else one for one in people),
        rota={_rota_key(key): _on_duty(key, listed, people) for key, listed in config.rota.items()},
        topic_chats={
            Topic(_known(name, tuple(Topic), "team.topic_chats")): _place(value, f"team.topic_chats.{name}")
            for name, value in config.topic_chats.items()
        },
        community_chats={
            folded(name): _place(value, f"team.community_chats.{name}")
            for name, value in config.community_chats.items()
        },
        interface=interface,
    )


def _person(name: str, table: Any, interface: str) -> Person:
    where = f"team.people.{name}"
    if not isinstance(table, dict) or not name.strip():
        raise ConfigError(f"'{where}' must be a table under a name: [team.people.\"Kari Eksempel\"]")
    for key in table:
        _known(key, PERSON_KEYS, where)
    number = table.get("telegram_id")
    if number is not None and (type(number) is not int or number <= 0):
        raise ConfigError(f"'{where}.telegram_id' must be a whole number above 0, not {number!r}")
    return Person(
        name=name.strip(),
        telegram_id=number,
        username=_text(table, "username", where).removeprefix("@") or None,
        role=Role(_known(_text(table, "role", where) or Role.STAFF, tuple(Role), f"{where}.role")),
        topics=frozenset(Topic(one) for one in _names(table, "topics", where, tuple(Topic))),
        communities=frozenset(folded(one) for one in _names(table, "communities", where)),
        languages=frozenset(_names(table, "languages", where, ANSWERED)),
        interface=_known(_text(table, "interface", where) or interface, INTERFACES, f"{where}.interface"),
        stand_in=_text(table, "stand_in", where) or None,
    )


def _check_people(people: Iterable[Person]) -> None:
    by_name: dict[str, Person] = {}
    by_number: dict[int, Person] = {}
    for one in people:
        if folded(one.name) in by_name:
            raise ConfigError(f"'team.people' has {one.name!r} twice: give each person a name of their own")
        by_name[folded(one.name)] = one
        if one.telegram_id is None:
            continue
        other = by_number.setdefault(one.telegram_id, one)
        if other is not one:
            raise ConfigError(f"'team.people': {other.name} and {one.name} have the same telegram_id {one.telegram_id}")
    for one in by_name.values():
        if one.stand_in:
            _answering(one.stand_in, by_name.values(), f"team.people.{one.name}.stand_in")


def _answering(name: str, people: Collection[Person], where: str) -> str:
    """Return the name as it is written under ``[team.people]``, if that person may be given opportunities."""
    found = next((one for one in people if folded(one.name) == folded(name)), None)
    if found is None:
        return _known(name, tuple(one.name for one in people), where)
    if found.role is Role.READER:
        raise ConfigError(f"'{where}': {found.name} is a reader and cannot answer; name somebody else")
    return found.name


def _on_duty(key: str, listed: Any, people: Collection[Person]) -> frozenset[str]:
    where = f"team.rota.{key}"
    return frozenset(_answering(one, people, where) for one in _names({key: listed}, key, "team.rota"))


def _rota_key(key: str) -> str:
    match = re.fullmatch(r"(\d{4}-)?[Ww](\d{1,2})", key)
    if match is None:
        return _known(key.casefold(), WEEKDAYS, "team.rota")
    if not 1 <= int(match[2]) <= 53:  # noqa: PLR2004 - weeks in a long year
        raise ConfigError(f"'team.rota.{key}': there is no week {match[2]}")
    return f"{match[1] or ''}W{int(match[2]):02}"


def _place(value: Any, where: str) -> Place:
    match = re.fullmatch(r"(-?\d{1,19})(?:/(\d{1,9}))?", str(value))
    if match is None or type(value) not in (int, str):
        raise ConfigError(f"'{where}' must be a chat such as -1001234567890 or '-1001234567890/17', not {value!r}")
    return int(match[1]), int(match[2]) if match[2] else None


def _text(table: Mapping[str, Any], key: str, where: str) -> str:
    value = table.get(key, "")
    if not isinstance(value, str):
        raise ConfigError(f"'{where}.{key}' must be a text in quotes, not {value!r}")
    return value.strip()


def _names(table: Mapping[str, Any], key: str, where: str, known: tuple[str, ...] = ()) -> tuple[str, ...]:
    value = table.get(key, [])
    if not isinstance(value, list) or any(not isinstance(one, str) for one in value):
        raise ConfigError(f"'{where}.{key}' must be a list in [ ] where each is a text in quotes")
    return tuple(_known(one, known, f"{where}.{key}") if known else one for one in value)


def _known(name: str, known: tuple[str, ...], where: str) -> str:
    if name in known:
        return name
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean '{near[0]}'?" if near else f"known are {', '.join(known) or 'none'}"
    raise ConfigError(f"'{where}' does not know '{name}'; {hint}")
