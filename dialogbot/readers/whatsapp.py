"""A chat exported from WhatsApp as text, from Android or iPhone, alone or zipped with its pictures.

Dates stand in the order of the phone's language and do not say which: the file as a whole is asked, and where it does
not tell, the guess is remarked upon. Times are the phone's own, taken as Europe/Oslo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime

from dialogbot.dates import BadDate, DayOrder, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.mapping.chat_dates import Order, order_of
from dialogbot.mapping.chat_noise import MARK, group_in, is_silent, said
from dialogbot.readers import Reader, Remark, Rows, Tell

HEADER = re.compile(
    r"^[\u200e\u200f\ufeff]*(?P<bracket>\[)?"
    r"(?P<date>\d{1,4}[./-] ?\d{1,2}[./-] ?\d{1,4})\.?,?\s+(?:(?:kl\.?|klokka|klokken|at|um|à)\s+)?"
    r"(?P<time>\d{1,2}[:.]\d{2}(?:[:.]\d{2})?)"
    r"(?P<half>[\s\u202f\xa0]?(?:[ap]\.?[\s\u202f\xa0]?m\.?|[AP]\.?M\.?))?"
    r"(?(bracket)\]|[\s\u202f\xa0]+[-–])\s?(?P<rest>.*)$",
    re.DOTALL,
)
# A name is short and holds no quotation marks: those stand in what WhatsApp itself tells («changed the subject to …»).
NAMED = re.compile(r"^(?P<name>[^:\n\"«“„]{1,80}?):(?!//)(?:\s+|(?=\W)|$)(?P<body>.*)$", re.DOTALL)
FILE_NAME = re.compile(
    r"^(?:WhatsApp)[ -]*(?:chat|samtale|chatt|prat)?[ -]*(?:with|med|mit|avec|con|[-–])\s+(?P<name>.+?)(?:\s*\(\d+\))?"
    r"(?:\.txt|\.zip)?$",
    re.IGNORECASE,
)
HEADERS_WANTED = 2
LONGEST = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class _Entry:
    """What stands between one date and the next: a message, or a word of WhatsApp's own if nobody is named."""

    where: str
    date: str
    time: str
    name: str | None
    body: str


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    if member.json_kind is not None or not member.is_text:
        return False
    lines = [line for line in member.head_text[:20_000].splitlines()[:60] if line.strip()]
    found = [match for line in lines if (match := HEADER.match(line))]
    return bool(found) and HEADER.match(lines[0]) is not None and _is_chat(found, lines)


def _is_chat(found: list[re.Match[str]], lines: list[str]) -> bool:
    named = sum(NAMED.match(match["rest"].lstrip(MARK)) is not None for match in found)
    return named > 0 and (len(found) >= HEADERS_WANTED or len(lines) == 1)


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(member):
            yield from _of_chat(member, _group(export, member))


def _of_chat(member: Member, group: str | None) -> Rows:
    order = _order(member).order
    for entry in _entries(member):
        if entry.name is None or (entry.name == group and is_silent(entry.body)):
            continue
        post = _post(entry, group, order)
        if post is not None:
            yield post


def _post(entry: _Entry, group: str | None, order: DayOrder) -> Post | Rejected | None:
    text = said(entry.body)
    if text is None:
        return None
    if not text.strip():
        return Rejected(where=entry.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = _moment(entry, order)
    except BadDate:
        return Rejected(where=entry.where, flaw=Flaw.BAD_DATE)
    return Post(text=text, platform="whatsapp", community=group, author=entry.name, posted_at=posted_at)


def _moment(entry: _Entry, order: DayOrder) -> datetime | None:
    first, second, third = re.findall(r"\d+", entry.date)
    if len(first) > 2:  # noqa: PLR2004 # a year of four digits
        return read_time(f"{first}-{int(second):02}-{int(third):02} {entry.time}")
    # Dots would be taken for the order day, month, year.
    return read_time(f"{first}/{second}/{third} {entry.time}", order=order)


def _entries(member: Member) -> Iterator[_Entry]:
    """Yield the entries of a chat: a line that does not begin with a date goes on with what stands above it."""
    entry: _Entry | None = None
    bracket: str | None = None
    for number, line in enumerate(member.lines(), 1):
        found = HEADER.match(line)
        # A date in a person's own lines looks like this chat's only if it has brackets where this chat has.
        if found is None or (entry is not None and found["bracket"] != bracket):
            entry = _longer(entry, line)
            continue
        bracket = found["bracket"]
        if entry is not None:
            yield entry
        entry = _entry(found, f"{member.label}line {number}")
    if entry is not None:
        yield entry


def _entry(found: re.Match[str], where: str) -> _Entry:
    rest = found["rest"].rstrip("\r\n")
    named = NAMED.match(rest.lstrip(MARK))
    half = re.sub(r"[^apm]", "", (found["half"] or "").lower())
    return _Entry(
        where=where,
        date=found["date"],
        time=f"{found['time'].replace('.', ':')} {half}".strip(),
        name=named["name"].strip(" ~\u202f\xa0\u200e\u202a\u202c") or None if named else None,
        body=named["body"] if named else rest,
    )


def _longer(entry: _Entry | None, line: str) -> _Entry | None:
    if entry is None or len(entry.body) > LONGEST:
        return entry
    return replace(entry, body=f"{entry.body}\n{line.rstrip(chr(13) + chr(10))}")


def _order(member: Member) -> Order:
    dates = (found["date"] for line in member.lines() if (found := HEADER.match(line)))
    return order_of(dates, american=_has_american_clock(member))


def _has_american_clock(member: Member) -> bool:
    return (
        re.search(r"^\S+/\S+,? \d{1,2}:\d{2}(?::\d{2})?[\s\u202f]?[AP]M\b", member.head_text, re.MULTILINE) is not None
    )


def _remarks(export: Export) -> tuple[Remark, ...]:
    orders = [order for member in export.members if _claims(member) and (order := _order(member)).guessed]
    guesses = {
        Remark.DAY_FIRST_GUESSED if order.order is DayOrder.DAY_FIRST else Remark.MONTH_FIRST_GUESSED
        for order in orders
    }
    return tuple(sorted(guesses))


def _group(export: Export, member: Member) -> str | None:
    """Give the group's name: from the file's name, else as WhatsApp told it when the group was made or renamed."""
    for name in (member.path.name, *reversed(member.path.parts[:-1]), export.name):
        found = FILE_NAME.match(name)
        if found is not None:
            return found["name"].strip()
    told = [group for entry in _entries(member) if (group := group_in(entry.name, entry.body))]
    return told[-1] if told else None


READER = Reader(
    name="whatsapp",
    title="WhatsApp chat as text, from Android or iPhone",
    kinds=".txt .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
    remarks=_remarks,
)
