"""Mailing lists: mbox of any make (Mailman's archives, groups.io, Google Takeout) and single mails (``.eml``).

Threads by Message-ID, In-Reply-To and References; an answer that names no mail belongs to the last one on its subject.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from email import message_from_bytes
from email.errors import MessageError
from email.message import Message
from itertools import chain

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.exports.decoding import decode, encoding_of
from dialogbot.mapping import link
from dialogbot.mapping.mail_headers import author_of, header, list_of, subject_of
from dialogbot.mapping.mail_text import written, written_html
from dialogbot.readers import Reader, Rows, Tell

# The line before each mail ends in a time; Mailman writes «at» for the sign in addresses.
SEPARATOR = re.compile(rb"^From (?:\S+|.{1,80}?(?: at | -- ).{1,80}?)?\s{0,3}.{0,80}\d{1,2}:\d{2}.{0,40}\d{4}")
ESCAPED = re.compile(rb"^>+From ")
HEADER_LINE = re.compile(r"^[A-Za-z][A-Za-z0-9-]{1,60}:(?:\s|$)")
MAIL_HEADERS = re.compile(
    r"^(?:From|Date|Subject|Message-ID|Received|Delivered-To|MIME-Version):", re.IGNORECASE | re.MULTILINE
)
FACEBOOK = re.compile(
    r"^(?:From:.*facebookmail\.com|X-Facebook-Notify:|List-Id:.*groups\.facebook\.com)", re.IGNORECASE | re.MULTILINE
)
ID = re.compile(r"<([^<>\s]+)>")
LONGEST_HEAD = 30_000
LONGEST_MAIL = 16 * 1024 * 1024
HEADERS_WANTED = 2


@dataclass(slots=True, kw_only=True)
class _Threads:
    """Which thread each mail belongs to, by its id, and the last thread on each subject."""

    by_id: dict[str, str] = field(default_factory=dict)
    by_subject: dict[str, str] = field(default_factory=dict)


def _recognise(export: Export) -> bool:
    return any(_is_mbox(member) or _is_mail(member) for member in export.members)


def _is_mbox(member: Member) -> bool:
    lines = member.head.removeprefix(b"\xef\xbb\xbf").lstrip().split(b"\n", 1)
    return (
        member.is_text
        and SEPARATOR.match(lines[0]) is not None
        and _has_headers(member.head_text.lstrip().partition("\n")[2])
    )


def _is_mail(member: Member) -> bool:
    """Tell whether a member is one mail; those of Facebook have a reader of their own."""
    if member.json_kind is not None or not HEADER_LINE.match(member.head_text[:100]):
        return False
    head = _head(member.head_text)
    return _has_headers(member.head_text) and FACEBOOK.search(head) is None


def _head(text: str) -> str:
    return re.split(r"\r?\n\r?\n", text[:LONGEST_HEAD], maxsplit=1)[0]


def _has_headers(text: str) -> bool:
    return len({found[0].casefold() for found in MAIL_HEADERS.finditer(_head(text))}) >= HEADERS_WANTED


def _read(export: Export) -> Rows:
    threads = _Threads()
    for member in export.members:
        if _is_mbox(member):
            mails = _mails(member)
        elif _is_mail(member):
            mails = iter([(member.label.removesuffix(": ") or "mail", member.read_bytes())])
        else:
            continue
        for where, data in mails:
            yield from _post(where, data, threads)


def _mails(member: Member) -> Iterator[tuple[str, bytes]]:
    """Yield the mails of an mbox one by one; of a huge one (its pictures) the end is left out."""
    number, size, lines, blank = 0, 0, list[bytes](), True
    with member.open() as stream:
        for line in iter(lambda: stream.readline(1_000_000), b""):
            if blank and SEPARATOR.match(line.removeprefix(b"\xef\xbb\xbf")):
                if lines:
                    yield f"{member.label}mail {number}", b"".join(lines)
                number, size, lines = number + 1, 0, []
            elif size < LONGEST_MAIL:
                lines.append(line[1:] if ESCAPED.match(line) else line)
                size += len(line)
            blank = not line.strip()
    if lines and number:
        yield f"{member.label}mail {number}", b"".join(lines)


def _post(where: str, data: bytes, threads: _Threads) -> Iterator[Post | Rejected]:
    try:
        message = message_from_bytes(data)
        text = _text(message)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, RecursionError):
        # The standard library fails in many ways on a mail that is not well made.
        yield Rejected(where=where, flaw=Flaw.BAD_ROW)
        return
    subject, answers = subject_of(message)
    own, parent, thread = _place(message, subject.casefold(), threads, answers=answers)
    # The subject of the mail that opens a thread is part of what it asks.
    whole = text if parent or answers or not subject else f"{subject}\n\n{text}".strip()
    if not text.strip():
        yield Rejected(where=where, flaw=Flaw.NO_TEXT)
        return
    try:
        posted_at = _time(message)
    except BadDate:
        yield Rejected(where=where, flaw=Flaw.BAD_DATE)
        return
    yield Post(
        text=whole,
        platform="mail",
        ref=own,
        thread_ref=thread,
        parent_ref=parent,
        community=list_of(message),
        author=author_of(message),
        posted_at=posted_at,
        url=link(header(message, "Archived-At").strip("<> ")),
    )


def _place(
    message: Message, subject: str, threads: _Threads, *, answers: bool
) -> tuple[str | None, str | None, str | None]:
    """Give a mail's own id, that of the mail it answers, and that of its thread."""
    own = next(iter(ID.findall(header(message, "Message-ID"))), None) or header(message, "Message-ID").strip() or None
    named = ID.findall(header(message, "In-Reply-To")), ID.findall(header(message, "References"))
    parent = next((each for each in chain(named[0][:1], reversed(named[1])) if each != own), None)
    if parent is None and answers:
        parent = threads.by_subject.get(subject)
    thread = None if parent is None else threads.by_id.get(parent) or next(iter(named[1]), parent)
    if own is not None:
        threads.by_id[own] = thread or own
        threads.by_subject[subject] = thread or own
    return own, parent, thread


def _time(message: Message) -> datetime | None:
    """Give when a mail was sent; where that cannot be read, when it was received."""
    sent = header(message, "Date")
    try:
        return read_time(re.sub(r"\s*\(.*?\)\s*$", "", sent).replace(" -0000", " +0000"))
    except BadDate:
        received = header(message, "Received").rpartition(";")[2] or header(message, "X-List-Received-Date")
        if not received.strip():
            raise
        return read_time(re.sub(r"\s*\(.*?\)\s*$", "", received.strip()))


def _text(message: Message) -> str:
    """Give the sender's own words: of the plain text where there is one, else of the HTML."""
    plain, pages = list[str](), list[str]()
    for part in message.walk():
        if part.is_multipart() or part.get_content_disposition() == "attachment" or part.get_filename():
            continue
        kind = part.get_content_type()
        if kind == "text/plain":
            plain.append(_decoded(part))
        elif kind == "text/html":
            pages.append(_decoded(part))
    text = written("\n".join(plain))
    return text or written_html("\n".join(pages)) if pages else text


def _decoded(part: Message) -> str:
    data = part.get_payload(decode=True)
    if not isinstance(data, bytes):
        return ""
    charset = part.get_content_charset()
    try:
        return data.decode(charset or "utf-8")
    except (LookupError, ValueError):
        return decode(data, encoding_of(data))


READER = Reader(
    name="mail",
    title="Mailing list as mbox (Mailman, groups.io, Google) or single mails",
    kinds=".mbox .eml .txt .gz .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
