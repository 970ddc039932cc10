"""Stage: what somebody asks to have deleted goes and stays away, and what is stored about somebody is told."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogbot.domain import DialogbotError, Message, Sort
from dialogbot.masking import name_masked
from dialogbot.normalise import clean_link
from dialogbot.notices import shortened
from dialogbot.privacy import Guard, Why
from dialogbot.stats import follower_key
from dialogbot.store import Store
from dialogbot.store.retention import Stored
from dialogbot.store.stats import Follower

_LEAST_LETTERS = 10  # of words to be looked for: fewer stand in too many texts
_NEEDLE = 30  # characters of a text by which it is found in messages that wait


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """What was deleted, in counts: no names, no texts.

    ``mentions`` are texts of others in which the name was masked, ``messages`` the delivered messages that will be
    changed in the chat, ``remembered`` the keyed hashes that keep it from coming back.
    """

    posts: int
    opportunities: int
    decisions: int
    mentions: int
    messages: int
    remembered: int


def forget_author(store: Store, guard: Guard, name: str, now: datetime) -> Receipt:
    """Delete all that an author wrote, and mask the name where others wrote it. Raises ``DialogbotError``."""
    name = " ".join(name.split())
    if not name or name.casefold() in {own.casefold() for own in guard.privacy.own}:
        raise DialogbotError("that is the library's own name: take it out of the settings first")
    with store.writing():
        posts = store.retention.by_author([name, *guard.pseudonyms(name)])
        mentions = _mask_mentions(store, name, {one.row for one in posts})
        store.people_told.forget(name)
        store.stats.forget(follower_key(name, guard.key))
        return _forget(store, guard, posts, [guard.author_trace(name)], now, needles=[name], mentions=mentions)


def forget_link(store: Store, guard: Guard, link: str, now: datetime) -> Receipt:
    """Delete the messages that stand at a link. Raises ``DialogbotError`` for what is no link."""
    url = clean_link(link)
    if url is None:
        raise DialogbotError(f"{link!r} is no link: it begins with https://")
    with store.writing():
        return _forget(store, guard, store.retention.by_link(url), [guard.link_trace(url)], now)


def forget_number(store: Store, guard: Guard, number: int, now: datetime) -> Receipt:
    """Delete the message of an opportunity."""
    with store.writing():
        return _forget(store, guard, store.retention.by_number(number), [], now)


def forget_text(store: Store, guard: Guard, words: str, now: datetime) -> Receipt:
    """Delete the messages that hold these words. Raises ``DialogbotError`` where they are too few to be meant."""
    if len("".join(words.split())) < _LEAST_LETTERS:
        raise DialogbotError(f"write at least {_LEAST_LETTERS} letters of the text: fewer stand in too many messages")
    with store.writing():
        return _forget(store, guard, store.retention.by_text(words), [], now)


def _forget(  # noqa: PLR0913 - a deletion reaches everywhere
    store: Store,
    guard: Guard,
    posts: Sequence[Stored],
    traces: Sequence[str],
    now: datetime,
    *,
    needles: Sequence[str] = (),
    mentions: int = 0,
) -> Receipt:
    rows = [one.row for one in posts]
    numbers = store.retention.cards(rows)
    decisions = sum(len(store.opportunities.decisions(number)) for number in numbers)
    messages = _take_back(store, numbers, store.audits.about(rows), now)
    store.outbox.drop_words([*needles, *(_needle(one.post.text) for one in posts)])
    remembered = {*traces, *(trace for one in posts for trace in guard.traces(one.post, one.mark))}
    store.forgotten.remember(sorted(remembered), Why.ASKED, now)
    store.retention.delete(rows)
    store.forgotten.want_compaction()
    return Receipt(
        posts=len(rows),
        opportunities=len(numbers),
        decisions=decisions,
        mentions=mentions,
        messages=messages,
        remembered=len(remembered),
    )


def _take_back(store: Store, numbers: Iterable[int], asked: Iterable[int], now: datetime) -> int:
    """Queue that every delivered message about these opportunities and spot checks says only that it is gone."""
    told = {one.row: one for number in numbers for one in store.outbox.about(number)}
    told |= {one.row: one for number in asked for one in store.outbox.asking(number)}
    for row, one in told.items():
        gone = Message(key=f"edit:{row}:gone", sort=Sort.EDIT, subject=str(row), address=one.message.address)
        store.outbox.queue(gone, now)
    return len(told)


def _mask_mentions(store: Store, name: str, own: set[int]) -> int:
    """Mask a name in the texts of others, and in what staff noted."""
    count = 0
    for one in store.retention.by_text(name):
        text = name_masked(one.post.text, name)
        if one.row not in own and text != one.post.text:
            store.retention.rewrite(one.row, text)
            count += 1
    return count + store.people_told.mask_notes(name, lambda note: name_masked(note, name))


def _needle(text: str) -> str:
    """Return by what a text is found in messages that wait; nothing where that could be anybody's words."""
    words = " ".join(text.split())[:_NEEDLE]
    return words if len(words) >= _LEAST_LETTERS else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What is stored about somebody: what they wrote, where others name them, whom they follow, what they did as staff.

    ``follows`` is a row for each platform on which they follow one of our accounts.
    """

    name: str
    pseudonyms: tuple[str, ...]
    posts: tuple[dict[str, object], ...]
    mentions: tuple[dict[str, object], ...]
    follows: tuple[Follower, ...]
    as_staff: dict[str, int]
    forgotten: bool

    def as_json(self) -> str:
        """Write it as JSON, for people as well as for programs (the right to data portability)."""
        return json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=2)


def told_of(store: Store, guard: Guard, name: str) -> Told:
    """Gather what is stored about a person by name: the name itself, and what it is in closed communities."""
    name = " ".join(name.split())
    known = sorted(guard.pseudonyms(name))
    posts = store.retention.by_author([name, *known])
    own = {one.row for one in posts}
    mentions = [one for one in store.retention.by_text(name) if one.row not in own] if name else []
    return Told(
        name=name,
        pseudonyms=tuple(known),
        posts=tuple(_post(store, one) for one in posts),
        mentions=tuple(_post(store, one) for one in mentions),
        follows=tuple(store.stats.following(follower_key(name, guard.key))),
        as_staff=store.people_told.counts(name),
        forgotten=guard.forgotten.get(guard.author_trace(name)) is Why.ASKED,
    )


def _post(store: Store, one: Stored) -> dict[str, object]:
    post = one.post
    return {
        "community": post.community,
        "platform": post.platform,
        "author": post.author,
        "posted_at": post.posted_at.isoformat() if post.posted_at else None,
        "text": post.text,
        "url": post.url,
        "likes": post.likes,
        "closed": post.closed,
        "opportunities": store.retention.cards([one.row]),
    }


def excerpt(post: dict[str, object], most: int) -> str:
    """Return the beginning of a text that is told."""
    return shortened(str(post["text"]), most)
