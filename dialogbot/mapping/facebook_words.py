"""What stands in the titles and texts of a Facebook download, in the languages that its accounts are set to.

The English forms were read in real archives; those of other languages are as an account shows them, less certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

MENTION = re.compile(r"(?:@|&#0*64;)\[\d+:\d+:([^\]]*)\]")
WHAT = r"(?: [^:.]{0,60}?)??"
IN_GROUP_EN = r"(?:to the group:?|in the group:?|to|in)"
IN_GROUP_NB = r"(?:til gruppen:?|til gruppa:?|i gruppen:?|i gruppa:?|på|i|til)"
IN_GROUP_SV = r"(?:till gruppen:?|i gruppen:?|i|till|på)"
ACTS = (
    rf"posted(?: something| an? \w+| \d+ \w+)? {IN_GROUP_EN}",
    rf"(?:shared|added|uploaded|created|posted|updated|sold) (?:an?|his|her|their|\d+|some){WHAT} {IN_GROUP_EN}",
    rf"(?:was live|is live|went live|asked a question|is selling something|asked for recommendations) {IN_GROUP_EN}",
    rf"(?:la ut|la til|la inn|publiserte|posta|postet|skrev|skreiv|delte){WHAT} {IN_GROUP_NB}",
    rf"(?:oppretta|opprettet|lagde|laget|lasta opp|lastet opp|spurte om|var direkte){WHAT} {IN_GROUP_NB}",
    rf"(?:har )?(?:slog|slået|lagt|skrevet|delt|oprettede|oprettet|postede|tilføjede){WHAT} {IN_GROUP_NB}",
    rf"(?:publicerade|lade upp|lade till|delade|skapade|gjorde|laddade upp){WHAT} {IN_GROUP_SV}",
    r"hat(?: etwas| einen \w+| ein \w+| eine \w+)? (?:in der Gruppe|in)",
    rf"a (?:publié|partagé|ajouté|créé){WHAT} (?:dans le groupe|dans|sur)\s?:?",
)
# The shortest name and the first «in» count: a group may have « posted in » in its own name.
TITLES = tuple(
    re.compile(rf"^(?P<author>.{{1,80}}?) {act} (?P<group>.+)$", re.IGNORECASE | re.DOTALL)
    for act in map("(?:{})".format, ACTS)
)
ENDINGS = re.compile(r" (?:gepostet|geteilt|veröffentlicht|hinzugefügt|erstellt)$")


@dataclass(frozen=True, slots=True, kw_only=True)
class Title:
    """What a title tells: who acted, and in which group."""

    author: str | None = None
    group: str | None = None


def read_title(title: str, author: str | None = None, groups: Iterable[str] = ()) -> Title:
    """Tell who acted and in which group from the title of a group post.

    ``author`` is the exporter's name and ``groups`` are names of groups where other files tell them: they settle titles
    in a language that is not known here.
    """
    bare = title.strip().removesuffix(".")
    for form in TITLES:
        found = form.match(_anonymous(bare, author))
        if found is not None:
            return Title(author=author or found["author"], group=ENDINGS.sub("", found["group"]).strip())
    known = max((name for name in groups if name and f" {name}" in bare), key=len, default=None)
    return Title(author=author, group=known)


def exporter(titles: Iterable[str]) -> str | None:
    """Give the name that stands first in most titles: the exporter's own; ``None`` where no title can be read."""
    names = Counter(name for title in titles if (name := read_title(title).author) is not None)
    return names.most_common(1)[0][0] if names else None


def without_mentions(text: str) -> str:
    """Give text with ``@[id:2048:Name]`` as the bare name."""
    return MENTION.sub(r"\1", text)


def _anonymous(title: str, author: str | None) -> str:
    """Put a short word for a name that is known, so that no word of it is taken for a verb."""
    return f"X{title.removeprefix(author)}" if author and title.startswith(f"{author} ") else title
