"""Texts into words."""

from __future__ import annotations

from dialogbot.detect.words import BREAK, features, tokens, written


def test_words_keep_norwegian_letters() -> None:
    assert tokens("Får æ låne ØYA?") == [BREAK, "får", "æ", "låne", "øya", "?", BREAK]


def test_links_names_and_digits_leave_only_a_mark() -> None:
    assert tokens("@Kari se https://example.org/x kl 1930") == [BREAK, "@", "se", "://", "kl", "0000", BREAK]


def test_written_words_stand_beside_the_tokens() -> None:
    text = "Hei! Noen\n\nsom vet?"
    assert len(written(text)) == len(tokens(text)) - 2


def test_stems_join_the_forms_of_a_word() -> None:
    assert set(features("bøkene")[1]) & set(features("bøker")[1])


def test_marks_have_no_stems_and_no_grams() -> None:
    assert features("?")[1:] == ([], [])
