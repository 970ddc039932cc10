"""Six months as a library could have had them, made from the labelled threads: imports, verdicts, decisions, replies.

Everything is drawn from one seed, so that the same call gives the same database. The verdicts are the labels, with
mistakes put in: some opportunities are missed, and some ordinary posts are taken for one.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dialogbot.answers import bank_in
from dialogbot.audit import Answer, sample
from dialogbot.domain import Action, Decision, Kind, Post, Reason, Topic, Verdict
from dialogbot.normalise import fingerprint, identified
from dialogbot.report.week import Week
from dialogbot.store import Store, opened
from dialogbot.store.imports import Imported
from dialogbot.store.opportunities import PROGRAM
from dialogbot.store.stats import AccountFigure, Sector
from dialogbot.suggest import suggest

THREADS = Path(__file__).parents[2] / "training" / "threads"
BANK = Path(__file__).parents[2] / "dialogbot" / "samples" / "answers"
LIBRARY = "Lyngvik bibliotek"
STAFF = ("Kari Holm", "Ola Lie", "Berit Dahl", "Samir Aas")
BUSY = (8, 5, 3, 2)
GROUPS = (
    "Oss i Lyngvik", "Vannkanna", "Lesesirkelen", "Studenter i Lyngvik", "Foreldre på Nesodden skole", "Slekt og bygd",
    "PhD-forum sør", "Bibliotekfolk", "Lyngvik folkebibliotek", "X",
)  # fmt: skip
SIZES = (22, 18, 12, 14, 9, 8, 7, 6, 5, 9)
OSLO = ZoneInfo("Europe/Oslo")
THANKS = (
    "Tusen takk, det hjalp!",
    "Supert, takk for svar 😊",
    "Takk! Da prøver jeg det.",
    "Så bra, det visste jeg ikke",
)
REPLY = "Hei! Det kan biblioteket hjelpe deg med. Ta kontakt i skranken, så finner vi ut av det."
_HOURS = (1, 1, 0, 0, 0, 1, 3, 6, 8, 9, 9, 10, 10, 9, 9, 9, 8, 8, 10, 13, 15, 15, 9, 4)
_WEEKDAYS = (1.2, 1.15, 1.1, 1.05, 0.9, 0.6, 0.95)
_MONTHS = {5: 1.2, 6: 0.9, 7: 0.45, 8: 1.05, 9: 1.3, 10: 1.3}
_SEASON = {"space": {7: 2.0}, "reading": {6: 2.0, 7: 2.2}, "referencing": {5: 2.2, 10: 1.5}, "access": {8: 2.0, 9: 1.8}}
_MISSED, _MISTAKEN = 0.12, 0.055


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A post with what its label says."""

    post: Post
    label: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """About what somebody decides, and when."""

    number: int
    by: str
    at: datetime


def write(path: Path, *, first: date = date(2026, 5, 1), last: date = date(2026, 10, 31), threads: int = 0) -> None:
    """Fill a new database; ``threads`` takes only so many of the labelled threads, 0 all."""
    chance = random.Random(2026)  # noqa: S311 - a story, no secret
    told = sorted(_told(chance, first, last, threads), key=_when)
    meant: dict[str | None, bool] = {}
    with opened(path) as store, store.writing():
        for day in _days(first, last):
            imported = datetime(day.year, day.month, day.day, 7, tzinfo=OSLO).astimezone(UTC)
            ready = [one for one in told if one.post.posted_at and one.post.posted_at < imported]
            told = told[len(ready) :]
            _import(store, ready, imported, chance)
            for one in ready:
                meant[one.post.ref] = bool(one.label["opportunity"])
            if day.weekday() < 2:
                _audit(store, Week.before(day), meant, imported, chance)
        _followers(store, first, last, chance)


def _when(one: Told) -> datetime:
    return one.post.posted_at or datetime.max.replace(tzinfo=UTC)


def _told(chance: random.Random, first: date, last: date, threads: int) -> Iterator[Told]:
    for place, thread in enumerate(_labelled()):
        if threads and place >= threads:
            return
        community = chance.choices(GROUPS, SIZES)[0]
        start = _moment(chance, first, last, {row["topic"] for row in thread})
        for row in thread:
            start += timedelta(minutes=chance.expovariate(1 / 90)) if row["parent"] else timedelta()
            yield Told(post=_post(row, start, community), label=row)


def _labelled() -> list[list[dict[str, Any]]]:
    found: dict[str, list[dict[str, Any]]] = {}
    for path in sorted(THREADS.glob("*.jsonl")):
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found.setdefault(row["thread"], []).append(row)
    return list(found.values())


def _post(row: dict[str, Any], at: datetime, community: str) -> Post:
    own = row["why_not"] == "staff"
    return Post(
        text=row["text"],
        platform=row["platform"],
        ref=row["id"],
        thread_ref=row["thread"],
        parent_ref=row["parent"],
        community=community,
        author=LIBRARY if own else row["author"],
        posted_at=at,
        likes=row["likes"],
        url=f"https://{row['platform']}.example/{row['id']}",
    )


def _moment(chance: random.Random, first: date, last: date, topics: set[str | None]) -> datetime:
    """Draw when a thread begins: by month and topic, weekday and hour."""
    days = [first + timedelta(days=place) for place in range((last - first).days + 1)]
    weights = [_WEEKDAYS[day.weekday()] * _MONTHS.get(day.month, 1.0) * _season(topics, day.month) for day in days]
    day = chance.choices(days, weights)[0]
    hour = chance.choices(range(24), _HOURS)[0]
    return datetime(day.year, day.month, day.day, hour, chance.randrange(60), tzinfo=OSLO).astimezone(UTC)


def _season(topics: set[str | None], month: int) -> float:
    return max((_SEASON.get(topic or "", {}).get(month, 1.0) for topic in topics), default=1.0)


def _days(first: date, last: date) -> Iterator[date]:
    """Give the days of the imports: every other, and the one after the end."""
    for place in range(1, (last - first).days + 2, 2):
        yield first + timedelta(days=place)


def _import(store: Store, told: Sequence[Told], now: datetime, chance: random.Random) -> None:
    for one in told:
        post = identified(one.post)
        store.posts.add(post, fingerprint(post), now)
    numbers = [(store.opportunities.judged(one.post, _verdict(one, chance), now), one) for one in told]
    found = [(number, one) for number, one in numbers if number is not None]
    suggest(store, bank_in(BANK), now)
    store.opportunities.announced([number for number, _ in found], now)
    for number, one in found:
        _work(store, number, one, now, chance)
    store.imports.remember(
        Imported(
            file=f"eksport-{now:%Y-%m-%d}.json",
            reader="canonical",
            at=now,
            new=len(told),
            known=0,
            edited=0,
            rejected=0,
            opportunities=len(found),
        )
    )
    store.imports.remember_communities(GROUPS, now)


def _audit(store: Store, week: Week, meant: dict[str | None, bool], now: datetime, chance: random.Random) -> None:
    """Draw the sample of a week, and let staff answer most of it, truly."""
    candidates = store.audits.candidates(week.span(OSLO), own=[LIBRARY], closes=lambda _: False)
    store.audits.keep(str(week), sample(candidates, str(week), near_from=0.25, near=8, rest=12), now)
    for asked in store.audits.waiting():
        if asked.week == str(week) and chance.random() < 0.8:
            answer = Answer.YES if meant.get(asked.post.ref) else Answer.NO
            store.audits.put_answer(asked.number, answer, STAFF[0], now + timedelta(hours=5))


def _followers(store: Store, first: date, last: date, chance: random.Random) -> None:
    """Let two accounts grow, with a post a week each."""
    figures, fans = [], {"facebook": 2380, "instagram": 1140}
    for week in range((last - first).days // 7 + 1):
        day = first + timedelta(days=7 * week)
        for platform, kind in (("facebook", "foto"), ("instagram", "video")):
            fans[platform] += chance.randrange(-2, 19)
            figures.append(AccountFigure(platform=platform, day=day, followers=fans[platform]))
            likes, comments = int(chance.expovariate(1 / 24)), int(chance.expovariate(1 / 4))
            url = f"https://{platform}.example/egen/{week}"
            figures.append(
                AccountFigure(platform=platform, day=day, url=url, post_type=kind, likes=likes, comments=comments)
            )
    store.stats.put_figures(figures)
    shares = dict(zip(Sector, (0.14, 0.11, 0.16, 0.04, 0.03, 0.52), strict=True))
    for platform, count in fans.items():
        store.stats.put_count(platform, last, {sector: round(count * share) for sector, share in shares.items()})


def _verdict(one: Told, chance: random.Random) -> Verdict:
    meant = bool(one.label["opportunity"])
    own = one.label["why_not"] == "staff"
    seen = chance.random() > _MISSED if meant else not own and chance.random() < _MISTAKEN
    sure = chance.betavariate(8, 2) if meant else chance.betavariate(4, 3)
    score = 0.5 + sure / 2 if seen else 0.5 * chance.betavariate(2, 4 if meant else 12)
    return Verdict(
        opportunity=seen,
        score=round(score, 3),
        kind=Kind(one.label["kind"]) if meant else Kind.QUESTION if seen else Kind.NONE,
        topic=Topic(one.label["topic"]) if meant else chance.choice(list(Topic)) if seen else None,
        language=one.label["lang"],
    )


def _work(store: Store, number: int, one: Told, now: datetime, chance: random.Random) -> None:
    """Have staff decide as they would: most soon, some late, some never."""
    soon = now + timedelta(hours=min(chance.lognormvariate(1.1, 1.3), 140))
    first = Deed(number=number, by=chance.choices(STAFF, BUSY)[0], at=soon)
    later = Deed(number=number, by=PROGRAM, at=soon + timedelta(days=2))
    luck = chance.random()
    if not one.label["opportunity"]:
        reason = one.label["why_not"] if chance.random() < 0.8 else None
        if luck < 0.85:
            _decide(store, first, Action.DISMISS, reason=Reason(reason) if reason else None)
    elif luck < 0.58:
        _decide(store, first, Action.CLAIM)
        _answer(store, replace(first, at=soon + timedelta(hours=chance.expovariate(1 / 4))), one, chance)
    elif luck < 0.66:
        _decide(store, first, Action.CLAIM)
        _decide(store, later, Action.EXPIRE)
    elif luck < 0.74:
        _decide(store, later, Action.SETTLE)
    elif luck < 0.84:
        _decide(store, first, Action.DISMISS, reason=chance.choice([Reason.CLOSED, Reason.OFFTOPIC, None]))


def _answer(store: Store, deed: Deed, one: Told, chance: random.Random) -> None:
    """Have somebody say that it is answered, and let the reply stand in the thread, with what came of it."""
    url = f"{one.post.url}?svar={deed.number}"
    _decide(store, deed, Action.HANDLE, note=url if chance.random() < 0.6 else "")
    reply = replace(
        one.post,
        text=f"{REPLY} Se https://lyngvik.example/hjelp" if chance.random() < 0.4 else REPLY,
        ref=f"svar-{deed.number}",
        parent_ref=one.post.ref,
        author=LIBRARY,
        posted_at=deed.at,
        url=url,
        likes=int(chance.expovariate(1 / 3)),
    )
    _add(store, reply, deed.at)
    if chance.random() < 0.45:
        after = deed.at + timedelta(hours=2)
        thanks = replace(
            reply, text=chance.choice(THANKS), ref=f"takk-{deed.number}", parent_ref=reply.ref, author=one.post.author,
            posted_at=after, url=None, likes=1,
        )  # fmt: skip
        _add(store, thanks, after)


def _add(store: Store, post: Post, now: datetime) -> None:
    whole = identified(post)
    store.posts.add(whole, fingerprint(whole), now)
    no = Verdict(opportunity=False, score=0.05, kind=Kind.NONE, topic=None, language="nb")
    store.opportunities.judged(whole, no, now)


def _decide(store: Store, deed: Deed, action: Action, *, note: str = "", reason: Reason | None = None) -> None:
    store.opportunities.decide(
        Decision(number=deed.number, action=action, by=deed.by, made_at=deed.at, note=note, reason=reason)
    )
