"""Read the times that exports write, in the Nordic languages and English, into aware UTC.

Written here rather than left to a library: dateparser returns ``None`` or a wrong day for a good part of these
(Twitter's own form, ``3 t``, ``Akkurat nå``, and ``03/04/2026`` silently as March).
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from enum import Enum
from typing import Any
from zoneinfo import ZoneInfo

HOME_ZONE = "Europe/Oslo"
EARLIEST, LATEST = 1970, 2100
MONTHS_IN_YEAR = 12
YEAR_DIGITS = 4
LONGEST_STEM = 4
CENTURY = 100
SECONDS, MILLISECONDS, MICROSECONDS = 1e8, 1e11, 1e14
EXCEL_FIRST, EXCEL_LAST = 20_000, 80_000
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 # a serial number of Excel has no zone
NOTHING = frozenset({"", "-", "–", "null", "none", "nan", "nat", "n/a", "#n/a", "undefined"})

STEMS = (
    "jan",
    "feb",
    "mar mär mars",
    "apr",
    "mai may maj",
    "jun",
    "jul",
    "aug",
    "sep",
    "okt oct",
    "nov",
    "des dec dez",
)
MONTHS = {stem: number for number, stems in enumerate(STEMS, 1) for stem in stems.split()}
ABBREVIATED_ZONES = {
    "utc": 0, "gmt": 0, "z": 0, "wet": 0, "west": 1, "bst": 1, "cet": 1, "cest": 2, "eet": 2, "eest": 3,
    "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6, "pst": -8, "pdt": -7,
}  # fmt: skip
UNITS = {
    "s": 1, "sek": 1, "sec": 1, "sekund": 1, "second": 1,
    "m": 60, "min": 60, "minut": 60, "minutt": 60, "minute": 60,
    "t": 3600, "h": 3600, "time": 3600, "timer": 3600, "timar": 3600, "timmar": 3600, "tim": 3600,
    "hour": 3600, "hr": 3600,
    "d": 86400, "dag": 86400, "day": 86400, "døgn": 86400,
    "u": 604800, "w": 604800, "v": 604800, "uke": 604800, "uge": 604800, "veke": 604800,
    "vecka": 604800, "week": 604800,
    "mnd": 2592000, "måned": 2592000, "månad": 2592000, "month": 2592000,
    "å": 31536000, "år": 31536000, "y": 31536000, "yr": 31536000, "year": 31536000,
}  # fmt: skip
TODAY = frozenset({"idag", "today"})
YESTERDAY = frozenset({"igår", "yesterday"})
JUST_NOW = frozenset({"akkurat", "nettopp", "just", "now", "nyss", "nå", "nu"})

CLOCK = re.compile(
    r"(\d{1,2})[:.](\d{2})(?:[:.](\d{2})(?:[.,](\d{1,9}))?)?\s*([ap])?\.?\s?(?:m\b\.?)?(?![\d.])", re.IGNORECASE
)
HOUR_ONLY = re.compile(r"\b(\d{1,2})\s*([ap])\.?\s?m\b\.?", re.IGNORECASE)
NUMERIC = re.compile(r"^\D{0,20}?(\d{1,4})\s?([./-])\s?(\d{1,2})\s?[./-]\s?(\d{2,4})(?!\d)")
OFFSET = re.compile(r"(?:\b(?:utc|gmt)\s*)?([+-])(\d{1,2}):?(\d{2})?\b(?!\s*[:.]\d)", re.IGNORECASE)
WORD = re.compile(r"[^\W\d_]+")
AGO = re.compile(
    r"^(?:for\s|ca\.?\s|about\s)?\s*(\d+|en|ei|et|ett|one|an|a)\s*([a-zæøåäö]+)\.?(?:\s(?:siden|sidan|ago|sedan))?$"
)
INVISIBLE = dict.fromkeys([*range(0x200B, 0x2010), *range(0x202A, 0x202F), 0xFEFF])


class BadDate(ValueError):
    """There is something where a time should be, and it is no time."""


class DayOrder(Enum):
    """What comes first in ``03/04/2026``."""

    DAY_FIRST = "day first"
    MONTH_FIRST = "month first"


def read_time(
    value: Any, zone: tzinfo | None = None, order: DayOrder = DayOrder.DAY_FIRST, now: datetime | None = None
) -> datetime | None:
    """Read a time: a datetime, epoch seconds or milliseconds, a serial number of Excel, or words.

    A time without offset is in ``zone``, by default Europe/Oslo. ``order`` decides ``03/04/2026``. ``now`` is when the
    export was made: without it ``3 t`` and ``22. november kl. 14:05`` tell no time and give ``None``, as nothing does.
    Raises ``BadDate`` where there is something and it is no time between 1970 and 2100.
    """
    zone = zone or ZoneInfo(HOME_ZONE)
    try:
        moment = _moment(value, zone, order, now)
        return None if moment is None else _in_utc(moment, zone)
    except (ValueError, OverflowError, OSError) as error:
        raise BadDate(f"no time: {str(value)[:40]}") from error


def day_order(values: Iterable[Any]) -> DayOrder | None:
    """Tell from a column of times what comes first; ``None`` where none of them says it."""
    for value in values:
        found = NUMERIC.match(value) if isinstance(value, str) else None
        if found is None or len(found[1]) == YEAR_DIGITS:
            continue
        if int(found[1]) > MONTHS_IN_YEAR or found[2] == ".":
            return DayOrder.DAY_FIRST
        if int(found[3]) > MONTHS_IN_YEAR:
            return DayOrder.MONTH_FIRST
    return DayOrder.MONTH_FIRST if _american(values) else None


def _american(values: Iterable[Any]) -> bool:
    return any(isinstance(value, str) and re.search(r"\d/\d.*\d\s*[AP]M\b", value) for value in values)


def _moment(value: Any, zone: tzinfo, order: DayOrder, now: datetime | None) -> datetime | None:
    if value is None or isinstance(value, datetime):
        return value
    if isinstance(value, bool):
        raise BadDate("a truth value")
    if isinstance(value, int | float):
        return None if math.isnan(value) else _of_number(float(value))
    text = str(value).translate(INVISIBLE).replace("\xa0", " ").replace("\u202f", " ").strip()
    if text.casefold() in NOTHING:
        return None
    if re.fullmatch(r"\d{5,17}(?:\.\d+)?", text) and not _compact_date(text):
        return _of_number(float(text))
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return _of_words(text, zone, order, now)


def _compact_date(text: str) -> bool:
    return len(text) in {8, 14} and text[:2] in {"19", "20"}


def _of_number(number: float) -> datetime:
    if EXCEL_FIRST < number < EXCEL_LAST:
        return EXCEL_EPOCH + timedelta(days=number)
    if abs(number) < SECONDS or number < 0:
        raise BadDate("too small a number")
    scale = 1 if number < MILLISECONDS else 1e3 if number < MICROSECONDS else 1e6
    return datetime.fromtimestamp(number / scale, tz=UTC)


def _of_words(text: str, zone: tzinfo, order: DayOrder, now: datetime | None) -> datetime | None:
    numeric = _numeric_date(text, order)
    if numeric is not None:
        day, rest = numeric
        return _with_clock(day, rest)
    named = _named_date(text, zone, now)
    if named is not None:
        return named
    if _month_in(text) is not None or _relative_words(text):
        return _relative(text, zone, now)
    raise BadDate("no date in it")


def _numeric_date(text: str, order: DayOrder) -> tuple[datetime, str] | None:
    if re.fullmatch(r"\d{14}", text):
        text = f"{text[:4]}-{text[4:6]}-{text[6:8]} {text[8:10]}:{text[10:12]}:{text[12:]}"
    found = NUMERIC.match(text)
    if found is None:
        return None
    first, middle, last = int(found[1]), int(found[3]), int(found[4])
    rest = text[found.end() :]
    if len(found[1]) == YEAR_DIGITS:
        return _day(first, middle, last), rest
    month_first = (
        found[2] != "." and (order is DayOrder.MONTH_FIRST or middle > MONTHS_IN_YEAR) and first <= MONTHS_IN_YEAR
    )
    month, day = (first, middle) if month_first else (middle, first)
    return _day(last + 2000 if last < CENTURY else last, month, day), rest


def _named_date(text: str, zone: tzinfo, now: datetime | None) -> datetime | None:
    month = _month_in(text)
    if month is None:
        return None
    clock = (
        CLOCK.search(text) if ":" not in text else re.search(CLOCK.pattern.replace("[:.]", ":", 1), text, re.IGNORECASE)
    )
    span = clock.span() if clock is not None else (len(text), len(text))
    outside = text[: span[0]] + " " + text[span[1] :]
    plain = OFFSET.sub(" ", outside) if clock is not None else outside
    years = re.findall(r"(?<!\d)(?:19|20)\d{2}(?!\d)", plain)
    days = re.findall(r"(?<!\d)\d{1,2}(?!\d)", plain)
    if not days:
        raise BadDate("no day in it")
    rest = text[span[0] :] if clock is not None else _hour_words(text)
    if years:
        return _with_clock(_day(int(years[-1]), month, int(days[0])), rest, spare=outside)
    if now is None:
        _day(2024, month, int(days[0]))
        return None
    return _latest_before(now.astimezone(zone), month, int(days[0]), rest)


def _latest_before(now: datetime, month: int, day: int, clock: str) -> datetime:
    moment = _with_clock(_day(now.year, month, day), clock)
    return moment if moment.replace(tzinfo=now.tzinfo) <= now + timedelta(days=1) else moment.replace(year=now.year - 1)


def _month_in(text: str) -> int | None:
    for word in WORD.findall(text.casefold()):
        number = MONTHS.get(word[:3])
        if number is not None and (len(word) <= LONGEST_STEM or _is_month(word)):
            return number
    return None


def _is_month(word: str) -> bool:
    return word in {
        "januar", "january", "januari", "februar", "february", "februari", "march", "märz", "april", "june", "juni",
        "july", "juli", "august", "augusti", "september", "oktober", "october", "november", "desember", "december",
        "dezember",
    }  # fmt: skip


def _day(year: int, month: int, day: int) -> datetime:
    return datetime(year, month, day)  # noqa: DTZ001 # the zone is put on when the clock is known


def _with_clock(day: datetime, rest: str, spare: str = "") -> datetime:
    found = CLOCK.search(rest)
    if found is None:
        return _with_hour(day, rest)
    hour = _twelve_hours(int(found[1]), found[5])
    fraction = int((found[4] or "0")[:6].ljust(6, "0"))
    moment = day.replace(hour=hour, minute=int(found[2]), second=int(found[3] or 0), microsecond=fraction)
    return moment.replace(tzinfo=_zone_in(rest[found.end() :]) or _zone_in(spare if ":" in rest else ""))


def _with_hour(day: datetime, rest: str) -> datetime:
    found = HOUR_ONLY.search(rest)
    return day if found is None else day.replace(hour=_twelve_hours(int(found[1]), found[2]))


def _hour_words(text: str) -> str:
    found = HOUR_ONLY.search(text)
    return "" if found is None else found[0]


def _twelve_hours(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half.lower() == "p" else 0)


def _zone_in(text: str) -> tzinfo | None:
    offset = OFFSET.search(text)
    if offset is not None:
        span = timedelta(hours=int(offset[2]), minutes=int(offset[3] or 0))
        return timezone(-span if offset[1] == "-" else span)
    for word in WORD.findall(text.casefold()):
        if word in ABBREVIATED_ZONES:
            return timezone(timedelta(hours=ABBREVIATED_ZONES[word]))
    return None


def _relative_words(text: str) -> bool:
    bare = text.casefold().strip(" .·")
    words = set(WORD.findall(bare.replace("i dag", "idag").replace("i går", "igår").replace("i går", "igår")))
    found = AGO.match(bare)
    return bool(words & (TODAY | YESTERDAY | JUST_NOW)) or (found is not None and _unit(found[2]) is not None)


def _relative(text: str, zone: tzinfo, now: datetime | None) -> datetime | None:
    if now is None:
        return None
    bare = text.casefold().strip(" .·").replace("i dag", "idag").replace("i går", "igår")
    words = set(WORD.findall(bare))
    local = now.astimezone(zone)
    if words & (TODAY | YESTERDAY):
        day = local - timedelta(days=1 if words & YESTERDAY else 0)
        return _with_clock(_day(day.year, day.month, day.day), bare)
    found = AGO.match(bare)
    if found is None:
        return now
    return now - timedelta(seconds=(_unit(found[2]) or 0) * (int(found[1]) if found[1].isdigit() else 1))


def _unit(word: str) -> int | None:
    for ending in ("", "s", "er", "r", "en", "ar", "e", "or"):
        if word.endswith(ending) and word.removesuffix(ending) in UNITS:
            return UNITS[word.removesuffix(ending)]
    return None


def _in_utc(moment: datetime, zone: tzinfo) -> datetime:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=zone)
    if not EARLIEST <= aware.year <= LATEST:
        raise BadDate("out of all reason")
    return aware.astimezone(UTC)
