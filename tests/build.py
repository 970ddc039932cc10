"""Small values and stores for tests."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from dialogbot.commands import Vocabulary, vocabulary
from dialogbot.config import AlertsConfig, DeadlinesConfig
from dialogbot.domain import LANGUAGES, Kind, Post, Topic, Verdict
from dialogbot.hours import Calendar
from dialogbot.normalise import fingerprint, identified
from dialogbot.notify import Policy
from dialogbot.people import Team
from dialogbot.store import Store, opened
from dialogbot.texts import Texts, load, sentences

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
YES = Verdict(opportunity=True, score=0.9, kind=Kind.QUESTION, topic=Topic.LOANS, language="nb")
NO = Verdict(opportunity=False, score=0.1, kind=Kind.NONE, topic=None, language="nb")
QUESTION = Post(
    text="Noen som vet hvordan jeg fornyer lånet?",
    platform="facebook",
    ref="1000000000001",
    community="Vannkanna",
    author="Kari Testvik",
    posted_at=NOW - timedelta(hours=2),
    url="https://facebook.example/1",
)


_ASKED = (
    "Finnes det gamle kart over bygda, kart nummer {}?",
    "Noen som vet hvordan jeg fornyer lånet? ({})",
    "Kan tante på {} år få lydbøker tilsendt i posten?",
    "Hvor mange uker er det til haugen med {} reserverte romaner kommer?",
    "Purregebyret ble {} kroner, stemmer dette virkelig?",
    "Hentehylla er tom, jeg fikk melding {} om henting!",
    "Boka jeg leverte i luka står fortsatt på kontoen ({})",
    "Gjelder lånekortet mitt også i nabokommunen, kort {}?",
    "Trenger fjernlån av avhandling {} fra Bergen før jul",
    "Minstemann på {} vil ha eget kort, hva må vi ta med?",
    "Innlevert bok {} er merket tapt, hvem ringer jeg?",
    "Får studenter låne {} uker over sommeren?",
    "Skriveren slukte {} kroner og ga null ark",
)


def texts(language: str = "nb") -> Texts:
    return load(language, OSLO)


def words() -> Vocabulary:
    return vocabulary(sentences(language) for language in LANGUAGES)


@contextmanager
def store_in(folder: Path) -> Iterator[Store]:
    with opened(folder / "test.db") as store:
        yield store


def policy(alerts: AlertsConfig, addresses: Sequence[str], **more: Any) -> Policy:
    """How staff want to hear of things: always open and nobody in particular, unless told otherwise."""
    usual: dict[str, Any] = {"deadlines": DeadlinesConfig(), "calendar": Calendar(), "team": Team(), "zone": OSLO}
    return Policy(alerts=alerts, addresses=tuple(addresses), **usual | more)


def add(store: Store, post: Post, now: datetime = NOW) -> Post:
    """Store a post and return it as it is remembered."""
    whole = identified(post)
    store.posts.add(whole, fingerprint(whole), now)
    return whole


def found(store: Store, number: int = 1, *, now: datetime = NOW, score: float = 0.9) -> int:
    """Store the question as the so-manieth and judge it an opportunity; return its number."""
    post = replace(QUESTION, ref=f"100000000000{number}", text=_ASKED[number % len(_ASKED)].format(number))
    made = store.opportunities.judged(add(store, post, now), replace(YES, score=score), now)
    assert made is not None
    return made
