"""Headers of a mail as words: who wrote, in which list, about what; encoded words of any making are understood."""

from __future__ import annotations

import binascii
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr

from dialogbot.exports.decoding import decode, encoding_of

ANSWER = re.compile(r"^(?:(?:re|sv|vs|aw|svar|antw|fwd?|vedr)(?:\[\d+\]|\(\d+\))?\s*:\s*)+", re.IGNORECASE)
TAG = re.compile(r"^\[(?P<name>[^\[\]]{1,60})\]\s*")
# Lists that rewrite the sender: «Kari Li via Lokalhistorie».
VIA = re.compile(r"\s+(?:via|gjennom)\s+.{1,80}$")
MAILMAN_ADDRESS = re.compile(r"^(?P<address>\S+ at \S+)(?:\s+\((?P<name>.*)\))?\s*$", re.DOTALL)


def header(message: Message, name: str) -> str:
    """Give a header as one line of words; empty where there is none."""
    raw = message.get(name)
    if raw is None:
        return ""
    return " ".join(_decoded(str(raw)).split())


def author_of(message: Message) -> str | None:
    """Give the sender's name, or the address where there is no name."""
    raw = " ".join(str(message.get("From") or "").split())
    archived = MAILMAN_ADDRESS.match(raw)
    if archived is not None:
        name, address = _decoded(archived["name"] or ""), archived["address"]
    else:
        name, address = parseaddr(raw)
        name = _decoded(name)
    plain = VIA.sub("", name.strip(" '\""))
    if plain:
        return plain
    # A sender that a list has rewritten stands elsewhere.
    original = parseaddr(header(message, "X-Original-From") or header(message, "Reply-To"))[0] if name else ""
    return original or address or None


def list_of(message: Message) -> str | None:
    """Give the name of the list: as its headers tell it, else as it stands in brackets before the subject."""
    listed = header(message, "List-Id")
    described = listed.partition("<")[0].strip(" \"'")
    if described:
        return described
    inside = re.search(r"<?([^<>@\s]+)>?", listed)
    tag = TAG.match(ANSWER.sub("", header(message, "Subject")))
    if tag is not None:
        return tag["name"].strip()
    if inside is not None:
        return inside[1].partition(".")[0]
    return header(message, "X-BeenThere").partition("@")[0] or _newsgroup(message)


def subject_of(message: Message) -> tuple[str, bool]:
    """Give the subject without the list's name and marks of answering, and whether there were such marks."""
    subject = header(message, "Subject")
    answers = False
    for _ in range(4):
        before = subject
        subject = TAG.sub("", subject) if list_of(message) and TAG.match(subject) else subject
        found = ANSWER.match(subject)
        if found is not None:
            answers, subject = True, subject[found.end() :]
        if subject == before:
            break
    return subject.strip(), answers


def _newsgroup(message: Message) -> str | None:
    return header(message, "Newsgroups").partition(",")[0] or None


def _decoded(raw: str) -> str:
    """Decode encoded words, also where they are wrongly made; bytes without any encoding are guessed."""
    if raw.isascii():
        try:
            pieces = decode_header(raw)
        except (HeaderParseError, binascii.Error, ValueError):
            return raw
        return "".join(_piece(piece, charset) for piece, charset in pieces)
    data = raw.encode("utf-8", "surrogateescape")
    return decode(data, encoding_of(data))


def _piece(piece: str | bytes, charset: str | None) -> str:
    if isinstance(piece, str):
        return piece
    try:
        return piece.decode(charset or "ascii")
    except (LookupError, ValueError):  # a charset that nobody knows, or that is no name at all
        return decode(piece, encoding_of(piece))
