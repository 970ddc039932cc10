"""From what staff write to the value of a setting, in the form of the file. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any

from dialogbot.absence import WEEKDAYS
from dialogbot.audit import Answer
from dialogbot.commands import Vocabulary
from dialogbot.config import DAYS
from dialogbot.people import folded
from dialogbot.settings.kinds import CHANGEABLE, Kind

_LEAST_LETTERS = 3  # of the name of a weekday
_THOUSANDS = re.compile(r"(?<=\d)[ .,](?=\d{3}\b)")  # a mark between them: 1 200, 1,200
_ANY_YEAR = 2024  # it has every day that a year can have


class Unreadable(ValueError):
    """What was written is no value of this kind."""


def read(name: str, words: str, now: Any, known: Vocabulary) -> Any:
    """Read the value of a setting. Raises ``Unreadable``; whether the value is right only the settings can say.

    ``now`` is the value in force, in the form of the file: behind ``+`` something is added to a list, behind ``-``
    something is taken out.
    """
    one = CHANGEABLE[name]
    words = " ".join(words.split())
    if one.zero and known.zeros.get(words.casefold()) == one.zero:
        return 0
    if one.kind in _ENTRIES:
        return _changed(words, now, *_ENTRIES[one.kind], known)
    return _SINGLE[one.kind](words, known)


def _choice(words: str, known: Vocabulary) -> str:
    chosen = known.choices.get(words.casefold())
    if chosen is None:
        raise Unreadable(words)
    return chosen


def _number(words: str, known: Vocabulary, unit: str = "") -> str:
    """Return the digits of a number, without the unit that may stand behind it."""
    match = re.fullmatch(r"(\d{1,6}(?:[.,]\d{1,4})?)\s*([^\W\d]*)", words)
    if match is None or (match[2] and (not unit or known.units.get(match[2].casefold()) != known.units[unit])):
        raise Unreadable(words)
    return match[1].replace(",", ".")


def _count(words: str, known: Vocabulary, unit: str = "") -> int:
    number = _number(_THOUSANDS.sub("", words), known, unit)
    if "." in number:
        raise Unreadable(words)
    return int(number)


def _day(words: str, _known: Vocabulary) -> str:
    word = words.casefold()
    found = [
        day
        for day, names in zip(DAYS, WEEKDAYS, strict=True)
        if len(word) >= _LEAST_LETTERS and any(name.startswith(word) for name in names.split())
    ]
    if not found:
        raise Unreadable(words)
    return found[0]


def _time(words: str, _known: Vocabulary) -> str:
    match = re.fullmatch(r"(?:kl\.?\s*)?(\d{1,2})(?:[.:](\d{2}))?", words.casefold())
    if match is None:
        raise Unreadable(words)
    return f"{int(match[1]):02}:{match[2] or '00'}"


def _opening(words: str, known: Vocabulary) -> str:
    """Read ``8-16``, ``08.00–11.30, 12–16`` or the word for closed."""
    if words.casefold() in known.shut:
        return ""
    spans = []
    for part in words.split(","):
        clocks = re.fullmatch(r"(.+?)\s*[-–]\s*(.+)", part.strip())
        if clocks is None:
            raise Unreadable(words)
        spans.append(f"{_time(clocks[1], known)}-{_clock_of_closing(clocks[2], known)}")
    return ", ".join(spans)


def _clock_of_closing(words: str, known: Vocabulary) -> str:
    return "24:00" if words in ("24", "24.00", "24:00", "00.00") else _time(words, known)


def _yes_no(words: str, known: Vocabulary) -> bool:
    said = known.answers.get(words.casefold())
    if said not in (Answer.YES, Answer.NO):
        raise Unreadable(words)
    return said is Answer.YES


def _changed(words: str, now: Any, separator: str, entry: _Entry, known: Vocabulary) -> Any:
    """Read a whole list, or what is to be added to the one in force or taken out of it.

    Commas part entries only where no semicolon does: names of groups may hold some.
    """
    if known.zeros.get(words.casefold()) == "none":
        return type(now)()
    held = dict(_keyed(now))
    if words[:1] == "+":
        held |= [_whole(words[1:].strip(), entry, known)]
    elif words[:1] in ("-", "–"):
        key = entry(words[1:].strip(), known)[0]
        if key not in held:
            raise Unreadable(words)
        del held[key]
    else:
        parts = words.split(";" if ";" in words else separator)
        held = dict(_whole(part.strip(), entry, known) for part in parts if part.strip())
    return dict(held.values()) if isinstance(now, dict) else list(held.values())


_Entry = Callable[[str, Vocabulary], tuple[str, Any]]
"""Reads one entry of a list: what tells it from others, and itself, of a table as a pair; ``None``: it lacks a part."""


def _whole(words: str, entry: _Entry, known: Vocabulary) -> tuple[str, Any]:
    key, value = entry(words, known)
    if value is None:
        raise Unreadable(words)
    return key, value


def _keyed(now: Any) -> list[tuple[str, Any]]:
    if isinstance(now, dict):
        return [(folded(key), (key, value)) for key, value in now.items()]
    return [(_rule_key(one) if isinstance(one, dict) else folded(one), one) for one in now]


def _named(words: str, _known: Vocabulary) -> tuple[str, str]:
    if not words:
        raise Unreadable(words)
    return folded(words), words


_PERIOD = re.compile(r"(.+?)\s*(?:/|–|(?<=\.)-|\s-\s|(?<=\d{4})-(?=\d{1,2}\.))\s*(.+)")


def _dates(words: str, _known: Vocabulary) -> tuple[str, str]:
    """Read ``24.12.``, ``24.12.2026``, or a period ``27.12.–31.12.2026``."""
    period = _PERIOD.fullmatch(words)
    if period is None:
        day = _date(words)
        return day, day
    last = _date(period[2])
    first = _date(period[1])
    year = last[: len("2024-")] if len(first) < len(last) else ""
    days = f"{year}{first}/{last}"
    return days, days


def _date(words: str) -> str:
    if re.fullmatch(r"(\d{4}-)?\d{2}-\d{2}", words):
        return words
    match = re.fullmatch(r"(\d{1,2})\.\s?(\d{1,2})\.?(?:\s?(\d{4}))?", words)
    if match is None:
        raise Unreadable(words)
    try:
        day = date(int(match[3] or _ANY_YEAR), int(match[2]), int(match[1]))
    except ValueError:
        raise Unreadable(words) from None
    return day.isoformat() if match[3] else day.isoformat()[len("2024-") :]


def _shortened(words: str, known: Vocabulary) -> tuple[str, tuple[str, str] | None]:
    """Read ``23.12. 8-12``; alone, the day."""
    left, right = _parted(words, r"[\d.-]+")
    day = _date(left)
    return day, (day, _opening(right, known)) if right else None


def _rule(words: str, known: Vocabulary) -> tuple[str, dict[str, Any] | None]:
    """Read ``Vannkanna 0,8``, ``lån 0,7`` or ``Vannkanna/lån 0,9``; alone, the group and topic."""
    name, threshold = _parted(words, r".+?(?=\s*=|\s+\d(?:[.,]\d+)?$|$)")
    community, _, last = name.rpartition("/")
    topic = known.topics.get(last.strip().casefold())
    parts = {"community": (community if topic else name).strip(), "topic": str(topic or "")}
    rule: dict[str, Any] = {key: value for key, value in parts.items() if value}
    return _rule_key(rule), {**rule, "threshold": float(_number(threshold, known))} if threshold else None


def _rule_key(rule: Mapping[str, Any]) -> str:
    return f"{folded(rule.get('community', ''))}/{rule.get('topic', '')}"


_WEEK = re.compile(r"(?:(?P<year>\d{4})-)?(?P<word>[^\W\d]+)\s?(?P<week>\d{1,2})(?: (?P<behind>\d{4}))?")


def _duty(words: str, known: Vocabulary) -> tuple[str, tuple[str, list[str]] | None]:
    """Read ``uke 28 Kari Holm, Ola Lie`` or ``mandag Kari Holm``; alone, the week or day."""
    left, right = _parted(words, rf"{_WEEK.pattern}|[^\W\d]+")
    week = _WEEK.fullmatch(left)
    if week is None:
        key = _day(left, known)
    elif known.units.get(week["word"].casefold()) == timedelta(weeks=1):
        year = week["year"] or week["behind"]
        key = f"{year}-W{int(week['week']):02}" if year else f"W{int(week['week']):02}"
    else:
        raise Unreadable(words)
    return folded(key), (key, [name.strip() for name in right.split(",") if name.strip()]) if right else None


def _parted(words: str, left: str) -> tuple[str, str]:
    """Part an entry into its name and what is said of it, with or without a mark between them."""
    match = re.fullmatch(rf"(?P<left>{left})(?:\s*=\s*|\s+|$)(?P<right>.*)", words)
    if match is None:
        raise Unreadable(words)
    return match["left"], match["right"]


_SINGLE: dict[Kind, Callable[[str, Vocabulary], Any]] = {
    Kind.CHOICE: _choice,
    Kind.COUNT: _count,
    Kind.DAYS: lambda words, known: _count(words, known, "d"),
    Kind.HOURS: lambda words, known: float(_number(words, known, "h")),
    Kind.SCORE: lambda words, known: float(_number(words, known)),
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.OPENING: _opening,
    Kind.YES_NO: _yes_no,
}

_ENTRIES: dict[Kind, tuple[str, _Entry]] = {
    Kind.NAMES: (",", _named),
    Kind.DATES: (",", _dates),
    Kind.SHORTENED: (";", _shortened),
    Kind.RULES: (";", _rule),
    Kind.ROTA: (";", _duty),
}
