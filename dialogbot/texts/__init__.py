"""What staff read, in their language: one TOML file a language, all with the same keys."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from functools import cache
from importlib import resources
from typing import Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Texts:
    """The sentences of one language, by dotted key (``alert.heading``), and the clock that staff live by."""

    sentences: Mapping[str, str]
    zone: tzinfo

    def __call__(self, key: str, **values: object) -> str:
        """Return a sentence with its values put in; a missing key is a bug and raises ``KeyError``."""
        return self.sentences[key].format(**values)

    def counted(self, key: str, count: int) -> str:
        """Return the form of a sentence for one, or for any other number, with ``{count}`` put in."""
        return self(f"{key}_one" if count == 1 else f"{key}_many", count=count)

    def when(self, time: datetime) -> str:
        """Write a time as staff do: ``tirsdag 24. november kl. 14.05``."""
        local = time.astimezone(self.zone)
        day = self.sentences["time.days"].split()[local.weekday()]
        month = self.sentences["time.months"].split()[local.month - 1]
        return self("time.moment", day=day, date=local.day, month=month, year=local.year, clock=self._clock(local))

    def _clock(self, local: datetime) -> str:
        return local.strftime(self.sentences["time.clock"])

    def day(self, day: date) -> str:
        """Write a day as staff do: ``24. november 2026``."""
        month = self.sentences["time.months"].split()[day.month - 1]
        return self("time.date", date=day.day, month=month, year=day.year)

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
    return Texts(sentences=sentences(language), zone=zone)


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
