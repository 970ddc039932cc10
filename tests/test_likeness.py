"""Whether two messages ask the same."""

from __future__ import annotations

import pytest

from dialogbot.likeness import LIKE, Asked, likeness


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noen som vet hvordan jeg fornyer lån?", "Noen som vet hvordan jeg fornyer lån? https://b.example/x"),
        ("Hei! Noen som vet hvordan jeg fornyer lån?", "Noen som vet hvordan jeg fornyer lån her?"),
        ("Får ikke åpnet artikler hjemmefra", "får ikke åpna artikler hjemmefra"),
    ],
)
def test_same_question_in_other_words_or_places_is_alike(one: str, other: str) -> None:
    assert likeness(one, other) >= LIKE


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Noen som vet hvordan jeg fornyer lån?", "Noen som vet hvordan jeg booker grupperom til i morgen?"),
        ("Er det åpent?", "Er det åpent nå?"),
        ("", "Hei"),
    ],
)
def test_another_question_is_not_alike(one: str, other: str) -> None:
    assert likeness(one, other) < LIKE


def test_likeness_is_mutual_and_whole_for_itself() -> None:
    one, other = "Hvor finner jeg gamle kart over bygda?", "Hvor finner vi gamle aviser fra bygda?"

    assert likeness(one, other) == likeness(other, one)
    assert likeness(one, one) == 1.0


def test_earliest_question_that_asks_the_same_is_found() -> None:
    asked = Asked()
    for number, text in enumerate(("Hvor finner jeg gamle kart?", "Noen som vet hvordan jeg fornyer lån?") * 2, 1):
        asked.add(number, text)

    assert asked.find("Hei, noen som vet hvordan jeg fornyer lån her?") == 2
    assert asked.find("Er det noen som har lydbøker til utlån i Mandal?") is None


def test_short_question_is_found_only_by_its_equal() -> None:
    asked = Asked()
    asked.add(1, "Er det åpent?")

    assert asked.find("er det åpent") == 1
    assert asked.find("Er det åpent nå?") is None
