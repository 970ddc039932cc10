"""Figures, days and lists as a reader of the reports writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from dialogbot.texts import Texts


def percent(value: float, texts: Texts) -> str:
    """Write a share as a whole percentage."""
    from babel.numbers import format_percent  # noqa: PLC0415 - heavy, and only reports need it

    least = 0.01
    if 0 < value < least / 2:
        return f"<\N{NO-BREAK SPACE}{format_percent(least, locale=texts.locale)}"
    return str(format_percent(value, locale=texts.locale))


def weekdays(texts: Texts) -> list[str]:
    """Name the days of the week, from Monday."""
    from babel.dates import get_day_names  # noqa: PLC0415 - heavy, and only reports need it

    names = get_day_names("wide", locale=texts.locale)
    return [str(names[day]) for day in range(7)]


def month(day: date, texts: Texts, form: str = "MMMM") -> str:
    """Name the month of a day, whole or, with ``MMM``, shortened."""
    from babel.dates import format_date  # noqa: PLC0415 - heavy, and only reports need it

    return str(format_date(day, form.replace("M", "L"), locale=texts.locale))


def topic(name: str, texts: Texts) -> str:
    """Name a topic."""
    return texts(f"topic.{name}")


def capitalised(name: str) -> str:
    """Begin a name with a capital, and leave its other letters as they are."""
    return name[:1].upper() + name[1:]


def listed(parts: Sequence[str], texts: Texts) -> str:
    """Join parts as a sentence does: a, b and c."""
    if len(parts) < 2:  # noqa: PLR2004 - one needs no joining
        return "".join(parts)
    return texts("report_chart.listed", first=", ".join(parts[:-1]), last=parts[-1])
