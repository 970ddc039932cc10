"""The stems of a word, by NLTK's Snowball stemmers; nothing is downloaded."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache


def norwegian(word: str) -> str:
    """Return the Norwegian stem of a word in small letters."""
    return _stemmers()[0](word)


def stems(word: str) -> set[str]:
    """Return the stems that a word in small letters has in Norwegian and in English."""
    return {stem(word) for stem in _stemmers()}


@cache
def _stemmers() -> tuple[Callable[[str], str], Callable[[str], str]]:
    from nltk.stem.snowball import EnglishStemmer, NorwegianStemmer  # noqa: PLC0415 - heavy: loaded when first needed

    return NorwegianStemmer().stem, EnglishStemmer().stem
