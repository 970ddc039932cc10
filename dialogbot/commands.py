"""From what a person wrote to what they want: the words of commands, in every language of the texts. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta, tzinfo

from dialogbot.audit import Answer
from dialogbot.domain import Reason, Topic

ACTIONS = (
    "claim",
    "handle",
    "dismiss",
    "snooze",
    "reopen",
    "list",
    "show",
    "thread",
    "mute",
    "status",
    "import",
    "away",
    "back",
    "assign",
    "people",
    "invite",
    "remove",
    "language",
    "settings",
    "digest",
    "forget",
    "audit",
    "help",
)
_WITH_WORDS = ("handle", "dismiss", "snooze")
_MORNING = time(8)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """What may be written: single words and whole phrases to actions, and the units of a snooze to their length.

    ``settings`` leads from what a setting is called to its name in the file, ``choices`` from a word to one of the few
    values that a setting can have, ``zeros`` to what 0 means.
    """

    words: Mapping[str, str]
    phrases: Mapping[str, str]
    units: Mapping[str, timedelta]
    tomorrow: frozenset[str]
    reasons: Mapping[str, Reason]
    topics: Mapping[str, Topic]
    off: frozenset[str]
    answers: Mapping[str, Answer]
    settings: Mapping[str, str]
    choices: Mapping[str, str]
    zeros: Mapping[str, str]
    shut: frozenset[str]
    reset: frozenset[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What is wanted: an action, the number of the opportunity if one was written, and the words behind it."""

    action: str
    number: int | None
    rest: str


def vocabulary(languages: Iterable[Mapping[str, str]]) -> Vocabulary:
    """Gather the words of all languages, by the flat keys of their texts; commands work in each of them."""
    words = {action: action for action in ACTIONS}
    phrases: dict[str, str] = {}
    units: dict[str, timedelta] = {}
    tomorrow: set[str] = set()
    reasons = {reason.value: reason for reason in Reason}
    topics = {topic.value: topic for topic in Topic}
    off: set[str] = set()
    answers = {answer.value: answer for answer in Answer}
    named: dict[str, dict[str, str]] = {"setting": {}, "choice": {}, "zero": {}}
    shut: set[str] = set()
    reset: set[str] = set()
    for sentences in languages:
        for action in ACTIONS:
            words |= dict.fromkeys(sentences[f"words.{action}"].split(), action)
            phrases |= dict.fromkeys(sentences.get(f"phrases.{action}", action).split("|"), action)
        for name in ("hours", "days", "weeks"):
            units |= dict.fromkeys(sentences[f"units.{name}"].split(), timedelta(**{name: 1}))
        reasons |= {sentences[f"reason.{reason}"].casefold(): reason for reason in Reason}
        topics |= {sentences[f"topic.{topic}"].casefold(): topic for topic in Topic}
        off |= set(sentences["units.off"].split())
        answers |= {sentences[f"audit_answer.{answer}"].casefold(): answer for answer in Answer}
        tomorrow |= set(sentences["units.tomorrow"].split("|"))
        shut |= set(sentences["units.shut"].split())
        reset |= set(sentences["units.reset"].split())
        for section in named:
            named[section] |= _names(sentences, section)
    return Vocabulary(
        words=words,
        phrases=phrases,
        units=units,
        tomorrow=frozenset(tomorrow),
        reasons=reasons,
        topics=topics,
        off=frozenset(off),
        answers=answers,
        settings=named["setting"],
        choices=named["choice"],
        zeros=named["zero"],
        shut=frozenset(shut),
        reset=frozenset(reset),
    )


def parse(line: str, known: Vocabulary, *, replying: bool) -> Order | None:
    """Read a line. ``None``: it is ordinary talk and nobody's command.

    A slash makes any known word a command (``/ta 12``). Without one, a line is a command only if it can hardly be
    anything else: a word with a number (``ta 12``, ``12 ta``), or, in reply to an alert, a word or phrase alone or
    with its note behind a mark (``ferdig: la ut lenke``). An unknown word behind a slash has the action ``""``.
    """
    line = " ".join(line.split())
    if line.startswith("/"):
        return _slashed(line[1:], known, replying=replying)
    phrase = known.phrases.get(line.rstrip(".!").casefold())
    if phrase and replying:
        return Order(action=phrase, number=None, rest="")
    return _numbered(line, known) or (_replied(line, known) if replying else None)


def snoozed_until(rest: str, known: Vocabulary, now: datetime, zone: tzinfo) -> datetime | None:
    """Read how long a snooze lasts: ``2d``, ``3 timer``, ``1u``; nothing or "i morgen" is tomorrow at eight.

    ``None``: it cannot be read, or is longer than a year.
    """
    words = rest.strip().rstrip(".!").casefold()
    if not words or words in known.tomorrow:
        return datetime.combine(now.astimezone(zone).date() + timedelta(days=1), _MORNING, tzinfo=zone)
    match = re.fullmatch(r"(\d{1,3})\s*([^\W\d]*)", words)
    if match is None:
        return None
    unit = known.units.get(match[2] or "d")
    length = int(match[1]) * unit if unit else timedelta()
    return now + length if timedelta() < length <= timedelta(days=366) else None


def lasting_name(rest: str, known: Vocabulary) -> tuple[str, str | None]:
    """Split ``Vannkanna 7d`` into a name and the length behind it; ``None``: none was written; "" : it is to end."""
    match = re.fullmatch(r"(.*?)\s+(\d{1,3}\s*[^\W\d]*|\S+)", rest.strip())
    if match and match[2].casefold() in known.off:
        return match[1], ""
    if match and re.match(r"\d", match[2]):
        return match[1], match[2]
    return rest.strip(), None


def reason_in(rest: str, known: Vocabulary) -> tuple[Reason | None, str]:
    """Split the words behind a dismissal into the reason that they begin with, if they do, and the note behind it."""
    for words, reason in sorted(known.reasons.items(), key=lambda pair: -len(pair[0])):
        if rest.casefold().startswith(words) and not rest[len(words) : len(words) + 1].isalnum():
            return reason, rest[len(words) :].strip(" :,.–-")
    return None, rest


def _names(sentences: Mapping[str, str], section: str) -> dict[str, str]:
    """Return what each key of a section is called, and the key itself, to the key."""
    keys = {key: key.removeprefix(f"{section}.") for key in sentences if key.startswith(f"{section}.")}
    return {word.casefold(): name for key, name in keys.items() for word in (name, sentences[key])}


def _slashed(line: str, known: Vocabulary, *, replying: bool) -> Order:
    word, _, rest = line.partition(" ")
    action = known.words.get(word.casefold(), "")
    return _with_number(action, rest, replying=replying)


def _with_number(action: str, rest: str, *, replying: bool) -> Order:
    match = re.match(r"#(\d{1,9})\b\s*(.*)|(\d{1,9})(?:\s+(.*))?$", rest)
    if match is None or (replying and match[1] is None and (match[4] or action == "snooze")):
        return Order(action=action, number=None, rest=rest)
    return Order(action=action, number=int(match[1] or match[3]), rest=match[2] or match[4] or "")


def _numbered(line: str, known: Vocabulary) -> Order | None:
    match = re.match(r"#?(\d{1,9})\s+(\S+)\s*(.*)", line)
    if match and (action := known.words.get(match[2].rstrip(":,.!").casefold())):
        return Order(action=action, number=int(match[1]), rest=match[3])
    match = re.match(r"(\S+)\s+#?(\d{1,9})(?:[:,]?\s+(.*))?$", line)
    if match and (action := known.words.get(match[1].casefold())):
        return Order(action=action, number=int(match[2]), rest=match[3] or "")
    return None


def _replied(line: str, known: Vocabulary) -> Order | None:
    match = re.match(r"([^\W\d]+)([\s:,.!–-]*)(.*)", line)
    action = known.words.get(match[1].casefold()) if match else None
    if match is None or action is None:
        return None
    mark, rest = match[2].strip(), match[3]
    if not rest:
        return Order(action=action, number=None, rest="")
    meant = (mark and mark not in ".!") or rest.startswith(("http://", "https://")) or action == "snooze"
    return Order(action=action, number=None, rest=rest) if action in _WITH_WORDS and meant else None
