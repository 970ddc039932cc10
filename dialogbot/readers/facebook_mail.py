"""Facebook's notification mails about posts and comments in groups: one mail a message; likes and digests are none.

The layout was read in mails from 2017 and in public code; a mail in a newer layout may be passed over. The time is that
of the mail. The links carry tokens that open the receiver's account: they are rebuilt without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote, urlsplit

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.mapping.facebook_links import comment_in, group_in, parent_in, post_in
from dialogbot.mapping.facebook_pages import leaf_texts, link_targets, node_text, page_of
from dialogbot.readers import Reader, Rows, Tell

SENDER = re.compile(r"^From:.*@(?:[\w-]+\.)*facebookmail\.com>?\s*$", re.IGNORECASE | re.MULTILINE)
HEADER = re.compile(r"^(?:X-Facebook-Notify:|List-Id:.*groups\.facebook\.com)", re.IGNORECASE | re.MULTILINE)
# What brings no message of anybody: reactions, requests, digests, events.
SILENT_KINDS = re.compile(
    r"like|reaction|digest|friend|invite|request|birthday|event|approve|login|password", re.IGNORECASE
)
SILENT_WORDS = re.compile(
    r"\b(?:likes?|liked|reacted|liker|likte|lika|reagerte|synes|gillar|reagerade|gefällt|invited|inviterte|inviterade)\b",
    re.IGNORECASE,
)
SAID = re.compile(
    r"^(?P<author>.{1,80}?) (?:(?:also|just|har|hat|heeft|også|og) )*(?:posted|commented|replied|mentioned|shared|"
    r"asked|wrote|la (?:ut|til|inn)|publiserte|posta|postet|skrev|skreiv|delte|kommenterte|svarte|svara|nevnte|nemnde|"
    r"spurte|slog|lagt|postede|kommenterede|svarede|nævnte|oprettede|publicerade|delade|kommenterade|svarade|nämnde|publisert|kommentert|"
    r"svart|kommenteret|svaret|kommenterat|svarat|skrevet|delt|etwas|einen|auf|dich|plaatste|reageerde|antwoordde|deelde)\b"
    r"(?P<rest>.*)$",
    re.IGNORECASE | re.DOTALL,
)
IN_GROUP = re.compile(
    r"\b(?:in|i)\s+(?:the group:?\s|gruppen:?\s|gruppa:?\s|der Gruppe\s)?(?P<group>[^.:\n].*?)"
    r"(?: gepostet| kommentiert| geantwortet| veröffentlicht)?[.:]?$"
)
FOOTER = re.compile(
    r"^(?:View |Vis |Se (?:på|innlegg|kommentar|opslag)|Visa |Zobraz|Reply to this|Svar på|Svara på|Besvar|={5,}|-{5,}|"
    r"This message|Denne meldingen|Denne besked|Det här meddelandet|Diese Nachricht|https?://)",
    re.IGNORECASE,
)
QUOTED = re.compile(r"^.{1,80}? (?:wrote|skrev|schrieb): [\"«“](?P<text>.+)[\"»”]\s+-\s", re.DOTALL)
LINK = re.compile(r"https?://(?:[\w-]+\.)*facebook\.com/[^\s\"'<>]+")
KEPT = re.compile(r"^(?:comment_id|reply_comment_id|story_fbid|id|fbid|multi_permalinks)=[\w.]+$")
GROUP_SENDER = "groupupdates"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Bodies:
    """The two bodies of a mail, decoded; empty where there is none."""

    plain: str
    html: str


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    text = member.head_text
    if not text or member.json_kind is not None or text.startswith("From "):
        return False
    head = re.split(r"\r?\n\r?\n", text[:30_000], maxsplit=1)[0]
    return SENDER.search(head) is not None or HEADER.search(head) is not None


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(member):
            yield from _message(member)


def _message(member: Member) -> Iterator[Post | Rejected]:
    where = member.label.removesuffix(": ") or "mail"
    try:
        message = message_from_bytes(member.read_bytes(), policy=policy.default)
        subject = " ".join(str(message.get("Subject", "")).split())
        kind = str(message.get("X-Facebook-Notify", "")).partition(";")[0]
        bodies = _bodies(message)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError):
        # The parser of headers in the standard library fails in many ways on a mail that is not well made.
        yield Rejected(where=where, flaw=Flaw.BAD_ROW)
        return
    spoken = leaf_texts(bodies.html, "span.mb_text")
    said = SAID.match(subject) or SAID.match(spoken[0] if spoken else "")
    if said is None or SILENT_KINDS.search(kind) or SILENT_WORDS.search(said["author"]):
        return
    text = _text(bodies, spoken)
    yield _post(message, bodies, said, text) if text else Rejected(where=where, flaw=Flaw.NO_TEXT)


def _bodies(message: EmailMessage) -> _Bodies:
    found = {"plain": "", "html": ""}
    for part in message.walk():
        kind = part.get_content_subtype()
        if part.get_content_maintype() == "text" and kind in found and not found[kind]:
            found[kind] = str(part.get_content())
    return _Bodies(plain=found["plain"], html=found["html"])


def _text(bodies: _Bodies, spoken: list[str]) -> str:
    """Give what was written: the block after the headline, else the plain body, else what the preview quotes."""
    after = [text for text in spoken[1:] if text]
    if after:
        return after[0]
    lines = bodies.plain.replace("\r\n", "\n").strip().split("\n")[1:]
    end = next((number for number, line in enumerate(lines) if FOOTER.match(line.strip())), len(lines))
    written = "\n".join(lines[:end]).strip()
    if written or not bodies.html:
        return written
    quoted = QUOTED.match(" ".join(node_text(page_of(bodies.html)).split()))
    return quoted["text"] if quoted is not None else ""


def _post(message: EmailMessage, bodies: _Bodies, said: re.Match[str], text: str) -> Post:
    url = _permalink(bodies)
    post, comment = post_in(url), comment_in(url)
    return Post(
        text=text,
        platform="facebook",
        ref=comment or post,
        thread_ref=post if comment is not None else None,
        parent_ref=(parent_in(url) or post) if comment is not None else None,
        community=_group(message, said["rest"]) or group_in(url),
        author=said["author"],
        posted_at=_time(message),
        url=url,
    )


def _permalink(bodies: _Bodies) -> str | None:
    """Give the link to the comment, else to the post, that the mail is about."""
    links = [_without_tokens(url) for url in (*link_targets(bodies.html), *LINK.findall(bodies.plain))]
    leading = [url for url in links if post_in(url) is not None]
    return next((url for url in leading if comment_in(url) is not None), next(iter(leading), None))


def _without_tokens(url: str) -> str:
    """Rebuild a link, also one through ``/n/?groups%2F1%2Fpermalink%2F2%2F&mid=…``, from its path and ids alone."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return ""
    if not (parts.hostname or "").endswith("facebook.com"):
        return ""
    pieces = [piece for piece in parts.query.split("&") if piece]
    forwarded = parts.path.strip("/") in {"n", "nd"} and bool(pieces) and "=" not in pieces[0]
    path = f"/{unquote(pieces[0]).lstrip('/')}" if forwarded else parts.path
    inner, _, behind = path.partition("?")
    kept = "&".join(piece for piece in [*behind.split("&"), *pieces] if KEPT.match(piece))
    return f"https://www.facebook.com{inner}{'?' if kept else ''}{kept}"


def _group(message: EmailMessage, rest: str) -> str | None:
    name, address = parseaddr(str(message.get("From", "")))
    if address.lower().startswith(GROUP_SENDER) and name and name.casefold() != "facebook":
        return name
    found = IN_GROUP.search(rest)
    return None if found is None else found["group"]


def _time(message: EmailMessage) -> datetime | None:
    try:
        return read_time(str(message.get("Date", "")), UTC)
    except BadDate:
        return None


READER = Reader(
    name="facebook_mail",
    title="Facebook's notification mails about posts and comments in groups",
    kinds=".eml folder .zip",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.THREAD, Tell.PARENT, Tell.URL, Tell.COMMUNITY}),
    recognise=_recognise,
    read=_read,
)
