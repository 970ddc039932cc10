"""What staff read, in their language: one TOML file a language, all with the same keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Any

_GROUPED = 1000
"""From this number on the thousands stand apart."""

_COUNTS = frozenset({"count", "of", "most", "posts", "messages", "threads", "waiting", "undelivered", "open"})
"""Values that are numbers of things, unlike those that are names: of an opportunity, a week, a year."""

_LOCALES = {"en": "en_GB"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The sentences of one language, by dotted key (``alert.heading``), and the clock that staff live by.

    ``locale`` names whose numbers and dates are written, in the terms of CLDR (``nb``, ``en_GB``).
    """

    sentences: Mapping[str, str]
    zone: tzinfo
    locale: str

    def __call__(self, key: str, /, **values: object) -> str:
        """Return a sentence with its values put in; a missing key is a bug and raises ``KeyError``."""
        written = {name: self._written(name, value) for name, value in values.items()}
        return self.sentences[key].format(**written)

    def known(self, key: str, otherwise: str) -> str:
        """Return a sentence without values, or ``otherwise`` where there is none: what is new brings its own words."""
        return self.sentences.get(key, otherwise)

    def _written(self, name: str, value: object) -> object:
        return self.number(value) if name in _COUNTS and type(value) is int else value

    def counted(self, key: str, count: int) -> str:
        """Return the form of a sentence for one, or for any other number, with ``{count}`` put in."""
        return self(f"{key}_one" if count == 1 else f"{key}_many", count=count)

    def number(self, number: float) -> str:
        """Write a number as people do: ``1 904``, ``2,5``; a whole one without decimals."""
        if abs(number) < _GROUPED and number == int(number):
            return str(int(number))
        from babel.numbers import format_decimal  # noqa: PLC0415 - heavy, and most numbers are small

        return format_decimal(number, locale=self.locale)

    def decimal(self, number: float, digits: int = 1) -> str:
        """Write a figure with so many decimals, also where they are 0: ``0,90``."""
        from babel.numbers import format_decimal  # noqa: PLC0415 - heavy, and few commands show figures

        return format_decimal(number, f"#,##0.{'0' * digits}", locale=self.locale)

    def when(self, time: datetime) -> str:
        """Write a time as staff do: ``tirsdag 24. november kl. 14.05``."""
        from babel.dates import format_datetime  # noqa: PLC0415 - heavy, and not every command tells a time

        return format_datetime(time.astimezone(self.zone), self.sentences["time.moment"], locale=self.locale)

    def day(self, day: date) -> str:
        """Write a day as staff do: ``24. november 2026``."""
        from babel.dates import format_date  # noqa: PLC0415 - heavy, and not every command tells a day

        return format_date(day, self.sentences["time.date"], locale=self.locale)

    def date(self, time: datetime) -> str:
        """Write a date without its weekday: ``24. november 2026``."""
        return self.day(time.astimezone(self.zone).date())

    def lasted(self, span: timedelta) -> str:
        """Write how long something took, in its largest unit: minutes, hours or days."""
        minutes = int(span.total_seconds() // 60)
        if minutes < 60:  # noqa: PLR2004 - minutes of an hour
            return self.counted("time.minutes", max(minutes, 0))
        if minutes < 48 * 60:
            return self.counted("time.hours", minutes // 60)
        return self.counted("time.days_long", minutes // (24 * 60))


def load(language: str, zone: tzinfo) -> Texts:
    """Return the texts of ``nb``, ``nn`` or ``en``."""
    return Texts(sentences=sentences(language), zone=zone, locale=_LOCALES.get(language, language))


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Return a language's sentences by dotted key."""
    source = resources.files(__name__).joinpath(f"{language}.toml")
    return dict(_flat(tomllib.loads(source.read_text(encoding="utf-8")), ""))


def _flat(table: Mapping[str, Any], prefix: str) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for key, value in table.items():
        if isinstance(value, dict):
            found += _flat(value, f"{prefix}{key}.")
        else:
            found.append((prefix + key, value))
    return found
