"""Stage: the week's dialogue in one notice, and when it is due."""

from __future__ import annotations

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo

from dialogbot.config import DAYS, DigestConfig
from dialogbot.domain import Block, DialogbotError, Message, Notice, Opportunity, Sort, Style
from dialogbot.learning import Weight, strongest
from dialogbot.notices import line
from dialogbot.store import Store
from dialogbot.texts import Texts

_MOST_WAITING = 8
_MOST_RANKED = 5
_MOST_LEARNT = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Week:
    """An ISO week, Monday to Sunday."""

    year: int
    week: int

    @classmethod
    def of(cls, day: date) -> Week:
        """Return the week in which a day lies."""
        year, week, _ = day.isocalendar()
        return cls(year=year, week=week)

    @classmethod
    def before(cls, day: date) -> Week:
        """Return the last whole week before the one in which a day lies."""
        return cls.of(day - timedelta(days=7))

    @classmethod
    def parse(cls, text: str) -> Week:
        """Read ``2026-W46``. Raises ``DialogbotError``."""
        try:
            return cls.of(datetime.strptime(f"{text}-1", "%G-W%V-%u").date())  # noqa: DTZ007 - a day, not a moment
        except ValueError:
            raise DialogbotError(f"there is no week {text!r}: write it as 2026-W46") from None

    def __str__(self) -> str:
        """Write it as ISO 8601 does."""
        return f"{self.year}-W{self.week:02}"

    def span(self, zone: tzinfo) -> tuple[datetime, datetime]:
        """Return its first moment and the first moment after it, by a clock; 167 or 169 hours when that changes."""
        monday = date.fromisocalendar(self.year, self.week, 1)
        return _midnight(monday, zone), _midnight(monday + timedelta(days=7), zone)


@dataclass(frozen=True, slots=True, kw_only=True)
class Digest:
    """The figures of a week; ``reactions`` are the times to first reaction, ``waiting`` what is open at its end.

    ``learnt`` are the words whose weight changed most by what was learnt in the week.
    """

    week: Week
    posts: int
    found: int
    claimed: int
    handled: int
    dismissed: int
    open: int
    reaction: timedelta | None
    topics: tuple[tuple[str, int], ...]
    communities: tuple[tuple[str, int], ...]
    people: tuple[tuple[str, int], ...]
    waiting: tuple[Opportunity, ...]
    learnt: tuple[Weight, ...] = ()


def last_due(now: datetime, settings: DigestConfig, zone: tzinfo) -> datetime:
    """Return the latest moment, not after ``now``, at which a digest was due.

    A time that the clock skips in spring is the moment after the gap; one that it shows twice in autumn is the first.
    """
    local = now.astimezone(zone)
    clock = time.fromisoformat(settings.time)
    behind = (local.weekday() - DAYS.index(settings.day)) % 7
    due = _at(local.date() - timedelta(days=behind), clock, zone)
    return due if due <= now else _at(local.date() - timedelta(days=behind + 7), clock, zone)


def queue_when_due(
    store: Store, *, now: datetime, settings: DigestConfig, zone: tzinfo, addresses: Sequence[str]
) -> bool:
    """Queue the digest that was due last, once, however late; say whether it was queued now.

    Before anything was imported there is nothing to sum up, so a new installation starts with silence.
    """
    due = last_due(now, settings, zone)
    first = store.imports.first_at()
    if first is None or first >= due:
        return False
    week = Week.before(due.astimezone(zone).date())
    with store.writing():
        queued = [
            store.outbox.queue(Message(key=f"digest:{week}", sort=Sort.DIGEST, subject=str(week), address=one), now)
            for one in addresses
        ]
    return any(queued)


def figures(store: Store, week: Week, zone: tzinfo) -> Digest:
    """Count a week."""
    span = week.span(zone)
    reactions = store.figures.first_reactions(span)
    return Digest(
        week=week,
        posts=store.figures.posts(span),
        found=store.figures.found(span),
        claimed=store.figures.decided(span, "claim"),
        handled=store.figures.decided(span, "handle"),
        dismissed=store.figures.decided(span, "dismiss"),
        open=store.figures.open_at(span[1]),
        reaction=_median(reactions),
        topics=tuple(store.figures.topics(span)),
        communities=tuple(store.figures.communities(span)),
        people=tuple(store.figures.people(span)),
        waiting=tuple(one for one in store.opportunities.unfinished() if one.found_at < span[1]),
        learnt=_learnt(store, span),
    )


def notice(digest: Digest, texts: Texts, *, content: str) -> Notice:
    """Write a week's figures, and what still waits, for staff."""
    first, after = digest.week.span(texts.zone)
    last = after - timedelta(days=1)
    heading = texts("digest.heading", week=digest.week.week, first=texts.date(first), last=texts.date(last))
    blocks = [Block(style=Style.HEADING, text=heading), *_counts(digest, texts)]
    topics = [(texts(f"topic.{name}"), count) for name, count in digest.topics]
    communities = [(name or texts("alert.no_community"), count) for name, count in digest.communities]
    blocks += _ranked("digest.topics", topics, texts)
    blocks += _ranked("digest.communities", communities, texts)
    blocks += _ranked("digest.people", digest.people, texts)
    blocks += _lessons(digest.learnt, texts)
    return Notice(blocks=(*blocks, *_waiting(digest.waiting, texts, content)))


def learnt_line(one: Weight, texts: Texts) -> str:
    """Say of a word that it weighs less or more now, and from how many verdicts that comes."""
    if one.value < 0:
        return texts("digest.weighs_less", word=one.word, count=one.recent_no, of=one.recent)
    return texts("digest.weighs_more", word=one.word, count=one.recent - one.recent_no, of=one.recent)


def _counts(digest: Digest, texts: Texts) -> list[Block]:
    decided = texts("digest.decided", claimed=digest.claimed, handled=digest.handled, dismissed=digest.dismissed)
    found = texts.counted("digest.found", digest.found) if digest.found else texts("digest.quiet")
    reaction = texts("digest.reaction", lasted=texts.lasted(digest.reaction)) if digest.reaction is not None else None
    lines = [
        texts.counted("digest.posts", digest.posts),
        found,
        decided,
        texts("digest.open", count=digest.open),
        reaction or texts("digest.reaction_none"),
    ]
    return [Block(style=Style.ITEM, text=one) for one in lines]


def _ranked(key: str, rows: Sequence[tuple[str, int]], texts: Texts) -> list[Block]:
    if not rows:
        return []
    named = [texts("digest.ranked", name=name, count=count) for name, count in rows[:_MOST_RANKED]]
    return [Block(style=Style.HEADING, text=texts(key)), Block(style=Style.PLAIN, text=" · ".join(named))]


def _learnt(store: Store, span: tuple[datetime, datetime]) -> tuple[Weight, ...]:
    made, before = store.corrections.learnt(*span)
    if made is None:
        return ()
    return tuple(strongest(made.correction, before.correction if before else None, _MOST_LEARNT))


def _lessons(learnt: Sequence[Weight], texts: Texts) -> list[Block]:
    if not learnt:
        return []
    heading = Block(style=Style.HEADING, text=texts("digest.learnt"))
    return [heading, *(Block(style=Style.ITEM, text=learnt_line(one, texts)) for one in learnt)]


def _waiting(found: Sequence[Opportunity], texts: Texts, content: str) -> list[Block]:
    if not found:
        return [Block(style=Style.NOTE, text=texts("digest.waiting_none"))]
    blocks = [Block(style=Style.HEADING, text=texts("digest.waiting"))]
    blocks += [line(one, texts, content=content) for one in found[:_MOST_WAITING]]
    if len(found) > _MOST_WAITING:
        blocks.append(Block(style=Style.NOTE, text=texts("digest.more", count=len(found) - _MOST_WAITING)))
    return blocks


def _median(spans: Sequence[timedelta]) -> timedelta | None:
    seconds = [one.total_seconds() for one in spans]
    return timedelta(seconds=statistics.median(seconds)) if seconds else None


def _midnight(day: date, zone: tzinfo) -> datetime:
    return _at(day, time(0), zone)


def _at(day: date, clock: time, zone: tzinfo) -> datetime:
    """Return when a clock first shows a time on a day, in UTC and back, which moves a skipped time past the gap."""
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC).astimezone(zone)
