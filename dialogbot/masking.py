"""What is hidden in texts before they are stored. Pure.

Everywhere: e-mail addresses, Norwegian national identity numbers, phone numbers. In closed communities also names:
those of the export's own authors, given names of a list, and what stands where a name is expected. No list holds every
name, and a name written in lower case is hidden only if it is an author's whole name.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import Enum

from dialogbot.given_names import AMBIGUOUS, GIVEN, PATRONYMS, SURNAMES

# Marks, not sentences: they are part of the stored text and the same in every language.
EMAIL, PHONE, IDENTITY, NAME = "[mailadresse]", "[telefon]", "[fødselsnummer]", "[navn]"

_EMAIL = re.compile(r"[\w.+-]{1,64}@(?:[\w-]{1,63}\.){1,8}[^\W\d_]{2,24}")
_IDENTITY = re.compile(r"(?<![\d.,])(\d{6})[ .-]?(\d{5})(?![\d])")
_DIGITS = re.compile(r"\d(?:[\s().\-/]{0,3}\d){6,}")
# What a person takes for Norwegian phone numbers, for rows of digits that are too long for the thorough search.
_PLAIN_PHONE = re.compile(r"(?<!\d)(?:(?:\+|00)47 ?)?(?:[2-9]\d{7}|[2-9]\d\d \d\d \d{3}|[2-9]\d(?: \d\d){3})(?!\d)")
_LONG_ROW = 200
_BEFORE, _AFTER = 6, 2  # characters around a row of digits that say whether it is a number: ``(+``, letters
_LINK = re.compile(r"(?:https?://|www\.)\S+")
_FIRST = (3, 7, 6, 1, 8, 9, 4, 5, 2)
_SECOND = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
_SHORTEST = 3  # letters of a part of an author's name that is hidden alone

_UPPER = "A-ZÀ-ÖØ-ÞČŠŽĐ"
_CAPITAL = rf"[{_UPPER}][\w’'-]+"
_HANDLE = re.compile(rf"(?<![\w.@])@(?:{_CAPITAL}(?: {_CAPITAL})*|\w[\w.]*\w)")
_WORD = re.compile(rf"(?<![\w@\[]){_CAPITAL}")
# What a person is called by, or signs with; the words behind are a name.
_CALLED = re.compile(
    rf"(?i:\b(?:fru|frøken|herr|hr|lærer|læraren|doktor|dr|prest|rektor|tante|onkel|bestemor|bestefar|farmor|farfar"
    rf"|mormor|morfar|ms|mrs|mr|naboen)\.?\s+)((?:{_CAPITAL}|[{_UPPER}]\.)(?:\s(?:{_CAPITAL}|[{_UPPER}]\.)){{0,2}})"
)
_SIGNED = re.compile(
    rf"(?i:\b(?:hilsen|helsing|mvh|m\.v\.h\.?|vh|klem(?:\s+fr[aå])?|regards|jeg\s+heter|eg\s+heiter|my\s+name\s+is))"
    rf"[ \t]*(?:(?i:fr[aå]|from)\s+)?[,:]?\s*({_CAPITAL}(?:[ \t](?:{_CAPITAL}|[{_UPPER}]\.)){{0,2}})"
)
_INSTITUTION = re.compile(r"bibl|librar|universitet|høgskole|kommune|museum|skole|\bub\b|\bnb\b", re.IGNORECASE)
_PATRONYM = re.compile(rf"[{_UPPER}]\w{{2,}}(?:sen|sson|sdatter|sdotter|stad|gaard|gård)")
_FOLLOWS = re.compile(rf"[ \t](?:{_CAPITAL}|[{_UPPER}]\.)")
_THOUSANDS = re.compile(r"\d{1,3}(?:[ .]\d{3})+")
_WORDS = re.compile(r"\w+")
_REPEATED = re.compile(rf"{re.escape(NAME)}(?:\s+{re.escape(NAME)})+")
_SENTENCE_ENDS = '.!?:…\n"«»“”)(–-*•'


def contacts_masked(text: str) -> str:
    """Hide e-mail addresses, national identity numbers and phone numbers."""
    if "@" in text:
        text = _EMAIL.sub(EMAIL, text)
    if _DIGITS.search(text) is None:
        return text
    return _phones_masked(_IDENTITY.sub(_identity_masked, text))


def is_identity_number(digits: str) -> bool:
    """Say whether eleven digits are a Norwegian national identity number, D-numbers (day + 40) included.

    Both control digits are checked, and that the first six are a day; months + 40 (H-numbers) and + 80 (Skatteetaten's
    make-believe people) count too. Source: Skatteetaten, "Fødselsnummer"; weights 3 7 6 1 8 9 4 5 2 and
    5 4 3 2 7 6 5 4 3 2, modulo 11.
    """
    numbers = [int(digit) for digit in digits]
    day, month = numbers[0] * 10 + numbers[1], numbers[2] * 10 + numbers[3]
    day, month = day - 40 * (day > 40), month - 80 * (month > 80)  # noqa: PLR2004 - the 40 and 80 of the docstring
    month -= 40 * (month > 40)  # noqa: PLR2004 - the same
    if not _is_day(day, month):
        return False
    return _control(numbers[:9], _FIRST) == numbers[9] and _control(numbers[:10], _SECOND) == numbers[10]


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """The names that are known to be somebody's, by each of their words in lower case, and the words of each."""

    by_word: Mapping[str, frozenset[str]]
    words: Mapping[str, frozenset[str]]

    def whole(self, text: str) -> list[str]:
        """List the names of which every word stands in the text, the longest first."""
        words = set(_WORDS.findall(text.casefold()))
        words |= {word.removesuffix("s") for word in words}
        near = {name for word in words & self.by_word.keys() for name in self.by_word[word]}
        found = [name for name in near if self.words[name] <= words]
        return sorted(found, key=lambda name: (-len(name), name))

    def holds(self, word: str) -> bool:
        """Say whether a word is a part of a name, or the genitive of one."""
        lower = word.casefold()
        return any(len(form) >= _SHORTEST and form in self.by_word for form in (lower, lower.removesuffix("s")))


def known(names: Iterable[str]) -> Names:
    """Prepare names to be looked for."""
    words = {name: frozenset(_WORDS.findall(name.casefold())) for name in names}
    by_word: dict[str, set[str]] = {}
    for name, some in words.items():
        for word in some:
            by_word.setdefault(word, set()).add(name)
    return Names(by_word={word: frozenset(some) for word, some in by_word.items()}, words=words)


def names_masked(text: str, authors: Names, spared: Collection[str] = ()) -> str:
    """Hide names: those of ``authors`` first, whole and in parts, then what looks like a name.

    ``spared`` are names that stay, such as the library's own.
    """
    kept = [re.escape(name) for name in sorted(spared, key=len, reverse=True) if name]
    if not kept:
        return _hidden(text, authors)
    pieces = re.split(rf"((?i:(?<!\w)(?:{'|'.join(kept)})(?!\w)))", text)
    return "".join(piece if place % 2 else _hidden(piece, authors) for place, piece in enumerate(pieces))


def name_masked(text: str, name: str) -> str:
    """Hide one person's whole name, whatever its case, also in the genitive."""
    return re.sub(rf"(?<!\w){_loose(name)}s?(?!\w)", NAME, text, flags=re.IGNORECASE)


def _hidden(text: str, authors: Names) -> str:
    text = _handles_masked(_authors_masked(text, authors))
    for pattern in (_CALLED, _SIGNED):
        text = pattern.sub(_behind_masked, text)
    return _REPEATED.sub(NAME, _listed_masked(text))


def _authors_masked(text: str, authors: Names) -> str:
    for name in authors.whole(text):
        text = name_masked(text, name)
    return _WORDS.sub(lambda found: NAME if _is_part(found[0], authors) else found[0], text)


def _is_part(word: str, authors: Names) -> bool:
    return word[0].isupper() and authors.holds(word)


def _handles_masked(text: str) -> str:
    return _HANDLE.sub(f"@{NAME}", text)


def _behind_masked(found: re.Match[str]) -> str:
    if _INSTITUTION.search(found.string[found.start(1) : found.end(1) + 30].split("\n")[0]):
        return found[0]
    return found[0][: found.start(1) - found.start()] + NAME


def _listed_masked(text: str) -> str:
    """Hide given names with the capitalised words behind them, and surnames inside sentences."""
    made, end = [], 0
    for match in _WORD.finditer(text):
        if match.start() < end:
            continue
        stop = _name_end(text, match)
        if stop is not None:
            made += [text[end : match.start()], NAME]
            end = stop
    return "".join([*made, text[end:]])


def _name_end(text: str, match: re.Match[str]) -> int | None:
    """Return where a name that begins here ends; ``None``: it is no name."""
    looks = _looks(match[0])
    behind = _behind(text, match.end()) if looks in (_Looks.GIVEN, _Looks.PERHAPS_GIVEN) else match.end()
    if looks in (_Looks.GIVEN, _Looks.SURNAME):
        return behind
    if looks is _Looks.NO_NAME:
        return None
    return behind if _inside(text, match) or behind > match.end() else None


class _Looks(Enum):
    GIVEN = "given name"
    PERHAPS_GIVEN = "given name, or another word"
    SURNAME = "surname"
    PERHAPS_SURNAME = "surname, or another word"
    NO_NAME = "no name"


def _looks(word: str) -> _Looks:
    forms = _forms(word)
    for names, looks in (
        (GIVEN, _Looks.GIVEN),
        (AMBIGUOUS, _Looks.PERHAPS_GIVEN),
        (PATRONYMS, _Looks.SURNAME),
        (SURNAMES, _Looks.PERHAPS_SURNAME),
    ):
        if not names.isdisjoint(forms):
            return looks
    return _Looks.PERHAPS_SURNAME if _PATRONYM.fullmatch(word) else _Looks.NO_NAME


def _forms(word: str) -> list[str]:
    """Return a word as it is, without its genitive, and the first half of a double name."""
    lower = word.casefold().strip("'’-")
    forms = [lower, lower.removesuffix("s").rstrip("'’")]
    return [*forms, lower.partition("-")[0]] if "-" in lower else forms


def _behind(text: str, end: int) -> int:
    """Return the end of the capitalised words and initials that follow a given name on its line, three at most."""
    for _ in range(3):
        match = _FOLLOWS.match(text, end)
        if match is None or _INSTITUTION.search(match[0]):
            break
        end = match.end()
    return end


def _inside(text: str, match: re.Match[str]) -> bool:
    """Say whether a capitalised word stands inside a sentence, where only a name has a capital."""
    before = text[: match.start()].rstrip(" \t")
    return bool(before) and before[-1] not in _SENTENCE_ENDS and "\n" not in text[len(before) : match.start()]


def _loose(name: str) -> str:
    return r"\s+".join(re.escape(part) for part in name.split())


def _identity_masked(found: re.Match[str]) -> str:
    return IDENTITY if is_identity_number(found[1] + found[2]) else found[0]


def _phones_masked(text: str) -> str:
    """Hide phone numbers; digits in links stay."""
    without_links = _LINK.sub(lambda found: "_" * len(found[0]), text)
    spans = [span for row in _DIGITS.finditer(without_links) for span in _phones(without_links, *row.span())]
    return _replaced(text, [span for span in spans if not _THOUSANDS.fullmatch(text[slice(*span)])], PHONE)


def _phones(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return where phone numbers stand in a row of digits."""
    if end - start > _LONG_ROW:
        return [found.span() for found in _PLAIN_PHONE.finditer(text, start, end)]
    import phonenumbers  # noqa: PLC0415 - its tables are large, and most texts hold no long number

    begin = max(0, start - _BEFORE)
    found_there = phonenumbers.PhoneNumberMatcher(text[begin : end + _AFTER], "NO")
    return [(begin + found.start, begin + found.end) for found in found_there]


def _replaced(text: str, spans: list[tuple[int, int]], mark: str) -> str:
    pieces, last = [], 0
    for start, end in spans:
        pieces += [text[last:start], mark]
        last = end
    return "".join([*pieces, text[last:]])


def _is_day(day: int, month: int) -> bool:
    try:
        date(2000, month, day)  # a leap year: the century is not known
    except ValueError:
        return False
    return True


def _control(numbers: list[int], weights: tuple[int, ...]) -> int:
    rest = 11 - sum(number * weight for number, weight in zip(numbers, weights, strict=True)) % 11
    return 0 if rest == 11 else rest  # noqa: PLR2004 - modulo 11
