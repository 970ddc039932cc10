"""What stands in an Instagram download, whose labels are in the language of the account.

English and Dutch labels were read in exports and public parsers; those of other languages, Norwegian among them, are
as an account is likely to show them and less certain. Where a label is in none of these, the order of the values tells.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

COMMENT = re.compile(
    r"^(?:comment|kommentar|kommentti|opmerking|reactie|comentario|comentário|commento|commentaire|komentarz|komentar|"
    r"komentár|komentář|yorum|комментарий|коментар|ummæli)",
    re.IGNORECASE,
)
OWNER = re.compile(
    r"owner|eier|eigar|ejer|ägare|eigenaar|besitzer|eigentümer|inhaber|propri|titular|dueñ|dono|właściciel|omistaja|eigandi|"
    r"vlastník|sahib|владелец|власник",
    re.IGNORECASE,
)
USER_NAME = re.compile(
    r"^(?:user ?name|brukernavn|brukarnamn|brugernavn|användarnamn|gebruikersnaam|benutzername|nom d.utilisateur|"
    r"nombre de usuario|nome de usuário|nome utente|nazwa użytkownika|käyttäjänimi|имя пользователя)$",
    re.IGNORECASE,
)
# What is neither the comment nor its owner: whether it was deleted, which is a truth value in English.
ANOTHER = re.compile(r"^(?:true|false)$", re.IGNORECASE)
LINK = re.compile(r"instagram\.com/(?:[\w.]+/)?(?:p|reel|reels|tv)/([\w-]+)")
MADE = re.compile(r"^(?:instagram-)?(?P<name>[\w.]+?)(?:_\d{8}|-\d{4}-\d{2}-\d{2}(?:-\w+)?)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    """What the comment and the owner of what it stands under are called in one file; ``None`` if that is not known."""

    comment: str | None = None
    owner: str | None = None


def labels_of(records: Iterable[Sequence[tuple[str, str]]]) -> Labels:
    """Tell the labels from records of (label, value), times and empty values left out: by word, else by their order."""
    found = Labels()
    for record in records:
        pairs = [(label, value) for label, value in record if not ANOTHER.match(value)]
        comment = next((label for label, _ in pairs if is_comment(label)), None)
        owner = next((label for label, _ in pairs if OWNER.search(label)), None)
        if len(pairs) > 1 and comment is None and owner is None:
            comment, owner = pairs[0][0], pairs[-1][0]
        elif len(pairs) > 1:
            comment = comment or next((label for label, _ in pairs if label != owner), None)
            owner = owner or next((label for label, _ in pairs if label != comment), None)
        found = Labels(comment=found.comment or comment, owner=found.owner or owner)
        if found.comment and found.owner:
            break
    return found


def is_comment(label: str) -> bool:
    """Tell whether a label announces the comment itself, not when it was made nor whose it is."""
    return COMMENT.match(label) is not None and " " not in label.strip() and OWNER.search(label) is None


def shortcode(url: str | None) -> str | None:
    """Give the name of a post in a link to it: the one name of it that all tools know."""
    found = LINK.search(url or "")
    return None if found is None else found[1]


def account_in(names: Iterable[str]) -> str | None:
    """Give the account that a download is named after: ``hagelag_20220630``, ``instagram-hagelag-2024-05-01-xyz``."""
    return next((found["name"] for name in names if (found := MADE.match(name)) is not None), None)
