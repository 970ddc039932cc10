"""Other ways of writing the same post, so that a greeting, an emoji or a missing group does not change the verdict."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from dataclasses import replace

from dialogbot.detect.roles import Roles
from dialogbot.domain import Post

_CHANGED = 0.25  # of the texts
_NO_GROUP, _NO_THREAD = 0.4, 0.04  # of the threads
_GREETINGS = ("Hei! ", "Hei alle sammen! ", "Heisann, ", "Hei igjen. ", "God kveld! ", "Hi all! ", "Hallo ", "Hej! ")
_SIGNS = (" 😊", " 🙏", " 😅", " 🤔", " 👍", " ❤️", " 📚", " :)", " 😂", "!!", " 🙈")
_NAMES = ("@ragnhild.holm ", "@Morten ", "@siv_helene ", "@jonas.strand ", "@Ingrid Tveit ")
_LINKS = (" https://lenke.example/side", " www.lenke.example", " https://bilde.example/p/8Xk2")
_ASCII = str.maketrans({"å": "aa", "ø": "oe", "æ": "ae", "Å": "Aa", "Ø": "Oe", "Æ": "Ae"})
_SWEDISH = str.maketrans({"ø": "ö", "æ": "ä", "Ø": "Ö", "Æ": "Ä"})
_BARE = str.maketrans({"å": "a", "ø": "o", "æ": "a", "Å": "A", "Ø": "O", "Æ": "A"})

_CHANGES: tuple[Callable[[str, random.Random], str], ...] = (
    lambda text, chance: chance.choice(_GREETINGS) + text,
    lambda text, chance: text + chance.choice(_SIGNS),
    lambda text, chance: chance.choice(_NAMES) + text,
    lambda text, chance: text + chance.choice(_LINKS),
    lambda text, chance: text.translate(chance.choice((_ASCII, _SWEDISH, _BARE))),
    lambda text, _: text.lower(),
    lambda text, _: text.upper() if len(text) < 120 else text.lower(),  # noqa: PLR2004 - nobody shouts for long
    lambda text, _: text.replace("?", "").rstrip() or text,
    lambda text, _: text.replace("?", ".").replace("!", "."),
    lambda text, _: text.replace(",", "").replace(".", ""),
)


def rewritten(posts: Sequence[Post], who: Roles, chance: random.Random) -> tuple[list[Post], Roles]:
    """Vary a thread; the same posts in the same order."""
    group = chance.random() >= _NO_GROUP
    changed = [
        replace(post, text=_text(post.text, chance), community=post.community if group else None) for post in posts
    ]
    if chance.random() < _NO_THREAD:
        who = replace(who, root=[-1] * len(posts), parent=[-1] * len(posts))
    return changed, who


def _text(text: str, chance: random.Random) -> str:
    if chance.random() >= _CHANGED:
        return text
    return chance.choice(_CHANGES)(text, chance)
