"""From the value of a setting to what staff read, and may write back. Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from dialogbot.config import DAYS
from dialogbot.settings.kinds import CHANGEABLE, Kind
from dialogbot.texts import Texts

_MONDAY = date(2024, 1, 1)  # of any year: the days behind it are named in their order


def written(name: str, value: Any, texts: Texts) -> str:
    """Write a value, given in the form of the file."""
    one = CHANGEABLE[name]
    if one.zero and not value:
        return texts(f"zero.{one.zero}")
    if one.kind in _LISTS and not value:
        return texts("zero.none")
    return _WRITTEN[one.kind](value, texts)


def _choice(value: str, texts: Texts) -> str:
    return texts(f"choice.{value}")


def _number(value: float, texts: Texts) -> str:
    return texts.number(value)


def _days(value: int, texts: Texts) -> str:
    return texts.counted("opening.days", value)


def _hours(value: float, texts: Texts) -> str:
    return texts("opening.hours_one" if value == 1 else "opening.hours_many", count=_number(value, texts))


def _day(value: str, texts: Texts) -> str:
    from babel.dates import format_date  # noqa: PLC0415 - heavy, and not every command tells a day

    return format_date(_MONDAY.replace(day=1 + DAYS.index(value)), "EEEE", locale=texts.locale)


def _time(value: str, _texts: Texts) -> str:
    return value.replace(":", ".")


def _opening(value: str, texts: Texts) -> str:
    return re.sub(r"\s*-\s*", "–", _time(value, texts)) or texts("opening.shut")


def _yes_no(value: bool, texts: Texts) -> str:  # noqa: FBT001 - the value that is written
    return texts("audit_answer.yes" if value else "audit_answer.no").casefold()


def _names(value: list[str], _texts: Texts) -> str:
    """Write names; where one holds a comma, semicolons part them, one behind a lone name too."""
    if not any("," in name for name in value):
        return ", ".join(value)
    return "; ".join(value) if len(value) > 1 else f"{value[0]};"


def _dates(value: list[str], texts: Texts) -> str:
    return ", ".join("–".join(_date(day, texts) for day in one.split("/")) for one in value)


def _date(value: str, _texts: Texts) -> str:
    *year, month, day = value.strip().split("-")
    return f"{int(day)}.{int(month)}.{''.join(year)}"


def _shortened(value: Mapping[str, str], texts: Texts) -> str:
    return "; ".join(f"{_date(day, texts)} = {_opening(hours, texts)}" for day, hours in value.items())


def _rules(value: list[dict[str, Any]], texts: Texts) -> str:
    return "; ".join(f"{_subject(rule, texts)} = {_number(rule['threshold'], texts)}" for rule in value)


def _subject(rule: Mapping[str, Any], texts: Texts) -> str:
    topic = texts(f"topic.{rule['topic']}") if rule.get("topic") else ""
    return "/".join(filter(None, (rule.get("community", ""), topic)))


def _rota(value: Mapping[str, list[str]], texts: Texts) -> str:
    return "; ".join(f"{_turn(key, texts)} = {', '.join(names)}" for key, names in value.items())


def _turn(key: str, texts: Texts) -> str:
    week = re.fullmatch(r"(?:(\d{4})-)?W(\d{2})", key)
    if week is None:
        return _day(key, texts)
    return texts("opening.week_of" if week[1] else "opening.week", week=int(week[2]), year=week[1])


_LISTS = (Kind.NAMES, Kind.DATES, Kind.SHORTENED, Kind.RULES, Kind.ROTA)
_WRITTEN: dict[Kind, Callable[[Any, Texts], str]] = {
    Kind.CHOICE: _choice,
    Kind.COUNT: _number,
    Kind.DAYS: _days,
    Kind.HOURS: _hours,
    Kind.SCORE: _number,
    Kind.DAY: _day,
    Kind.TIME: _time,
    Kind.OPENING: _opening,
    Kind.YES_NO: _yes_no,
    Kind.NAMES: _names,
    Kind.DATES: _dates,
    Kind.SHORTENED: _shortened,
    Kind.RULES: _rules,
    Kind.ROTA: _rota,
}
