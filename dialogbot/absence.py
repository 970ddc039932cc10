"""Until when somebody is away, as they write it in bokmål, nynorsk or English: ``til 3.1.``, ``ut uka``. Pure."""

from __future__ import annotations

import re
import unicodedata
from calendar import monthrange
from collections.abc import Iterator
from datetime import date, timedelta

AHEAD = timedelta(days=366)
CENTURY = 2000
MONTHS = (
    "januar january",
    "februar february",
    "mars march",
    "april",
    "mai may",
    "juni june",
    "juli july",
    "august",
    "september",
    "oktober october",
    "november",
    "desember december",
)
WEEKDAYS = (
    "mandag måndag monday",
    "tirsdag tysdag tuesday",
    "onsdag wednesday",
    "torsdag thursday",
    "fredag friday",
    "lørdag laurdag saturday",
    "søndag sundag sunday",
)
TODAY = frozenset({"i dag", "idag", "ut dagen", "resten av dagen", "today", "the end of the day"})
TOMORROW = frozenset({"i morgen", "imorgen", "i morgon", "imorgon", "tomorrow"})
LENGTHS = dict.fromkeys(("d", "dag", "dager", "dagar", "day", "days"), 1) | dict.fromkeys(
    ("u", "uke", "uker", "v", "veke", "veker", "w", "week", "weeks"), 7
)

UNTIL = re.compile(r"(?:(?:fram |frem )?til(?: og med)?|t\.?\s?o\.?\s?m\.?|inntil|until|till?|through)\s+")
REST_OF_WEEK = re.compile(
    r"(?:ut |resten av )(?:denne )?(?:uka|uken|uke|veka|veke)|(?:(?:the )?(?:end|rest) of )?(?:the|this) week"
)
REST_OF_MONTH = re.compile(
    r"(?:ut |resten av )(?:denne )?(?:måneden|månaden|mnd\.?)|(?:(?:the )?(?:end|rest) of )?(?:the|this) month"
)
REST_OF_NAMED_MONTH = re.compile(r"(?:ut|(?:the )?end of) (?P<month>[a-z]{3,})")
LENGTH = re.compile(r"(?:i |for |in )?(\d{1,3}|(?:en|ei|ein|a|one)(?=\s))\s?([a-z]+)")
ISO = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})")
NUMERIC = re.compile(r"(?P<day>\d{1,2})\s?[./]\s?(?P<month>\d{1,2})(?:\.|(?:\s?[./]\s?)(?P<year>\d{4}|\d{2})\.?)?")
DAY_FIRST = re.compile(
    r"(?:den |the )?(?P<day>\d{1,2})(?:\.|st|nd|rd|th)?\s?(?:of )?(?P<month>[a-zæøå]+)\.?,?(?:\s(?P<year>\d{4}))?"
)
MONTH_FIRST = re.compile(r"(?P<month>[a-z]+)\.?\s(?:the )?(?P<day>\d{1,2})(?:st|nd|rd|th)?,?(?:\s(?P<year>\d{4}))?")


def parse_until(text: str, today: date) -> date | None:
    """Read the last day of an absence: a date, a weekday, "ut uka" (its Sunday), or how many days or weeks from today.

    A date without a year is the next such date, today included. ``None``: it cannot be read, has passed, or is more
    than a year ahead.
    """
    words = " ".join(unicodedata.normalize("NFC", text).casefold().split())
    words = UNTIL.sub("", words.rstrip("!"), count=1) if UNTIL.match(words) else words.rstrip("!")
    day = _named(words, today) or _length(words, today) or _dated(words, today)
    return day if day and today <= day <= today + AHEAD else None


def _named(words: str, today: date) -> date | None:
    if words in TODAY:
        return today
    if words in TOMORROW:
        return today + timedelta(days=1)
    if REST_OF_WEEK.fullmatch(words):
        return today + timedelta(days=6 - today.weekday())
    if REST_OF_MONTH.fullmatch(words):
        return _last_day(today.month, today)
    if match := REST_OF_NAMED_MONTH.fullmatch(words):
        month = _month(match["month"])
        return None if month is None else _last_day(month, today)
    weekday = _place(words, WEEKDAYS)
    return None if weekday is None else today + timedelta(days=(weekday - today.weekday()) % 7)


def _last_day(month: int, today: date) -> date:
    """Return the last day of such a month, this one or the next to come."""
    year = today.year + (month < today.month)
    return date(year, month, monthrange(year, month)[1])


def _length(words: str, today: date) -> date | None:
    match = LENGTH.fullmatch(words)
    if match is None or match[2] not in LENGTHS:
        return None
    count = int(match[1]) if match[1].isdigit() else 1
    return today + timedelta(days=count * LENGTHS[match[2]])


def _dated(words: str, today: date) -> date | None:
    weekday, _, rest = words.partition(" ")
    if _place(weekday.rstrip(","), WEEKDAYS) is not None:
        words = rest
    found = (pattern.fullmatch(words) for pattern in (ISO, NUMERIC, DAY_FIRST, MONTH_FIRST))
    match = next(filter(None, found), None)
    month = _month(match["month"]) if match else None
    if match is None or month is None:
        return None
    years = _years(match["year"], today)
    return next((day for day in _days(years, month, int(match["day"])) if day >= today), None)


def _years(written: str | None, today: date) -> range:
    if written is None:
        return range(today.year, today.year + 2)
    year = int(written)
    return range(year, year + 1) if year >= CENTURY else range(CENTURY + year, CENTURY + year + 1)


def _days(years: range, month: int, day: int) -> Iterator[date]:
    for year in years:
        try:
            yield date(year, month, day)
        except ValueError:  # 29 February, or no day at all
            continue


def _month(written: str) -> int | None:
    if written.isdigit():
        return int(written)
    place = _place(written, MONTHS)
    return None if place is None else place + 1


def _place(written: str, names: tuple[str, ...]) -> int | None:
    """Tell which of ``names`` is written, in full or by its first three letters or more."""
    if len(written) < len("jan"):
        return None
    return next((at for at, forms in enumerate(names) if any(one.startswith(written) for one in forms.split())), None)
