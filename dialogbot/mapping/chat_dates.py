"""Which order the dates of a chat stand in: told by a day above twelve, else by the chat going forward in time."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from dialogbot.dates import MONTHS_IN_YEAR, YEAR_DIGITS, DayOrder

Parts = tuple[int, int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What comes first in the dates of a file, and whether that is a guess."""

    order: DayOrder
    guessed: bool


def order_of(dates: Iterable[str], *, american: bool) -> Order:
    """Tell the order of dates such as ``3.4.2026`` or ``03/04/26``, which stand as they were written, oldest first.

    ``american`` says that the clock beside them is one of twelve hours with capital ``PM``. Dates that begin with the
    year are sure. Where nothing tells, dots and dashes speak for the day first.
    """
    backward = {DayOrder.DAY_FIRST: 0, DayOrder.MONTH_FIRST: 0}
    last: Parts | None = None
    dotted = True
    open_ones = 0
    for date in dates:
        parts = _parts(date)
        if parts is None:
            continue
        told = _told(parts)
        if told is not None:
            return Order(order=told, guessed=False)
        open_ones += 1
        dotted = dotted and "/" not in date
        for order in backward:
            backward[order] += last is not None and _key(parts, order) < _key(last, order)
        last = parts
    return _weighed(backward, dotted=dotted, american=american, seen=open_ones)


def _parts(date: str) -> Parts | None:
    """Give the numbers of a date; ``None`` for one that begins with its year and so says its order."""
    numbers = re.findall(r"\d+", date)
    if len(numbers) != 3 or len(numbers[0]) == YEAR_DIGITS:  # noqa: PLR2004 # day, month, year
        return None
    return int(numbers[0]), int(numbers[1]), int(numbers[2])


def _told(parts: Parts) -> DayOrder | None:
    if parts[0] > MONTHS_IN_YEAR:
        return DayOrder.DAY_FIRST
    return DayOrder.MONTH_FIRST if parts[1] > MONTHS_IN_YEAR else None


def _key(parts: Parts, order: DayOrder) -> Parts:
    first, second, year = parts
    return (year, second, first) if order is DayOrder.DAY_FIRST else (year, first, second)


def _weighed(backward: dict[DayOrder, int], *, dotted: bool, american: bool, seen: int) -> Order:
    day, month = backward[DayOrder.DAY_FIRST], backward[DayOrder.MONTH_FIRST]
    if day != month:
        return Order(order=DayOrder.DAY_FIRST if day < month else DayOrder.MONTH_FIRST, guessed=min(day, month) > 0)
    first = DayOrder.MONTH_FIRST if american and not dotted else DayOrder.DAY_FIRST
    # Nobody writes the month first with dots.
    return Order(order=first, guessed=seen > 0 and not dotted)
