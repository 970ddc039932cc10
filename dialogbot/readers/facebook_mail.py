"""Facebook's notification mails about posts and comments in groups: one mail a message; likes and digests are none.

The layout was read in mails from 2017 and in public code; a mail in a newer layout may be passed over. The time is that
of the mail. The links carry tokens that open the receiver's account: they are rebuilt without them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.errors import MessageError
from email.message import EmailMessage
from email.utils import parseaddr
from urllib.parse import unquote

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.mapping.facebook_links import comment_in, parent_in, post_in
from dialogbot.mapping.facebook_pages import mail_texts
from dialogbot.readers import Reader, Rows, Tell

SENDER = re.compile(r"^From:.*@(?:[\w-]+\.)*facebookmail\.com>?\s*$", re.IGNORECASE | re.MULTILINE)
HEADER = re.compile(r"^(?:X-Facebook-Notify|List-Id:.*groups\.facebook\.com)", re.IGNORECASE | re.MULTILINE)
# What brings no message of anybody: reactions, requests, digests, events.
SILENT_KINDS = re.compile(
    r"like|reaction|digest|friend|invite|request|birthday|event|approve|member|login|password", re.IGNORECASE
)
SAID = re.compile(
    r"^(?P<author>.{1,80}?) (?:(?:also|just|har|hat|har også|har just) )?(?:also )?(?:posted|commented|replied|mentioned|"
    r"shared|asked|added|wrote|la ut|la til|publiserte|postet|posta|skrev|skreiv|delte|kommenterte|svarte|svara|nevnte|"
    r"nemnde|spurte|slog op|postede|kommenterede|svarede|nævnte|oprettede|publicerade|skrev|delade|kommenterade|svarade|"
    r"nämnde|kommenteret|svaret|skrevet|delt|gepostet|kommentiert|geantwortet|etwas|einen|auf|plaatste|reageerde|"
    r"antwoordde|deelde|lagt ut|lagt)\b",
    re.IGNORECASE,
)
IN_GROUP = re.compile(r"\b(?:in|i|to|på|til|till|op|dans|auf)\s+(?:the group |gruppen |gruppa |der Gruppe )?(?P<group>[^.].*?)\.?$")
OWN_WORDS = re.compile(r"^(?:your|ditt|din|dit|deres|her|his|their|en|ei|et|a|an|the) ", re.IGNORECASE)
FOOTER = re.compile(
    r"^(?:View (?:on Facebook|post|comment)|Vis (?:på Facebook|innlegg|kommentar)|Se (?:på Facebook|innlegg)|Visa|Reply to this|"
    r"Svar på denne|=====|This message was sent|Denne meldingen ble sendt|Besvar denne).*",
    re.IGNORECASE,
)
WROTE = re.compile(r"^.{1,80} (?:wrote|skrev|schrieb): [\"«“](.+)[\"»”]\s+-\s", re.DOTALL)
LINK = re.compile(r"https?://(?:[\w-]+\.)*facebook\.com/[^\s\"'<>]+")
KEPT = re.compile(r"^(?:comment_id|reply_comment_id|story_fbid|id|fbid|set|multi_permalinks)=")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Mail:
    """A mail taken apart: its headline (who did what where), what was written, and where it leads."""

    headline: str
    text: str
    url: str | None


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _claims(member: Member) -> bool:
    if member.json_kind is not None or member.head_text.startswith("From "):
        return False
    head = member.head_text[:30_000].partition("\n\n")[0] or member.head_text[:30_000]
    head = head.partition("\r\n\r\n")[0]
    return SENDER.search(head) is not None or HEADER.search(head) is not None


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(member):
            yield from _message(member)


def _message(member: Member) -> Rows:
    where = member.label.removesuffix(": ") or "mail"
    try:
        message = message_from_bytes(member.read_bytes(), policy=policy.default)
        mail = _taken_apart(message)
    except (MessageError, LookupError, ValueError, TypeError, AttributeError, IndexError):
        # The standard library's parser of headers fails in many ways on a mail that is not well made.
        yield Rejected(where=where, flaw=Flaw.BAD_ROW)
        return
    said = SAID.match(mail.headline)
    if said is None or SILENT_KINDS.search(_kind(message)):
        return
    if not mail.text:
        yield Rejected(where=where, flaw=Flaw.NO_TEXT)
        return
    yield _post(message, mail, said["author"])


def _post(message: EmailMessage, mail: _Mail, author: str) -> Post:
    post, comment = post_in(mail.url), comment_in(mail.url)
    return Post(
        text=mail.text,
        platform="facebook",
        ref=comment or post,
        thread_ref=post if comment is not None else None,
        parent_ref=(parent_in(mail.url) or post) if comment is not None else None,
        community=_group(message, mail.headline),
        author=author,
        posted_at=_time(message),
        url=mail.url,
    )


def _kind(message: EmailMessage) -> str:
    return str(message.get("X-Facebook-Notify", "")).partition(";")[0]


def _time(message: EmailMessage) -> object:
    raise NotImplementedError
