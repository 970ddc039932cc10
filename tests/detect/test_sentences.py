"""Texts into sentences."""

from __future__ import annotations

from dialogbot.detect.sentences import sentences


def test_abbreviation_ends_no_sentence() -> None:
    assert sentences("Har dere f.eks. Lindgren? Trenger den kl. 10.") == [
        "Har dere f.eks. Lindgren?",
        "Trenger den kl. 10.",
    ]


def test_every_line_is_a_sentence_of_its_own() -> None:
    assert sentences("Hei alle\n\nnoen som vet") == ["Hei alle", "noen som vet"]


def test_empty_text_has_no_sentence() -> None:
    assert sentences(" \n") == []
