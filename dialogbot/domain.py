"""The words of the program: frozen values, enums and the root of its errors.

Every time is aware and in UTC. Whatever an export does not tell is ``None``: "there is none", never "failed".
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

LANGUAGES = ("nb", "nn", "en")
"""The languages that the program speaks."""

UNKNOWN_PLATFORM = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Post:
    """A post or a comment as its export tells it; everything but ``text`` may be missing.

    ``(platform, ref)`` is its identity. ``ref`` is the platform's own id where the export has one, else it is left
    ``None`` by the reader and derived in ``normalise.identified``. ``parent_ref`` names what it answers, in the same
    terms as ``ref``; ``thread_ref`` its thread, by the ref of the post that opens it or by a name that the export gives
    to threads. A post that opens a thread has no parent. ``closed``: it is of a closed community, and neither its text
    nor its author may be told in a chat; a stored post whose ``text`` is empty has had its text deleted.
    """

    text: str
    platform: str = UNKNOWN_PLATFORM
    ref: str | None = None
    thread_ref: str | None = None
    parent_ref: str | None = None
    community: str | None = None
    author: str | None = None
    posted_at: datetime | None = None
    likes: int | None = None
    url: str | None = None
    closed: bool = False


class Flaw(StrEnum):
    """Why a row is no post. The words that staff read for each stand in ``texts/*.toml`` under ``[flaw]``."""

    NO_TEXT = "no_text"
    BAD_DATE = "bad_date"
    BAD_ROW = "bad_row"
    TITLE_ONLY = "title_only"
    NOT_PUBLIC = "not_public"
    CUT_SHORT = "cut_short"
    TOO_LARGE = "too_large"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A row that is no post: where it stood (``row 17``, ``line 3``, ``posts[4]``) and what was wrong with it."""

    where: str
    flaw: Flaw


class Kind(StrEnum):
    """What a message does: the labels of the training data."""

    NONE = "none"
    QUESTION = "question"
    REQUEST = "request"
    COMPLAINT = "complaint"


class Topic(StrEnum):
    """What a library can be asked about: the labels of the training data."""

    LOANS = "loans"
    ACCESS = "access"
    SEARCH = "search"
    REFERENCING = "referencing"
    PUBLISHING = "publishing"
    DATA = "data"
    COPYRIGHT = "copyright"
    SPACE = "space"
    EQUIPMENT = "equipment"
    LOCAL_HISTORY = "local_history"
    READING = "reading"
    EVENTS = "events"
    AI_LITERACY = "ai_literacy"
    TEACHING = "teaching"
    COLLECTIONS = "collections"
    PROFESSION = "profession"
    MENTION = "mention"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One reason for a verdict: a name with words in ``texts/*.toml`` under ``[signal]``, and what was seen.

    ``weight`` is in log-odds: positive speaks for an opportunity, negative against it.
    """

    name: str
    evidence: str = ""
    weight: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """What detection says of one post: ``score`` is a probability 0..1, ``language`` one of nb nn dialect en da sv."""

    opportunity: bool
    score: float
    kind: Kind
    topic: Topic | None
    language: str
    signals: tuple[Signal, ...] = ()


class Action(StrEnum):
    """What can be decided about an opportunity; the last three are the program's own."""

    CLAIM = "claim"
    RELEASE = "release"
    HANDLE = "handle"
    DISMISS = "dismiss"
    SNOOZE = "snooze"
    REOPEN = "reopen"
    SETTLE = "settle"
    EXPIRE = "expire"


class Status(StrEnum):
    """Where an opportunity stands: what its last decision made of it."""

    OPEN = "open"
    CLAIMED = "claimed"
    HANDLED = "handled"
    DISMISSED = "dismissed"
    SNOOZED = "snoozed"
    SETTLED = "settled"


STATUS_AFTER = {
    Action.CLAIM: Status.CLAIMED,
    Action.RELEASE: Status.OPEN,
    Action.HANDLE: Status.HANDLED,
    Action.DISMISS: Status.DISMISSED,
    Action.SNOOZE: Status.SNOOZED,
    Action.REOPEN: Status.OPEN,
    Action.SETTLE: Status.SETTLED,
    Action.EXPIRE: Status.OPEN,
}


class Reason(StrEnum):
    """Why a message is no opportunity: the labels of the training data, so that a dismissal can be learnt from."""

    OFFTOPIC = "offtopic"
    RHETORICAL = "rhetorical"
    ANNOUNCEMENT = "announcement"
    ANSWER = "answer"
    CHATTER = "chatter"
    QUOTE = "quote"
    STAFF = "staff"
    CLOSED = "closed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One decision about an opportunity; they are only ever added.

    ``until`` is when a snooze ends, ``reason`` why something was dismissed, where staff said so in our own terms.
    ``user`` is the id on the channel of whoever decided, where it was there: two people may have one name.
    """

    number: int
    action: Action
    by: str
    made_at: datetime
    note: str = ""
    until: datetime | None = None
    reason: Reason | None = None
    user: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Opportunity:
    """A post that staff may join, known to them by its ``number``; ``last`` is the decision that gave its status.

    ``changed_at`` is when it came to stand so: later than ``last`` where a decision after that was taken back.
    ``assigned_to`` is the person who was asked to look at it first, ``mention`` what calls them in a chat, as
    ``people.mention`` says.
    """

    number: int
    post: Post
    parent: Post | None
    verdict: Verdict
    found_at: datetime
    status: Status
    last: Decision | None
    announced_at: datetime | None = None
    reminded_at: datetime | None = None
    escalated_at: datetime | None = None
    changed_at: datetime | None = None
    assigned_to: str | None = None
    mention: str = ""


class Style(StrEnum):
    """How a block of a notice is meant; each channel has its own markup for it."""

    HEADING = "heading"
    PLAIN = "plain"
    QUOTE = "quote"
    ITEM = "item"
    NOTE = "note"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A paragraph of a notice: plain words without any markup, and where they lead, if anywhere.

    ``calls`` is the channel's id of a person who is named in it and is to be told of it.
    """

    style: Style
    text: str
    url: str | None = None
    calls: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Button:
    """Something to press under a notice: the words on it and the command (``claim 42``) that it stands for."""

    label: str
    command: str


@dataclass(frozen=True, slots=True, kw_only=True)
class File:
    """A file that goes with a notice: its name, what it shows in words, and what makes it when it is delivered."""

    name: str
    alt: str
    content: Callable[[], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """What staff are told, free of any channel's markup; the buttons stand in rows as they come.

    ``attachments`` are not remembered in the outbox: only what is written out at its delivery can have some.
    """

    blocks: tuple[Block, ...]
    buttons: tuple[Button, ...] = ()
    attachments: tuple[File, ...] = ()


class Sort(StrEnum):
    """What a message of the outbox is; all but ``REPLY`` and ``WORD`` are written out only when they are delivered.

    ``ANEW`` is an alert or a list in place of one that can no longer be edited, ``REMOVE`` takes a message away.
    """

    ALERT = "alert"
    BUNDLE = "bundle"
    DIGEST = "digest"
    AUDIT = "audit"
    EDIT = "edit"
    ANEW = "anew"
    REMOVE = "remove"
    REPLY = "reply"
    WORD = "word"


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """A row of the outbox. ``key`` (``alert:42``, ``digest:2026-W10``) with ``address`` makes queueing idempotent.

    ``subject`` says what it is about: opportunity numbers (``42`` or ``12,13``), a week, or the reference of the
    delivered message that an edit changes. ``notice`` stands only in replies and words, which have no other source.
    ``reply_to`` is the channel's reference of the message that is answered.
    """

    key: str
    sort: Sort
    subject: str
    address: str
    notice: Notice | None = None
    reply_to: str | None = None
    attempts: int = 0


class Origin(StrEnum):
    """How a command was given: typed words want an answer, a pressed button only a short word."""

    TYPED = "typed"
    BUTTON = "button"


@dataclass(frozen=True, slots=True, kw_only=True)
class Attachment:
    """A file that was sent with a command: its name, and where it lies; ``None``: it was too large to be fetched."""

    name: str
    path: Path | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """What a person asks of the program, whichever channel it came from.

    ``line`` is what they wrote (``/ta 12``, ``ferdig https://…``) or what a button stands for (``claim 42``); ``by`` is
    the name to show; ``key`` is unique to this message of theirs, so that a command which arrives twice acts once;
    ``address`` and ``message_ref`` say where it was given; ``reply_to`` is the reference of the message replied to.
    ``user`` is the giver's id on the channel; a ``stranger`` may not give commands and can only show an invitation, an
    ``operator`` sits at the machine itself and may do everything.
    """

    line: str
    by: str
    origin: Origin = Origin.TYPED
    key: str | None = None
    address: str = ""
    message_ref: str | None = None
    reply_to: str | None = None
    attachment: Attachment | None = None
    user: int | None = None
    stranger: bool = False
    operator: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """One entry of the answer bank in one language (``nb``, ``nn`` or ``en``); its languages share an ``id``.

    ``url`` is where the library says it to everybody, if anywhere; ``text`` is what stands below the front matter.
    """

    id: str
    title: str
    language: str
    topic: Topic | None = None
    keywords: tuple[str, ...] = ()
    url: str | None = None
    text: str = ""


class DialogbotError(Exception):
    """A problem that the operator can mend; its text is one line and says what to do."""


class ConfigError(DialogbotError):
    """The configuration is wrong."""


class UnreadableFile(DialogbotError):
    """No post can be had from a file."""


class DeliveryError(DialogbotError):
    """A message did not get through; try again, after ``retry_after`` seconds where the channel said so."""

    def __init__(self, text: str, retry_after: float | None = None) -> None:
        """Keep the wait that the channel asked for."""
        super().__init__(text)
        self.retry_after = retry_after


class Undeliverable(DialogbotError):
    """A message that can never be delivered as it is: give it up, mark it, tell staff."""


class Gone(Undeliverable):
    """An earlier message can no longer be edited: it was deleted, or is too old."""


class Barred(Undeliverable):
    """Nothing at all can be delivered at an address any more, until somebody lets the program in again."""


class Moved(Undeliverable):
    """An address has changed: what was meant for it goes to ``address`` from now on."""

    def __init__(self, text: str, address: str) -> None:
        """Keep where it has moved to."""
        super().__init__(text)
        self.address = address
