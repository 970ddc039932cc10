"""What became of our own replies: who answered, thanked or liked them, and who had the last word. Pure.

A reply is a post of one of our accounts, or one that staff named when they called an opportunity answered, which stands
below or after somebody else's words. Everything is read from the thread; nothing is remembered.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from enum import StrEnum
from urllib.parse import parse_qs, urlsplit

from dialogbot.domain import Post, Topic

_SHORT, _LONG = 20, 60  # words
_LINK = re.compile(r"https?://\S+|\bwww\.\S+", re.IGNORECASE)
_THANKS = re.compile(
    r"\b(?:tusen|mange|hjertelig|så mykje|så mye)?\s*(?<!nei )(?<!ellers )takk(?:er|ar|je)?\b(?! være| vere| vera| nei)"
    r"|\btakksam|\btack\b|\btak for\b|\bthanks?\b(?! to| god)|\bthank you\b|\bthx\b|\bty\b|\bcheers\b|\bappreciate"
    r"|\bset(?:t|te|er)?\s+(?:stor |veldig )?pris på\b|\b(?:det|dette|d) hjalp\b|\bthat helped\b"
    r"|\bså (?:snill|grei|hyggel|hyggj)\w*\b|\bbra svar\b|🙏",
    re.IGNORECASE,
)
_KEPT = ("story_fbid", "fbid", "v", "p", "t")  # what in a query names a page, and does not only count visitors
_HOST = re.compile(r"^(?:www|m|mbasic|web|touch|old|mobile)\.")
_LEAST_ID = 6  # digits: a shorter number at the end of an address is a page or a year


class Length(StrEnum):
    """How long a reply is: fewer than 20 words, fewer than 60, or more."""

    SHORT = "short"
    MIDDLE = "middle"
    LONG = "long"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """One of our replies and what came of it.

    ``asked`` is what it answers and ``first`` says whether it is our first answer to that; ``waited`` is the time
    between the two. ``number`` and ``topic`` are of the opportunity that it answers, ``handled``: staff linked to it
    when they called that answered. ``followups`` counts what others wrote below it, and what the asker wrote after it,
    ``thanks`` those of them that thank; ``last_word``: nobody else has written in that conversation since.
    """

    reply: Post
    asked: Post
    first: bool
    number: int | None
    topic: Topic | None
    handled: bool
    link: bool
    asks_back: bool
    length: Length
    likes: int
    followups: int
    thanks: int
    last_word: bool
    waited: timedelta | None

    @property
    def reached(self) -> bool:
        """Whether anybody answered, thanked or liked."""
        return bool(self.followups or self.thanks or self.likes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Effect:
    """What became of several replies: how many there are, and how many got each; ``likes`` counts all likes."""

    replies: int
    reached: int
    answered: int
    thanked: int
    liked: int
    likes: int
    last_word: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known beside a thread's own words.

    ``own`` are our names, case-folded; ``found`` gives the opportunities by the ref of their post; ``linked`` the
    opportunity for each mark (see ``marks``) of a link that staff gave when they called it answered.
    """

    own: frozenset[str]
    found: Mapping[str, tuple[int, Topic | None]] = field(default_factory=dict)
    linked: Mapping[str, int] = field(default_factory=dict)


def follow(thread: Sequence[Post], known: Known) -> list[Outcome]:
    """Return what became of each of our replies in a thread, whose posts stand in the order they were written."""
    places = {post.ref: at for at, post in enumerate(thread) if post.ref is not None}
    above = [places.get(post.parent_ref, -1) if post.parent_ref else -1 for post in thread]
    above = [parent if parent != at else -1 for at, parent in enumerate(above)]
    linked = [_linked(post, known) for post in thread]
    ours = [_is_own(post, known) or linked[at] is not None for at, post in enumerate(thread)]
    asked = {at: asker for at in range(len(thread)) if ours[at] and (asker := _asked(at, thread, above, ours)) >= 0}
    heard = _heard(thread, above, ours, asked)
    answered: set[int] = set()
    found = []
    for at, asker in asked.items():
        later = [thread[other] for other in heard[at]]
        number, topic = _opportunity(asker, thread, above, known)
        found.append(
            Outcome(
                reply=thread[at],
                asked=thread[asker],
                first=asker not in answered,
                number=number if number is not None else linked[at],
                topic=topic,
                handled=linked[at] is not None,
                link=_LINK.search(thread[at].text) is not None,
                asks_back="?" in _LINK.sub(" ", thread[at].text),
                length=length(thread[at].text),
                likes=thread[at].likes or 0,
                followups=len(later),
                thanks=sum(thanks(post.text) for post in later),
                last_word=_has_last_word(at, above, ours),
                waited=_waited(thread[asker], thread[at]),
            )
        )
        answered.add(asker)
    return found


def effect(outcomes: Collection[Outcome]) -> Effect:
    """Sum up what became of some replies."""
    return Effect(
        replies=len(outcomes),
        reached=sum(one.reached for one in outcomes),
        answered=sum(one.followups > 0 for one in outcomes),
        thanked=sum(one.thanks > 0 for one in outcomes),
        liked=sum(one.likes > 0 for one in outcomes),
        likes=sum(one.likes for one in outcomes),
        last_word=sum(one.last_word for one in outcomes),
    )


def by_topic(outcomes: Iterable[Outcome]) -> dict[Topic | None, Effect]:
    """Sum up per topic, the most frequent first."""
    groups: dict[Topic | None, list[Outcome]] = {}
    for one in outcomes:
        groups.setdefault(one.topic, []).append(one)
    ordered = sorted(groups.items(), key=lambda pair: (-len(pair[1]), pair[0] or ""))
    return {topic: effect(some) for topic, some in ordered}


def by_form(outcomes: Collection[Outcome]) -> dict[str, Effect]:
    """Sum up per form: ``link``, ``no_link``, ``question``, ``no_question``, ``short``, ``middle``, ``long``."""
    forms = {
        "link": [one for one in outcomes if one.link],
        "no_link": [one for one in outcomes if not one.link],
        "question": [one for one in outcomes if one.asks_back],
        "no_question": [one for one in outcomes if not one.asks_back],
    }
    forms |= {size.value: [one for one in outcomes if one.length is size] for size in Length}
    return {name: effect(some) for name, some in forms.items()}


def first_waits(outcomes: Iterable[Outcome]) -> list[timedelta]:
    """List the times from a question to our first reply, where both times are known."""
    return [one.waited for one in outcomes if one.first and one.waited is not None]


def thanks(text: str) -> bool:
    """Say whether a text thanks, in bokmål, nynorsk, dialect, English, Danish or Swedish."""
    return _THANKS.search(text) is not None


def length(text: str) -> Length:
    """Tell how long a reply is; links do not count."""
    words = len(_LINK.sub(" ", text).split())
    if words < _SHORT:
        return Length.SHORT
    return Length.MIDDLE if words < _LONG else Length.LONG


def links(note: str) -> list[str]:
    """Find the links in a note."""
    return [found.rstrip(".,;:!?)>»\"'") for found in _LINK.findall(note)]


def marks(url: str) -> frozenset[str]:
    """Return what a link to a post is known by: the comment that it names, else its id and its address without frills.

    ``https://m.facebook.com/groups/1/posts/2/?comment_id=3&ref=x`` is known by ``id:3`` alone: not by its post.
    """
    try:
        parts = urlsplit(url if "//" in url else f"https://{url}")
        host = _HOST.sub("", (parts.hostname or "").casefold())
    except ValueError:
        return frozenset()
    query = parse_qs(parts.query)
    comment = query.get("reply_comment_id") or query.get("comment_id") or []
    if comment:
        return frozenset({f"id:{comment[0]}"})
    path = parts.path.rstrip("/").casefold()
    kept = "&".join(f"{name}={query[name][0]}" for name in _KEPT if name in query)
    last = path.rpartition("/")[2]
    numbered = {f"id:{last}"} if last.isdigit() and len(last) >= _LEAST_ID else set()
    return frozenset({f"{host}{path}?{kept}", *numbered})


def _linked(post: Post, known: Known) -> int | None:
    if not known.linked:
        return None
    own = marks(post.url) if post.url else frozenset()
    ids = {f"id:{post.ref}", f"id:{post.ref.rpartition('_')[2]}"} if post.ref else set()
    return next((known.linked[mark] for mark in sorted(own | ids) if mark in known.linked), None)


def _is_own(post: Post, known: Known) -> bool:
    return post.author is not None and post.author.casefold() in known.own


def _asked(at: int, thread: Sequence[Post], above: Sequence[int], ours: Sequence[bool]) -> int:
    """Return the place of what a reply answers: the nearest words above it that are not ours; -1: it answers nobody."""
    if thread[at].parent_ref is None and thread[at].thread_ref in (None, thread[at].ref):
        return -1
    for parent in _ancestors(at, above):
        if not ours[parent]:
            return parent
    if above[at] >= 0 and thread[at].parent_ref is not None:
        return -1
    # Without its parent a comment answers whoever opened the thread, or else who spoke last.
    if at > 0 and not ours[0]:
        return 0
    return next((other for other in range(at - 1, -1, -1) if not ours[other]), -1)


def _ancestors(at: int, above: Sequence[int]) -> Iterable[int]:
    seen = {at}
    while (at := above[at]) >= 0 and at not in seen:
        seen.add(at)
        yield at


def _heard(
    thread: Sequence[Post], above: Sequence[int], ours: Sequence[bool], asked: Mapping[int, int]
) -> dict[int, list[int]]:
    """Give each word of others to our reply that it follows: the nearest above it, else the last to its writer."""
    heard: dict[int, list[int]] = {at: [] for at in asked}
    for at, post in enumerate(thread):
        if ours[at]:
            continue
        parent = next((other for other in _ancestors(at, above) if other in heard), None)
        if parent is None and post.author is not None:
            earlier = (other for other in range(at - 1, -1, -1) if other in heard)
            parent = next((other for other in earlier if thread[asked[other]].author == post.author), None)
        if parent is not None:
            heard[parent].append(at)
    return heard


def _has_last_word(at: int, above: Sequence[int], ours: Sequence[bool]) -> bool:
    """Say whether nobody else wrote later in the same conversation.

    A reply under a comment belongs to that comment's branch, one under the first post to the whole thread.
    """
    branch = _branch(at, above)
    later = (other for other in range(at + 1, len(above)) if branch in (at, -1) or _branch(other, above) == branch)
    return all(ours[other] for other in later)


def _branch(at: int, above: Sequence[int]) -> int:
    """Return the comment on the first post that something is or stands under; -1: there is nothing above it."""
    line = [at, *_ancestors(at, above)]
    return line[-2] if len(line) > 1 else -1


def _opportunity(
    asker: int, thread: Sequence[Post], above: Sequence[int], known: Known
) -> tuple[int | None, Topic | None]:
    """Return the opportunity that is answered: the words themselves, or the nearest above them."""
    for at in (asker, *_ancestors(asker, above)):
        found = known.found.get(thread[at].ref or "")
        if found is not None:
            return found
    return None, None


def _waited(asked: Post, reply: Post) -> timedelta | None:
    if asked.posted_at is None or reply.posted_at is None or reply.posted_at < asked.posted_at:
        return None
    return reply.posted_at - asked.posted_at
