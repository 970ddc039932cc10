"""Invented verdicts of staff, for what is learnt from them."""

from __future__ import annotations

import random
from datetime import timedelta

from dialogbot.domain import Kind, Post, Topic
from dialogbot.learning import Label, probability
from tests.build import NOW

WORDS = [
    "lurer", "noen", "vet", "hvor", "finne", "hylle", "skjema", "hjelp", "barn", "skole",
    "tur", "dag", "kveld", "senter", "plass", "buss", "vei", "time", "ansatt", "hefte",
    "kurs", "plakat", "avis", "rom", "lampe", "stol", "kaffe", "mandag", "nabo",
]  # fmt: skip


def label(number: int, text: str, *, yes: bool, log_odds: float = 1.0, author: str | None = None) -> Label:
    post = Post(
        text=text,
        platform="facebook",
        ref=f"p{number}",
        thread_ref=f"p{number}",
        community="Vannkanna",
        author=author or f"Leser{number % 11}",
    )
    return Label(
        post=post,
        kind=Kind.QUESTION,
        topic=Topic.LOANS,
        log_odds=log_odds,
        yes=yes,
        weight=1.0,
        about_words=True,
        decided_at=NOW + timedelta(hours=number),
    )


def as_the_models_say(count: int, seed: int = 1) -> list[Label]:
    """Labels that fall as often as the shipped score says: nothing is to be learnt from them."""
    chance = random.Random(seed)  # noqa: S311 - invented data, the same each time
    made = []
    for number in range(count):
        odds = chance.uniform(0.1, 3.0)
        text = " ".join(chance.sample(WORDS, 7))
        made.append(label(number, text, yes=chance.random() < probability(odds), log_odds=odds))
    return made


def with_cabins(count: int, seed: int = 1, author: str | None = None) -> list[Label]:
    """The same, and every third speaks of a cabin and is nothing for a library, eight times of nine."""
    made = as_the_models_say(count, seed)
    for number in range(0, count, 3):
        text = f"{made[number].post.text} hytte"
        made[number] = label(number, text, yes=number % 27 == 0, log_odds=made[number].log_odds, author=author)
    return made
