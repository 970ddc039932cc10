"""How things stand: what came in when, what waits, what went wrong. Silence must not look like no news."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from dialogbot.domain import Block, Notice, Status, Style
from dialogbot.store import Store
from dialogbot.texts import Texts

_RECENT = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at a time."""

    now: datetime
    communities: tuple[tuple[str, datetime], ...]
    open: int
    claimed: int
    waiting: int
    undelivered: int


def figures(store: Store, now: datetime) -> Standing:
    """Look at how things stand; ``undelivered`` counts the last seven days."""
    unfinished = [one.status for one in store.opportunities.unfinished()]
    return Standing(
        now=now,
        communities=tuple(store.imports.communities()),
        open=unfinished.count(Status.OPEN),
        claimed=unfinished.count(Status.CLAIMED),
        waiting=store.outbox.waiting(),
        undelivered=store.outbox.undelivered_since(now - _RECENT),
    )


def notice(standing: Standing, texts: Texts) -> Notice:
    """Write how things stand, the longest silent community first."""
    lines = [
        texts("status_report.opportunities", open=standing.open, claimed=standing.claimed),
        texts("status_report.outbox", waiting=standing.waiting, undelivered=standing.undelivered),
    ]
    lines += [
        texts("status_report.community", name=name, when=texts.when(at), ago=texts.lasted(standing.now - at))
        for name, at in standing.communities
    ]
    if not standing.communities:
        lines.append(texts("status_report.no_import"))
    heading = Block(style=Style.HEADING, text=texts("status_report.heading"))
    return Notice(blocks=(heading, *(Block(style=Style.ITEM, text=line) for line in lines)))
