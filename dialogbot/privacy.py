"""Which communities are closed, and what is hidden of posts before anything of them is stored.

Of a closed community no name is stored: an author is a keyed hash that stays the same, and so is every reference. Names
in texts are masked. In every community, contacts are masked, and what was to be forgotten is held back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from pathlib import Path

from dialogbot.config import Config
from dialogbot.domain import ConfigError, DialogbotError, Post, Rejected
from dialogbot.masking import NAME, Names, contacts_masked, known, names_masked
from dialogbot.normalise import DERIVED, alike, fingerprint
from dialogbot.pseudonyms import Key, read_key
from dialogbot.store import Store

KEYED = "k:"
"""How a ref begins that is the keyed hash of a platform's own id."""

_AT_ONCE = 20_000  # posts of closed communities that wait in memory until the names of their export are known
_PERSON, _LIBRARY = "Person", "Bibliotek"  # a library's pseudonym still says that it is one: detection reads it
_NAMED = re.compile(r"(?<![\w’'.-])[^\W\d_][\w’'.-]*(?: [^\W\d_][\w’'.-]*){1,3}")
_LONGEST_NAME = 4  # words of a name that is looked for in texts


class Why(StrEnum):
    """Why a message is not stored again: somebody asked for it, or its time was up."""

    ASKED = "asked"
    EXPIRED = "expired"


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    """Which communities are closed (names without their case), and which names are the library's own and stay."""

    closed_by_default: bool = False
    open: frozenset[str] = frozenset()
    closed: frozenset[str] = frozenset()
    own: frozenset[str] = frozenset()
    key_file: Path | None = None

    def closes(self, community: str | None) -> bool:
        """Say whether a community is closed; one without a name is as the default says."""
        name = (community or "").casefold()
        return name in self.closed or (self.closed_by_default and name not in self.open)

    def key_path(self, database: Path) -> Path:
        """Return where the key is: where the settings say, else beside the database."""
        return self.key_file or database.with_suffix(".key")


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A post as it is to be stored, and the mark by which it is known again."""

    post: Post
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A post that is not stored again."""

    why: Why


@dataclass(frozen=True, slots=True, kw_only=True)
class Guard:
    """What stands between an export and the store; ``forgotten`` are the keyed hashes of what may not come back."""

    privacy: Privacy
    key: Key
    forgotten: Mapping[str, Why] = field(default_factory=dict)

    def cleaned(self, post: Post) -> Post:
        """Make a post alike with those of other exports, without contacts; an author who is one gets a pseudonym."""
        post = alike(post)
        author = post.author
        if author is not None and contacts_masked(author) != author:
            author = self.key.pseudonym(_PERSON, author)
        community = post.community and contacts_masked(post.community)
        return replace(post, text=contacts_masked(post.text), author=author, community=community)

    def mark(self, post: Post) -> str:
        """Return the mark of a post that was cleaned: its fingerprint, in closed communities a keyed hash of that."""
        mark = fingerprint(post)
        return self.key.hashed("message", mark) if self.privacy.closes(post.community) else mark

    def let_through(self, rows: Iterable[Post | Rejected]) -> Iterator[Marked | Refused | Rejected]:
        """Give each post as it may be stored; those of closed communities come last, when all names are known.

        Expects posts that were ``cleaned`` and have a ref.
        """
        held: list[Marked] = []
        names: set[str] = set()
        try:
            for row in rows:
                one = row if isinstance(row, Rejected) else self._checked(row)
                if not isinstance(one, Marked) or not self.privacy.closes(one.post.community):
                    yield one
                    continue
                held.append(one)
                names.update([one.post.author] if one.post.author else [])
                if len(held) >= _AT_ONCE:
                    yield from self._hidden(held, names)
                    held = []
        except DialogbotError:  # a file that breaks off: what came before counts
            yield from self._hidden(held, names)
            raise
        yield from self._hidden(held, names)

    def hidden(self, post: Post, names: Names) -> Post:
        """Return a post of a closed community without names; its derived refs are hashes already."""
        return replace(
            post,
            text=names_masked(post.text, names, self.privacy.own),
            author=self.shown_author(post.author),
            ref=self.hidden_ref(post.ref, post.platform),
            thread_ref=self.hidden_ref(post.thread_ref, post.platform),
            parent_ref=self.hidden_ref(post.parent_ref, post.platform),
            closed=True,
        )

    def shown_author(self, author: str | None) -> str | None:
        """Return an author's pseudonym; the library's own accounts and staff keep their names."""
        if author is None or author.casefold() in {name.casefold() for name in self.privacy.own}:
            return author
        from dialogbot.detect.roles import is_library  # noqa: PLC0415 - detection is heavy to load

        return self.key.pseudonym(_LIBRARY if is_library(author, frozenset()) else _PERSON, author)

    def pseudonyms(self, author: str) -> frozenset[str]:
        """Return every pseudonym that an author may be stored under."""
        return frozenset(self.key.pseudonym(word, author) for word in (_PERSON, _LIBRARY))

    def hidden_ref(self, ref: str | None, platform: str) -> str | None:
        """Return the keyed hash of a platform's id; a ref that is a hash already stays."""
        if ref is None or ref.startswith((DERIVED, KEYED)):
            return ref
        return KEYED + self.key.hashed("ref", f"{platform}\x1f{ref}")

    def traces(self, post: Post, mark: str) -> list[str]:
        """Return the keyed hashes by which a stored post would be known again, closed or not."""
        message = mark if post.closed else self.key.hashed("message", mark)
        ref = self.hidden_ref(post.ref, post.platform) or ""
        return [message, ref.removeprefix(KEYED)] if ref.startswith(KEYED) else [message]

    def author_trace(self, author: str) -> str:
        """Return the keyed hash by which a forgotten author is known again."""
        return self.key.hashed("author", " ".join(author.split()).casefold())

    def link_trace(self, url: str) -> str:
        """Return the keyed hash by which a forgotten link is known again."""
        return self.key.hashed("link", url)

    def _hidden(self, held: Sequence[Marked], names: Iterable[str]) -> Iterator[Marked]:
        own = {name.casefold() for name in self.privacy.own}
        authors = known(name for name in names if name.casefold() not in own)
        for one in held:
            yield Marked(post=self.hidden(one.post, authors), mark=one.mark)

    def _checked(self, post: Post) -> Marked | Refused:
        mark = self.mark(post)
        why = self._refusal(post, mark)
        return Refused(why=why) if why else Marked(post=self._without_forgotten_names(post), mark=mark)

    def _refusal(self, post: Post, mark: str) -> Why | None:
        if not self.forgotten:
            return None
        message = mark if self.privacy.closes(post.community) else self.key.hashed("message", mark)
        ref = (self.hidden_ref(post.ref, post.platform) or "").removeprefix(KEYED)
        found = [self.forgotten.get(message), self.forgotten.get(ref)]
        found += [self.forgotten.get(self.author_trace(post.author))] if post.author else []
        found += [self.forgotten.get(self.link_trace(post.url))] if post.url else []
        reasons = [why for why in found if why is not None]
        return Why.ASKED if Why.ASKED in reasons else next(iter(reasons), None)

    def _without_forgotten_names(self, post: Post) -> Post:
        """Mask the names of forgotten authors where others write them, two words at the least."""
        if Why.ASKED not in self.forgotten.values():
            return post
        return replace(post, text=_NAMED.sub(self._named, post.text))

    def _named(self, found: re.Match[str]) -> str:
        words = found[0].split(" ")
        for length in range(min(len(words), _LONGEST_NAME), 1, -1):
            for start in range(len(words) - length + 1):
                name = " ".join(words[start : start + length]).strip(".")
                if self.forgotten.get(self.author_trace(name)) is Why.ASKED:
                    return found[0].replace(name, NAME)
        return found[0]


def guarded(store: Store, told: Privacy) -> Guard:
    """Return the guard of a database. Raises ``ConfigError`` where the key is not the one that it was begun with."""
    path = told.key_path(store.path)
    key = read_key(path)
    with store.writing():
        if not store.forgotten.same_key(key.hashed("check", "dialogbot")):
            raise ConfigError(f"the key file {path} is not the one of this database: put the right one back")
    return Guard(privacy=told, key=key, forgotten={trace: Why(why) for trace, why in store.forgotten.all().items()})


def privacy(config: Config) -> Privacy:
    """Return what the settings say of it."""
    told = config.privacy
    return Privacy(
        closed_by_default=told.default == "closed",
        open=frozenset(name.casefold() for name in told.open),
        closed=frozenset(name.casefold() for name in told.closed),
        own=config.own_accounts,
        key_file=config.path(told.key_file) if told.key_file else None,
    )
