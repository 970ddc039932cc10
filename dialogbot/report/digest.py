"""Stage: the week's dialogue in one notice: what people ask, how we join, who does what, how we get better."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta, tzinfo
from itertools import groupby

from dialogbot.audit import Recall, Share
from dialogbot.config import DigestConfig
from dialogbot.domain import Block, Message, Notice, Sort, Style
from dialogbot.learning import Weight
from dialogbot.notices import line
from dialogbot.report.week import Week, last_due
from dialogbot.report.weekly import MOST_OPEN, Digest, House, figures, house
from dialogbot.store import Store
from dialogbot.store.suggestions import Unanswered
from dialogbot.texts import Texts

__all__ = [
    "Digest",
    "House",
    "Week",
    "figures",
    "house",
    "last_due",
    "learnt_line",
    "notice",
    "queue_when_due",
    "recall_line",
]

_MOST_RANKED = 5
_MOST_NOISY = 3


def queue_when_due(
    store: Store, *, now: datetime, settings: DigestConfig, zone: tzinfo, addresses: Sequence[str]
) -> bool:
    """Queue the digest that was due last, once, however late; say whether it was queued now."""
    week = week_due(store, now=now, settings=settings, zone=zone)
    if week is None:
        return False
    with store.writing():
        queued = [
            store.outbox.queue(Message(key=f"digest:{week}", sort=Sort.DIGEST, subject=str(week), address=one), now)
            for one in addresses
        ]
    return any(queued)


def week_due(store: Store, *, now: datetime, settings: DigestConfig, zone: tzinfo) -> Week | None:
    """Return the week whose digest was due last.

    ``None``: before anything was imported there is nothing to sum up, so a new installation starts with silence.
    """
    due = last_due(now, settings, zone)
    first = store.imports.first_at()
    if first is None or first >= due:
        return None
    return Week.before(due.astimezone(zone).date())


def notice(digest: Digest, texts: Texts, *, content: str) -> Notice:
    """Write a week's figures, and what still waits, for staff: a few lines for each of the four questions."""
    blocks = [Block(style=Style.HEADING, text=heading(digest.week, texts)), *_items(_counts(digest, texts))]
    blocks += _section("digest.what", _items(_what(digest, texts)), texts)
    blocks += _again(digest, texts, content)
    blocks += _waiting(digest, texts, content)
    blocks += _section("digest.how", [*_items(_how(digest, texts)), *_best(digest, texts)], texts)
    blocks += _section("digest.who", _items(_who(digest, texts)), texts)
    blocks += _section("digest.better", _items(_better(digest, texts, content)), texts)
    return Notice(blocks=tuple(blocks))


def heading(week: Week, texts: Texts) -> str:
    """Name a week, with its first and last day."""
    first, after = week.span(texts.zone)
    return texts("digest.heading", week=week.week, first=texts.date(first), last=texts.date(after - timedelta(days=1)))


def learnt_line(one: Weight, texts: Texts) -> str:
    """Say of a word that it weighs less or more now, and from how many verdicts that comes."""
    if one.value < 0:
        return texts("digest.weighs_less", word=one.word, count=one.recent_no, of=one.recent)
    return texts("digest.weighs_more", word=one.word, count=one.recent - one.recent_no, of=one.recent)


def percent(share: Share, texts: Texts) -> str:
    """Write a share with its interval, in per cent."""
    value, low, high = (round(100 * each) for each in (share.value, share.low, share.high))
    return texts("digest.share", value=value, low=low, high=high)


def recall_line(found: Recall, texts: Texts) -> str:
    """Say how much of what should have been found was, and from how many answers that comes."""
    weeks, share = texts.counted("digest.weeks", found.weeks), percent(found.share, texts)
    return texts("digest.recall", share=share, weeks=weeks, yes=found.yes, answered=found.answered)


def _counts(digest: Digest, texts: Texts) -> list[str]:
    decided = texts("digest.decided", claimed=digest.claimed, handled=digest.handled, dismissed=digest.dismissed)
    return [
        texts.counted("digest.posts", digest.posts),
        texts.counted("digest.found", digest.found) if digest.found else texts("digest.quiet"),
        decided,
        texts("digest.open", count=digest.open),
    ]


def _what(digest: Digest, texts: Texts) -> list[str]:
    topics = [(texts(f"topic.{name}"), count) for name, count in digest.topics]
    communities = [(name or texts("alert.no_community"), count) for name, count in digest.communities]
    up = [one for one in digest.changes if one.count > one.usual]
    down = [one for one in digest.changes if one.count < one.usual]
    lines = _ranked("digest.topics", topics, texts)
    for key, some in (("digest.up", up), ("digest.down", down)):
        words = [
            texts(
                "digest.change",
                name=texts(f"topic.{one.name}"),
                count=one.count,
                usual=texts.number(round(one.usual, 1)),
            )
            for one in some[:_MOST_RANKED]
        ]
        lines += _named(key, words, texts)
    return lines + _ranked("digest.communities", communities, texts)


def _how(digest: Digest, texts: Texts) -> list[str]:
    replies = digest.replies
    lines = [
        texts("digest.reaction", lasted=texts.lasted(digest.reaction))
        if digest.reaction is not None
        else texts("digest.reaction_none")
    ]
    if not replies.effect.replies:
        return [*lines, texts("digest.replies_none")]
    effect, link, plain = replies.effect, replies.with_link, replies.without_link
    lines.append(
        texts(
            "digest.replies",
            replies=texts.counted("digest.reply", effect.replies),
            answered=effect.answered,
            thanked=effect.thanked,
            liked=effect.liked,
            likes=effect.likes,
            last=effect.last_word,
        )
    )
    if link.replies and plain.replies:
        values = {"link": link.replies, "plain": plain.replies}
        reached = {"link_reached": link.reached, "plain_reached": plain.reached}
        lines.append(texts("digest.form", **values, **reached))
    if replies.first_wait is not None:
        lines.append(texts("digest.first_wait", lasted=texts.lasted(replies.first_wait)))
    return lines


def _best(digest: Digest, texts: Texts) -> list[Block]:
    """Name our replies that reached furthest, with their links."""
    return [
        Block(
            style=Style.ITEM,
            text=texts(
                "digest.best",
                community=one.reply.community or texts("alert.no_community"),
                answers=one.followups,
                thanks=one.thanks,
                likes=one.likes,
            ),
            url=one.reply.url,
        )
        for one in digest.replies.best
    ]


def _who(digest: Digest, texts: Texts) -> list[str]:
    lines = _ranked("digest.people", digest.people, texts) + _ranked("digest.load", digest.load, texts)
    if digest.expired:
        lines.append(texts.counted("digest.expired", digest.expired))
    return lines + _named("digest.rota", _duties(digest.rota, texts), texts)


def _duties(rota: Sequence[tuple[date, tuple[str, ...]]], texts: Texts) -> list[str]:
    """Write who is on duty on which days, days in a row with the same people together."""
    from babel.dates import get_day_names  # noqa: PLC0415 - heavy, and only a rota needs it

    days = get_day_names("wide", locale=texts.locale)
    found = []
    for names, group in groupby(rota, key=lambda pair: pair[1]):
        span = [day for day, _ in group]
        if not names:
            continue
        first, last = days[span[0].weekday()], days[span[-1].weekday()]
        when = first if len(span) == 1 else f"{first}–{last}"
        found.append(texts("digest.duty", days=when, names=", ".join(names)))
    return found


def _better(digest: Digest, texts: Texts, content: str) -> list[str]:
    lines = []
    if digest.precision is not None:
        lines.append(texts("digest.precision", share=percent(digest.precision, texts)))
    noisy = [
        texts("digest.noisy", name=name or texts("alert.no_community"), wrong=wrong, of=of)
        for name, wrong, of in digest.noise.communities[:_MOST_NOISY]
    ]
    reasons = [
        (texts(f"reason.{reason}" if reason else "digest.no_reason"), count) for reason, count in digest.noise.reasons
    ]
    lines += _named("digest.noise", noisy, texts) + _ranked("digest.reasons", reasons, texts)
    if digest.recall is not None:
        lines.append(recall_line(digest.recall, texts))
    lines += _holes(digest, texts)
    silent = [texts("digest.since", name=name, day=texts.date(at)) for name, at in digest.silent[-_MOST_RANKED:]]
    lines += _named("digest.silent", silent, texts)
    words = digest.learnt if content != "link" else ()  # words out of posts
    return lines + [learnt_line(one, texts) for one in words]


def _holes(digest: Digest, texts: Texts) -> list[str]:
    """Name the topics with questions that the answer bank had nothing for: of the week, and of late."""
    lines = _named("digest.holes", _topics_with_holes(digest.holes, texts), texts)
    if digest.holes and not lines:
        lines.append(texts("digest.holes_none"))
    lately = digest.holes_lately if digest.holes_lately != digest.holes else ()
    return lines + _named("digest.holes_lately", _topics_with_holes(lately, texts), texts)


def _topics_with_holes(counted: Sequence[Unanswered], texts: Texts) -> list[str]:
    return [
        texts("digest.hole", name=texts(f"topic.{one.topic or 'none'}"), holes=one.holes, asked=one.asked)
        for one in counted[:_MOST_RANKED]
        if one.holes
    ]


def _again(digest: Digest, texts: Texts, content: str) -> list[Block]:
    found = []
    for one in digest.again:
        shown = line(one.first, texts, content=content)
        found.append(replace(shown, text=texts("digest.again", times=one.times, line=shown.text)))
    return found


def _waiting(digest: Digest, texts: Texts, content: str) -> list[Block]:
    if not digest.waiting:
        return [Block(style=Style.NOTE, text=texts("digest.waiting_none"))]
    blocks = [Block(style=Style.HEADING, text=texts("digest.waiting"))]
    blocks += [line(one, texts, content=content) for one in digest.waiting]
    if digest.open > MOST_OPEN:
        blocks.append(Block(style=Style.NOTE, text=texts("digest.more", count=digest.open - MOST_OPEN)))
    return blocks


def _section(key: str, blocks: Sequence[Block], texts: Texts) -> list[Block]:
    return [Block(style=Style.HEADING, text=texts(key)), *blocks] if blocks else []


def _items(lines: Iterable[str]) -> list[Block]:
    return [Block(style=Style.ITEM, text=one) for one in lines]


def _ranked(key: str, rows: Sequence[tuple[str, int]], texts: Texts) -> list[str]:
    return _named(key, [texts("digest.ranked", name=name, count=count) for name, count in rows[:_MOST_RANKED]], texts)


def _named(key: str, names: Sequence[str], texts: Texts) -> list[str]:
    return [texts(key, names=" · ".join(names))] if names else []
