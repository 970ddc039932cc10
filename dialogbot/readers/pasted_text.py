"""A thread copied from the browser into a text file, split into messages by names, times and buttons.

Times such as ``3 t`` count back from when the file was last changed. How sure the split is, is remarked upon.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import UNKNOWN_PLATFORM, Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.mapping.pasted_lines import Line, Part, line_of
from dialogbot.normalise import alike, identified
from dialogbot.readers import Rank, Reader, Remark, Rows, Tell

LEAST_MESSAGES = 2
LOOKED_AT = 20_000
MOSTLY = 0.8
LONGEST_NAME = 40
BESIDE_A_NAME = frozenset({Part.BLANK, Part.NOISE, Part.HANDLE})
ENDS = (Part.BUTTONS, Part.COUNT)
FACEBOOK = re.compile(
    r"(?i)\b(?:liker|synes godt om|gilla|like)\b\W+(?:svar|svara|besvar|reply|kommenter|kommentera|comment)\b"
)
HANDLES = re.compile(r"^@\w{2,30}$|\s@\w{2,30}\s*·", re.MULTILINE)
INSTAGRAM = re.compile(
    r"(?i)\b\d+ (?:likerklikk|likes?|gilla-markeringar|gillamarkeringar|liker)\s*(?:svar|svara|reply)?\b"
)
BLOG = re.compile(r"(?i)^.{2,60} (?:sier|seier|says|säger|siger)\b.{0,60}:$", re.MULTILINE)


@dataclass(slots=True, kw_only=True)
class _Draft:
    """A message in the making.

    ``ended`` once its buttons or counts were seen; ``opens`` if the buttons are those of a post, ``answerable`` if they
    are those of a comment.
    """

    number: int
    author: str | None
    time: str | None = None
    lines: list[str] = field(default_factory=list)
    likes: int | None = None
    opens: bool = False
    answerable: bool = False
    ended: bool = False

    @property
    def text(self) -> str:
        """What was said."""
        return "\n".join(self.lines).strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Split:
    """The messages of a page, and how many lines of words belong to none that is sure."""

    drafts: list[_Draft]
    now: datetime

    @property
    def sure_ones(self) -> int:
        """How many messages have an author, and a time or buttons that say where they end."""
        return sum(bool(each.author and each.text and (each.time or each.ended)) for each in self.drafts)


def _recognise(export: Export) -> bool:
    return any(_claims(export, member) for member in export.members)


def _claims(export: Export, member: Member) -> bool:
    if member.json_kind is not None or not member.is_text or member.head_text.lstrip().startswith("<"):
        return False
    split = _split(member.head_text[:LOOKED_AT], _changed(export))
    timed = any(each.time for each in split.drafts) or any(each.ended for each in split.drafts)
    return timed and split.sure_ones >= LEAST_MESSAGES and 2 * split.sure_ones >= len(split.drafts)


def _changed(export: Export) -> datetime:
    return datetime.fromtimestamp(export.path.stat().st_mtime, tz=UTC)


def _read(export: Export) -> Rows:
    for member in export.members:
        if _claims(export, member):
            text = member.text()
            yield from _posts(_split(text, _changed(export)), _platform(text), member.label)


def _split(text: str, now: datetime) -> _Split:
    lines = [line_of(each, number, now) for number, each in enumerate(text.splitlines(), 1)]
    drafts: list[_Draft] = []
    for place, line in enumerate(lines):
        _take(line, drafts, lines[place + 1 : place + 8])
    return _Split(drafts=[each for each in drafts if each.text or each.ended or each.time], now=now)


def _take(line: Line, drafts: list[_Draft], after: Sequence[Line]) -> None:
    """Let a line begin a message, or go on with the last one."""
    last = drafts[-1] if drafts else None
    if line.part is Part.HEAD or (line.part is Part.NAME and _begins(last, after)) or _is_odd_name(line, last):
        drafts.append(_Draft(number=line.number, author=line.name or line.text, time=line.time))
    elif last is None or line.part is Part.NOISE:
        _end(last if line.part is Part.NOISE else None)
    elif line.part is Part.BUTTONS:
        _press(line, last)
    elif line.part is Part.TIME and _is_its_time(last, after):
        _tell_time(line, last)
    elif line.part is Part.COUNT and (last.ended or _leads_to_end(after)):
        last.likes = line.count if last.likes is None else last.likes
    elif line.part is Part.OTHERS:
        _forget_name(drafts, last)
    elif line.part is Part.HANDLE and not last.text:
        return
    elif last.ended and line.part is not Part.BLANK:
        drafts.append(_Draft(number=line.number, author=None, lines=[line.text]))
    elif not last.ended:
        last.lines.append(line.text)


def _forget_name(drafts: list[_Draft], last: _Draft) -> None:
    """Take back the name above «and 14 others»: it said who liked a post, not who wrote one."""
    if not last.text:
        drafts.pop()
        return
    del last.lines[-1:]
    last.ended = True


def _begins(last: _Draft | None, after: Sequence[Line]) -> bool:
    """Tell whether a name begins a message: the one before has ended, or a time follows that is no message's end."""
    seen = [each for each in after if each.part not in BESIDE_A_NAME and not _is_follow(each)]
    timed = bool(seen) and seen[0].part is Part.TIME and (len(seen) == 1 or seen[1].part not in ENDS)
    return timed or last is None or last.ended or last.author is None


def _is_follow(line: Line) -> bool:
    """Tell whether a button stands beside a name: «Follow», before anything is said."""
    return line.part is Part.BUTTONS and not line.opens and not line.answers and line.time is None


def _is_odd_name(line: Line, last: _Draft | None) -> bool:
    """Tell whether words right behind a message's end are a name all the same: short, and no sentence."""
    return (
        line.part is Part.WORDS
        and last is not None
        and last.ended
        and len(line.text) <= LONGEST_NAME
        and not line.text.endswith((".", "!", "?", ":", ","))
    )


def _end(last: _Draft | None) -> None:
    if last is not None and last.text:
        last.ended = True


def _press(line: Line, last: _Draft) -> None:
    if not last.text and _is_follow(line):
        return
    last.time = last.time or line.time
    last.likes = line.count if last.likes is None else last.likes
    last.opens = last.opens or line.opens
    last.answerable = last.answerable or line.answers
    last.ended = True


def _is_its_time(last: _Draft, after: Sequence[Line]) -> bool:
    if last.ended or not last.text:
        return True
    following = next((each for each in after if each.part is not Part.BLANK), None)
    return last.time is None and (following is None or following.part in {*ENDS, Part.NOISE, Part.NAME, Part.HEAD})


def _tell_time(line: Line, last: _Draft) -> None:
    last.time = last.time or line.time
    last.ended = last.ended or bool(last.text)


def _leads_to_end(after: Sequence[Line]) -> bool:
    following = next((each for each in after if each.part not in {Part.BLANK, Part.COUNT, Part.NOISE}), None)
    return following is None or following.part in {Part.BUTTONS, Part.NAME, Part.HEAD}


def _posts(split: _Split, platform: str, label: str) -> Iterator[Post | Rejected]:
    opener: Post | None = None
    by_author: dict[str, str] = {}
    seen: Counter[str] = Counter()
    first = split.drafts[0]
    # A page may begin with the first comment under a post that was not copied.
    has_post = first.opens or not first.answerable
    for index, draft in enumerate(split.drafts):
        post = _post(draft, platform, split.now, f"{label}line {draft.number}")
        if isinstance(post, Post):
            post = _with_ref(alike(post), seen)
            opener = opener or post
            above = _answered(post, by_author) or (opener.ref if has_post else None)
            post = replace(
                post, parent_ref=above if post is not opener else None, thread_ref=opener.ref if index else None
            )
            by_author |= {post.author: post.ref} if post.author and post.ref else {}
        yield post


def _post(draft: _Draft, platform: str, now: datetime, where: str) -> Post | Rejected:
    if not draft.text:
        return Rejected(where=where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(draft.time, now=now)
    except BadDate:
        return Rejected(where=where, flaw=Flaw.BAD_DATE)
    return Post(
        text=draft.text, platform=platform, author=draft.author, posted_at=posted_at, likes=_likes(draft, platform)
    )


def _with_ref(post: Post, seen: Counter[str]) -> Post:
    """Give a post a reference that stays when the page is copied again later, with other times such as ``5 t``."""
    ref = identified(replace(post, posted_at=None)).ref or ""
    seen[ref] += 1
    return replace(post, ref=ref if seen[ref] == 1 else f"{ref}-{seen[ref]}")


def _likes(draft: _Draft, platform: str) -> int | None:
    """Give the likes; on X the numbers under a post do not say which of them they are."""
    return None if platform == "x" else draft.likes


def _answered(post: Post, by_author: dict[str, str]) -> str | None:
    """Give whom an answer speaks to: on Facebook it begins with the name of the one who is answered."""
    start = post.text.removeprefix("@")
    return next((ref for name, ref in by_author.items() if name != post.author and start.startswith(name)), None)


def _platform(text: str) -> str:
    if INSTAGRAM.search(text) and not FACEBOOK.search(text):
        return "instagram"
    if FACEBOOK.search(text):
        return "facebook"
    if HANDLES.search(text):
        return "x"
    return "blog" if BLOG.search(text) else UNKNOWN_PLATFORM


def _remarks(export: Export) -> tuple[Remark, ...]:
    read = [member for member in export.members if _claims(export, member)]
    splits = [_split(member.head_text[:LOOKED_AT], _changed(export)) for member in read]
    sure = all(split.sure_ones >= MOSTLY * len(split.drafts) for split in splits)
    return (Remark.SPLIT_FAIRLY_SURE if sure else Remark.SPLIT_UNSURE,) if splits else ()


READER = Reader(
    name="pasted_text",
    title="A thread copied from the browser into a text file; split into messages by guessing",
    kinds=".txt",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.LIKES, Tell.PARENT, Tell.THREAD}),
    rank=Rank.TEXT,
    recognise=_recognise,
    read=_read,
    remarks=_remarks,
)
