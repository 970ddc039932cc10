"""Text into words, and a word into the hashed features that the models weigh."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from zlib import crc32

BREAK = "\n"  # what a text begins and ends with, and what a blank line leaves
_SHORTEST, _LONGEST = 2, 5  # characters in an n-gram
_TOKEN = re.compile(
    r"https?://\S+|www\.\S+"
    r"|@\w[\w.]*"
    r"|[^\W_]+(?:['’][^\W_]+)*"
    r"|\?+|!+|\.+|…|\s*\n\s*|[:;][-']?[)(dp]|[«»\"“”]|[^\w\s.,:;()'’/&%*+=<>\[\]{}|^~`´-]",
)
_DIGIT = re.compile(r"\d")
_SPECIAL = frozenset("@0123456789hw \t\r\n")
_ENDS = frozenset("?!.…\n")


def tokens(text: str) -> list[str]:
    """Split a text into words, marks and emoji in order, lower case, between two breaks.

    A link, a name after ``@`` and a digit each leave only a mark of their own: what they point at is nobody's language.
    """
    found = [_plain(token) if token[0] in _SPECIAL else token for token in _TOKEN.findall(text.lower())]
    return [BREAK, *found, BREAK]


def written(text: str) -> list[str]:
    """Split a text into the same words as they stand in the text, without the breaks around it."""
    return _TOKEN.findall(text)


def ends_sentence(token: str) -> bool:
    """Tell whether a token closes a sentence."""
    return token[0] in _ENDS


def features(word: str) -> tuple[list[int], list[int], list[int]]:
    """Give a word's features as 32-bit hashes: the word itself, its stems, its n-grams; marks have only the first."""
    itself = [crc32(b"w" + word.encode())]
    if not word[0].isalpha():
        return itself, [], []
    stems = sorted({stem(word) for stem in _stemmers()})
    grams = sorted(_grams(f" {word} "))
    return itself, [crc32(b"s" + stem.encode()) for stem in stems], [crc32(b"c" + gram.encode()) for gram in grams]


def _grams(padded: str) -> set[str]:
    longest = min(_LONGEST, len(padded))
    return {padded[at : at + size] for size in range(_SHORTEST, longest + 1) for at in range(len(padded) - size + 1)}


def _plain(token: str) -> str:
    first = token[0]
    if first in "hw":
        return "://" if "/" in token or token.startswith("www.") else token
    if first == "@":
        return "@"
    if first.isspace():
        return BREAK
    return "0" * len(token) if token.isdigit() else _DIGIT.sub("0", token)


@cache
def _stemmers() -> tuple[Callable[[str], str], ...]:
    from nltk.stem.snowball import EnglishStemmer, NorwegianStemmer  # noqa: PLC0415 - heavy: loaded when first needed

    return NorwegianStemmer().stem, EnglishStemmer().stem
