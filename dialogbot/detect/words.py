"""Text into words, and a word into the hashed features that the models weigh."""

from __future__ import annotations

import re
from zlib import crc32

from dialogbot.stems import stems

BREAK = "\n"  # what a text begins and ends with, and what a blank line leaves
_SHORTEST, _LONGEST = 2, 5  # characters in an n-gram
_TOKEN = re.compile(
    r"[^\W_]+(?:['’][^\W_]+)*"
    r"|\?+|!+|\.+|…|\s*\n\s*|[«»\"“”#$€£§–—]",
)
_UNREAD = re.compile(r"https?://\S+|www\.\S+|@\w[\w.]*|[:;][-']?[)(DdPp](?!\w)")
_GREETING = re.compile(
    r"(?:hei(?:sann|a)?|hallo|halla|hello|hi|hey|hej|god? (?:mor(?:gen|gon|n)|dag|kveld|ettermiddag)"
    r"|good (?:morning|evening|afternoon))"
    r"(?: (?:all(?:e|ihopa)?|sammen|saman|i hop|folkens|på|dere|dykk|dokker|igjen|vänner))*"
    r"(?: (?:everyone|everybody|there|folks))?"
    r"(?:\s*[!.,:]+\s*|\s*\n\s*|\s\s+)",
    re.IGNORECASE,
)
_BARE = str.maketrans("åäæøö", "aaaoo")
_DOUBLED = re.compile("aa|ae|oe")
_DIGIT = re.compile(r"\d")
_SPECIAL = frozenset("0123456789 \t\r\n")
_ENDS = frozenset("?!.…\n")


def tokens(text: str) -> list[str]:
    """Split a text into words and marks in order, lower case, between two breaks.

    Links, names after ``@``, emoji, smileys and a greeting in front leave nothing, a digit only a 0.
    """
    found = [_plain(token) if token[0] in _SPECIAL else token for token in _TOKEN.findall(_words_only(text).lower())]
    return [BREAK, *found, BREAK]


def written(text: str) -> list[str]:
    """Split a text into the same words as they stand in the text, without the breaks around it."""
    return _TOKEN.findall(_words_only(text))


def ends_sentence(token: str) -> bool:
    """Tell whether a token closes a sentence."""
    return token[0] in _ENDS


def features(word: str) -> tuple[list[int], list[int], list[int]]:
    """Give a word's features as 32-bit hashes: the word itself, its stems, its n-grams; marks have only the first."""
    itself = [crc32(b"w" + word.encode())]
    if not word[0].isalpha():
        return itself, [], []
    # The word itself tells å from a and ø from o; its stems and pieces do not, for all who cannot or do not type them.
    folded = sorted({_folded(stem) for stem in stems(word)})
    grams = sorted(_grams(f" {_folded(word)} "))
    return itself, [crc32(b"s" + stem.encode()) for stem in folded], [crc32(b"c" + gram.encode()) for gram in grams]


def _words_only(text: str) -> str:
    plain = _UNREAD.sub(" ", text).strip()
    greeting = _GREETING.match(plain)
    return plain[greeting.end() :] if greeting else plain


def _grams(padded: str) -> set[str]:
    longest = min(_LONGEST, len(padded))
    return {padded[at : at + size] for size in range(_SHORTEST, longest + 1) for at in range(len(padded) - size + 1)}


def _folded(word: str) -> str:
    """Write å, ø and æ in one way: "laane", "låne", "lane" are one, "boek", "bök", "bøk", "bok" another."""
    return _DOUBLED.sub(lambda found: found[0][0], word.translate(_BARE))


def _plain(token: str) -> str:
    first = token[0]
    if first.isspace():
        return BREAK
    return "0" * len(token) if token.isdigit() else _DIGIT.sub("0", token)
