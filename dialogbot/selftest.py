"""A question that is planted, followed through detection, store and outbox to the chat, and removed without a trace."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import uuid4

from dialogbot import notices
from dialogbot.config import AlertsConfig
from dialogbot.domain import Message, Post, Sort
from dialogbot.judgement import Sensitivity, judged_by, line
from dialogbot.normalise import fingerprint, identified
from dialogbot.store import Store, opened
from dialogbot.texts import Texts

COMMUNITY = "dialogbot selftest"
"""The community of the planted question, which no export has."""

PATIENCE = 60.0
"""Seconds within which it must have arrived in the chat."""

_PAUSE = 0.25


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """What is tested; ``pause`` lets so many seconds pass."""

    database: Path
    sensitivity: Sensitivity
    texts: Texts
    alerts: AlertsConfig
    address: str
    clock: Callable[[], datetime]
    pause: Callable[[float], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One part of the way, in words; ``why`` says what went wrong, if anything did."""

    words: str
    why: str | None = None


def selftest(ground: Ground) -> Iterator[Step]:
    """Go the whole way and tell of each step; whatever happens on it, the planted question is removed at the end."""
    texts = ground.texts
    post = _question(ground)
    with opened(ground.database) as store:
        threshold = line(ground.sensitivity)
        (((verdict, _),),) = judged_by([[post]], ground.sensitivity, store.corrections.holding())
        if not verdict.opportunity:
            why = texts(
                "selftest.not_found", score=texts.decimal(verdict.score, 2), threshold=texts.decimal(threshold, 2)
            )
            yield Step(words=texts("selftest.detection"), why=why)
            return
        yield Step(words=texts("selftest.detection"))
        with store.writing():
            store.posts.add(post, fingerprint(post), ground.clock())
            number = store.opportunities.judged(post, verdict, ground.clock()) or 0
            # so that no alert of the usual kind is sent for it as well
            store.opportunities.announced([number], ground.clock())
            _queue(store, number, ground)
        try:
            yield from _followed(store, number, ground)
        finally:
            with store.writing():
                gone = store.probe.erase(number, (_key(number), _removal(number)))
        yield Step(words=texts("selftest.removal"), why=None if gone else f"#{number}")


def _followed(store: Store, number: int, ground: Ground) -> Iterator[Step]:
    texts = ground.texts
    one = store.opportunities.numbered(number)
    stored = one is not None and store.probe.is_queued(_key(number))
    yield Step(words=texts("selftest.store"), why=None if stored else f"#{number}")
    if one is None:
        return
    card = notices.alert(one, texts, content=ground.alerts.content, limit=ground.alerts.text_limit)
    yield Step(words=texts("selftest.writing"), why=None if card.buttons else f"#{number}")
    if store.heartbeat.alive(ground.clock()) is None:
        yield Step(words=texts("selftest.console_only"))
        return
    reference, why = _arrived(store, _key(number), ground)
    yield Step(words=texts("selftest.chat"), why=why)
    if reference is not None:
        _remove(store, number, reference, ground)
        _, left = _arrived(store, _removal(number), ground)
        if left is not None:
            yield Step(words=texts("selftest.removal"), why=texts("selftest.left_in_chat"))


def _question(ground: Ground) -> Post:
    return identified(
        Post(
            text=ground.texts("selftest.question"),
            platform="dialogbot",
            ref=f"selftest-{uuid4().hex}",
            community=COMMUNITY,
            posted_at=ground.clock(),
        )
    )


def _queue(store: Store, number: int, ground: Ground) -> None:
    # an answer, though to no message: whoever asked for the test waits for it, whatever the hour
    message = Message(
        key=_key(number), sort=Sort.ALERT, subject=str(number), address=ground.address, reply_to=COMMUNITY
    )
    store.outbox.queue(message, ground.clock(), [number])


def _remove(store: Store, number: int, reference: str, ground: Ground) -> None:
    message = Message(key=_removal(number), sort=Sort.REMOVE, subject=reference, address=ground.address)
    with store.writing():
        store.outbox.queue(message, ground.clock())


def _arrived(store: Store, key: str, ground: Ground) -> tuple[str | None, str | None]:
    """Wait for a message to be delivered; return its reference, or why it was not."""
    for _ in range(int(PATIENCE / _PAUSE)):
        fate = store.probe.fate(key)
        if fate is not None:
            return fate.reference, fate.why
        ground.pause(_PAUSE)
    return None, ground.texts("selftest.too_late", seconds=int(PATIENCE))


def _key(number: int) -> str:
    return f"selftest:{number}"


def _removal(number: int) -> str:
    return f"selftest-removal:{number}"
