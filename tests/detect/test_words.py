"""Texts into words."""

from __future__ import annotations

import pytest

from dialogbot.detect.words import BREAK, features, tokens, written


def test_words_keep_norwegian_letters() -> None:
    assert tokens("Får æ låne ØYA?") == [BREAK, "får", "æ", "låne", "øya", "?", BREAK]


def test_digits_leave_only_a_mark() -> None:
    assert tokens("kl 1930") == [BREAK, "kl", "0000", BREAK]


@pytest.mark.parametrize("greeting", ["Hei! ", "Hei alle sammen, ", "God morgen!\n\n", "Hallo folkens :) ", "Hi all! "])
def test_greeting_in_front_leaves_nothing(greeting: str) -> None:
    assert tokens(f"{greeting}Hei på fjellet") == tokens("Hei på fjellet")


def test_links_names_emoji_and_smileys_leave_nothing() -> None:
    assert tokens("@Kari takk 😊🙏 :-) https://example.org/x \n") == [BREAK, "takk", BREAK]


def test_written_words_stand_beside_the_tokens() -> None:
    text = "Hei! Er det noen\n\nsom vet?"
    assert len(written(text)) == len(tokens(text)) - 2


def test_stems_join_the_forms_of_a_word() -> None:
    assert set(features("bøkene")[1]) & set(features("bøker")[1])


def test_marks_have_no_stems_and_no_grams() -> None:
    assert features("?")[1:] == ([], [])
