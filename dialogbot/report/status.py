"""How things stand: what came in when, what waits, what went wrong. Silence must not look like no news."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from enum import StrEnum

from dialogbot.answers import Damaged
from dialogbot.config import DigestConfig
from dialogbot.domain import Block, Notice, Status, Style, Topic
from dialogbot.report.week import next_due
from dialogbot.store import Store
from dialogbot.store.addresses import Shut
from dialogbot.store.heartbeat import Beat
from dialogbot.store.mutes import Mute
from dialogbot.store.outbox import Failure
from dialogbot.texts import Texts

_RECENT = timedelta(days=7)
_MOST_FAILURES = 5
_MOST_COMMUNITIES = 5
"""So many that have nothing wrong with them are told one by one; of more, only how many there are."""


class Extent(StrEnum):
    """How much is told: what is wrong, with the rest in a line, or each thing."""

    SHORT = "short"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True)
class Expected:
    """What the settings say should happen: when the digest comes, and how long a community may be silent (0: ever)."""

    digest: DigestConfig = field(default_factory=DigestConfig)
    silent_after_days: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """How things stand at a time; ``alive`` is the last beat of the process that goes on, if it does."""

    now: datetime
    alive: Beat | None
    digest: datetime
    communities: tuple[tuple[str, datetime], ...]
    silent: frozenset[str]
    open: int
    claimed: int
    waiting: int
    undelivered: int
    failures: tuple[Failure, ...]
    shut: tuple[Shut, ...]
    moved: Mapping[str, str]
    mutes: tuple[Mute, ...]
    swept: tuple[datetime, Mapping[str, int], Mapping[str, int]] | None
    forgotten: int


def figures(store: Store, now: datetime, expected: Expected, zone: tzinfo, extent: Extent = Extent.SHORT) -> Standing:
    """Look at how things stand; ``undelivered`` counts the last seven days."""
    unfinished = store.opportunities.unfinished_by_status()
    communities = tuple(store.imports.communities())
    longest = timedelta(days=expected.silent_after_days) or timedelta.max
    most = _MOST_FAILURES if extent is Extent.SHORT else sys.maxsize
    return Standing(
        now=now,
        alive=store.heartbeat.alive(now),
        digest=next_due(now, expected.digest, zone),
        communities=communities,
        silent=frozenset(name for name, at in communities if now - at >= longest),
        open=unfinished[Status.OPEN],
        claimed=unfinished[Status.CLAIMED],
        waiting=store.outbox.waiting(),
        undelivered=store.outbox.undelivered_since(now - _RECENT),
        failures=tuple(store.outbox.failures(now - _RECENT, most)),
        shut=tuple(store.addresses.shut()),
        moved=store.addresses.moved(),
        mutes=tuple(store.mutes.standing(now)),
        swept=store.forgotten.last_sweep(),
        forgotten=store.forgotten.count("asked"),
    )


def notice(standing: Standing, texts: Texts, extent: Extent = Extent.SHORT, damaged: Sequence[Damaged] = ()) -> Notice:
    """Write how things stand, the longest silent community first; ``damaged`` is left out of the answer bank."""
    alive = standing.alive
    lines = [
        texts("status_report.running", when=texts.when(alive.at)) if alive else texts("status_report.not_running"),
        texts("status_report.opportunities", open=standing.open, claimed=standing.claimed),
        texts("status_report.outbox", waiting=standing.waiting, undelivered=standing.undelivered),
        *_failures(standing, texts),
        texts("status_report.digest", when=texts.when(standing.digest)),
        *_communities(standing, texts, extent),
        *(texts("status_report.muted", line=muted_line(one, texts)) for one in standing.mutes),
        *(texts("status_report.damaged", line=damaged_line(one, texts)) for one in damaged),
    ]
    lines += _kept(standing, texts)
    heading = Block(style=Style.HEADING, text=texts("status_report.heading"))
    return Notice(blocks=(heading, *(Block(style=Style.ITEM, text=line) for line in lines)))


def _kept(standing: Standing, texts: Texts) -> list[str]:
    """Say for how long what is kept, as it was enforced last, and how much is to stay forgotten."""
    if standing.swept is None:
        return [texts("status_report.swept_never")]
    at, days, _ = standing.swept
    kept = [
        texts("status_report.kept" if count else "status_report.kept_ever", what=texts(f"kept.{name}"), days=count)
        for name, count in days.items()
    ]
    lines = [texts("status_report.swept", when=texts.when(at), days=", ".join(kept))]
    return lines + ([texts("status_report.forgotten", count=standing.forgotten)] if standing.forgotten else [])


def muted_line(one: Mute, texts: Texts) -> str:
    """Say what is muted, until when, and by whom."""
    name = texts(f"topic.{one.name}") if one.scope == "topic" else one.name
    return texts("mute.line", name=name, when=texts.when(one.until), by=one.by)


def damaged_line(one: Damaged, texts: Texts) -> str:
    """Say which file of the answer bank is left out, and why."""
    why = texts(f"damaged.{one.why}", topics=", ".join(Topic))
    return texts("answers.damaged", file=one.file, line=one.line, why=why)


def _failures(standing: Standing, texts: Texts) -> list[str]:
    failed, retried = "status_report.failed", "status_report.retried"
    return [
        *(
            texts(failed if one.given_up else retried, key=one.key, address=one.address, why=one.why)
            for one in standing.failures
        ),
        *(
            texts("status_report.shut", address=one.address, when=texts.when(one.since), why=one.why)
            for one in standing.shut
        ),
        *(texts("status_report.moved", old=old, new=new) for old, new in standing.moved.items()),
    ]


def _communities(standing: Standing, texts: Texts, extent: Extent) -> list[str]:
    well = [one for one in standing.communities if one[0] not in standing.silent]
    if extent is Extent.WHOLE or len(well) <= _MOST_COMMUNITIES:
        return _each(standing.communities, standing, texts) or [texts("status_report.no_import")]
    ago = texts.lasted(standing.now - well[0][1])
    silent = [one for one in standing.communities if one[0] in standing.silent]
    return [*_each(silent, standing, texts), texts("status_report.communities", count=len(well), ago=ago)]


def _each(communities: Sequence[tuple[str, datetime]], standing: Standing, texts: Texts) -> list[str]:
    lines = []
    for name, at in communities:
        line = texts("status_report.community", name=name, when=texts.when(at), ago=texts.lasted(standing.now - at))
        lines.append(texts("status_report.community_silent", line=line) if name in standing.silent else line)
    return lines
