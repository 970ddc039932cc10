"""Figures of the library's own accounts: from tables to the store, the sectors of followers, and what it amounts to."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, tzinfo
from functools import cache
from importlib import resources
from itertools import chain
from pathlib import Path
from typing import Any

from dialogbot.dates import BadDate, DayOrder, day_order, read_time
from dialogbot.domain import UNKNOWN_PLATFORM, DialogbotError, Flaw, Rejected, UnreadableFile
from dialogbot.exports import Limits, Row, Table, open_export
from dialogbot.mapping.synonyms import FIELDS, plain_name
from dialogbot.mapping.values import count, link, words
from dialogbot.privacy import Guard, Privacy, Why
from dialogbot.pseudonyms import Key
from dialogbot.store import Store
from dialogbot.store.stats import AccountFigure, Follower, Sector

COUNTED, NAMED = "counted", "named"
_COLUMNS: dict[str, tuple[str, ...]] = {
    "day": ("day", "dag", *FIELDS["posted_at"]),
    "platform": (*FIELDS["platform"], "kanal", "channel", "network", "nettverk"),
    "followers": (
        "followers", "følgere", "følgjarar", "antall følgere", "tal følgjarar", "follower count", "followers count",
        "number of followers", "page followers", "total followers", "nye følgere totalt", "fans", "abonnenter",
        "abonnentar", "subscribers",
    ),
    "likes": FIELDS["likes"],
    "comments": (
        "comments", "kommentarer", "kommentarar", "antall kommentarer", "tal kommentarar", "comment count",
        "comments count", "number of comments", "replies", "svar",
    ),
    "post_type": (
        "post type", "innleggstype", "type innlegg", "type", "media type", "medietype", "content type", "innholdstype",
        "format", "post format",
    ),
    "url": FIELDS["url"],
    "name": (
        "follower", "følger", "følgjar", "follower name", "navn på følger", "account name", "kontonavn", "konto",
        "account", "organisasjon", "organization", "organisation", *FIELDS["author"],
    ),
    "sector": ("sector", "sektor", "bransje", "kategori", "category"),
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Brought:
    """What a file of figures brought; ``unsure`` are the names of followers that no rule has a sector for."""

    figures: int
    followers: int
    rejected: tuple[Rejected, ...]
    unsure: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asker:
    """How a file is taken in: the day it is of, the clock, what is kept of followers, and the key for it."""

    today: date
    zone: tzinfo
    keeping: str
    key: Key
    platform: str = UNKNOWN_PLATFORM


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """The followers of a platform on the first and last day that are told of."""

    platform: str
    first_day: date
    first: int
    last_day: date
    last: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Engagement:
    """Posts of one type (``''``: not told) with their likes and comments; ``mean`` is of both together, a post."""

    post_type: str
    posts: int
    likes: int
    comments: int

    @property
    def mean(self) -> float:
        """Likes and comments a post."""
        return (self.likes + self.comments) / self.posts


def bring(store: Store, path: Path, limits: Limits, asker: Asker) -> Brought:
    """Take in a CSV or workbook: of figures by day or post, or of followers. Raises ``UnreadableFile``."""
    with open_export(path, limits) as export:
        tables = [table for member in export.members for table in member.tables]
        found = [(table, columns) for table in tables if (columns := _columns(table.header))]
        if not found:
            raise UnreadableFile(
                f"{path.name} has neither a date with followers, likes or comments, nor names of followers"
            )
        with store.writing():
            parts = [_bring_table(store, table, columns, asker) for table, columns in found]
    return Brought(
        figures=sum(one.figures for one in parts),
        followers=sum(one.followers for one in parts),
        rejected=tuple(chain.from_iterable(one.rejected for one in parts)),
        unsure=tuple(chain.from_iterable(one.unsure for one in parts)),
    )


def correct(store: Store, name: str, sector: Sector, key: Key) -> int:
    """Give a follower another sector; return on how many platforms. Raises ``DialogbotError`` if there is none."""
    with store.writing():
        changed = store.stats.correct(follower_key(name, key), sector)
        if not changed:
            raise DialogbotError(f"there is no follower {name!r}: write the name as it stands in the file")
        store.stats.recount()
    return changed


def proposed(name: str) -> Sector | None:
    """Propose a sector by the words of a name; ``None``: no rule fits."""
    folded = name.casefold()
    alone = set(plain_name(name).split())
    for sector, fragments in _rules().items():
        if any(one[1:] in alone if one.startswith("=") else one in folded for one in fragments):
            return sector
    return None


def follower_key(name: str, key: Key) -> str:
    """Return what a follower is known by: a keyed hash of the name, whatever its case."""
    return key.hashed("follower", " ".join(name.casefold().split()))


def growth(figures: Iterable[AccountFigure]) -> list[Growth]:
    """Compare the first and last number of followers of each platform."""
    told: dict[str, list[tuple[date, int]]] = {}
    for one in figures:
        if one.followers is not None:
            told.setdefault(one.platform, []).append((one.day, one.followers))
    found = []
    for platform, days in sorted(told.items()):
        (first_day, first), (last_day, last) = min(days), max(days)
        found.append(Growth(platform=platform, first_day=first_day, first=first, last_day=last_day, last=last))
    return found


def engagement(figures: Iterable[AccountFigure]) -> list[Engagement]:
    """Sum up likes and comments per type of post, the most engaging first."""
    groups: dict[str, list[AccountFigure]] = {}
    for one in figures:
        if (one.url or one.post_type) and (one.likes is not None or one.comments is not None):
            groups.setdefault(one.post_type, []).append(one)
    found = [
        Engagement(
            post_type=name,
            posts=len(some),
            likes=sum(one.likes or 0 for one in some),
            comments=sum(one.comments or 0 for one in some),
        )
        for name, some in groups.items()
    ]
    return sorted(found, key=lambda one: (-one.mean, one.post_type))


@cache
def _rules() -> Mapping[Sector, tuple[str, ...]]:
    source = resources.files("dialogbot").joinpath("stats_rules.toml")
    table = tomllib.loads(source.read_text(encoding="utf-8"))
    return {Sector(name): tuple(rule["words"]) for name, rule in table.items()}


def _columns(header: Sequence[str]) -> dict[str, str]:
    """Find which column holds what; none: neither figures nor followers stand there."""
    plain = {plain_name(name): name for name in reversed(header)}
    found = {field: plain[one] for field, names in _COLUMNS.items() for one in reversed(names) if one in plain}
    has_figures = "day" in found and found.keys() & {"followers", "likes", "comments"}
    return found if has_figures or "name" in found else {}


def _bring_table(store: Store, table: Table, columns: Mapping[str, str], asker: Asker) -> Brought:
    rows = list(table.records())
    rejected = [row for row in rows if isinstance(row, Rejected)]
    whole = [row for row in rows if isinstance(row, Row)]
    if "day" in columns and columns.keys() & {"followers", "likes", "comments"}:
        figures = list(_figures(whole, columns, asker))
        kept = [one for one in figures if isinstance(one, AccountFigure)]
        rejected += [one for one in figures if isinstance(one, Rejected)]
        return Brought(figures=store.stats.put_figures(kept), followers=0, rejected=tuple(rejected), unsure=())
    unsure: list[str] = []
    total = 0
    for platform, some in _by_platform(whole, columns, asker).items():
        followers = list(_followers(platform, some, store, asker))
        total += len(followers)
        unsure += [name for name, one in followers if proposed(name) is None and one.sector is Sector.OTHER]
        counts = Counter(one.sector for _, one in followers)
        store.stats.put_count(platform, asker.today, dict(counts))
        kept_of = [one for _, one in followers] if asker.keeping != COUNTED else []
        store.stats.replace_followers(platform, kept_of)
    return Brought(figures=0, followers=total, rejected=tuple(rejected), unsure=tuple(unsure))


def _figures(rows: Sequence[Row], columns: Mapping[str, str], asker: Asker) -> Iterator[AccountFigure | Rejected]:
    order = day_order([words(row.cells.get(columns["day"])) for row in rows])
    without_link: Counter[tuple[str, date, str]] = Counter()
    for row in rows:
        cells = {field: row.cells.get(name) for field, name in columns.items()}
        try:
            moment = read_time(cells["day"], asker.zone, order or DayOrder.DAY_FIRST)
        except BadDate:
            moment = None
        counts = {name: count(cells.get(name)) for name in ("followers", "likes", "comments")}
        if moment is None or all(value is None for value in counts.values()):
            yield Rejected(where=row.where, flaw=Flaw.BAD_DATE if moment is None else Flaw.BAD_ROW)
            continue
        day, post_type = moment.astimezone(asker.zone).date(), words(cells.get("post_type")).strip().casefold()
        platform, url = _platform(cells, asker), link(cells.get("url")) or ""
        if post_type and not url:
            # posts without a link are told apart by their place: the same file gives the same rows again
            without_link[platform, day, post_type] += 1
            url = f"#{without_link[platform, day, post_type]}"
        yield AccountFigure(platform=platform, day=day, url=url, post_type=post_type, **counts)


def _by_platform(rows: Iterable[Row], columns: Mapping[str, str], asker: Asker) -> dict[str, list[dict[str, Any]]]:
    groups: dict[str, list[dict[str, Any]]] = {}
    for row in rows:
        cells = {field: row.cells.get(name) for field, name in columns.items()}
        if words(cells.get("name")).strip():
            groups.setdefault(_platform(cells, asker), []).append(cells)
    return groups


def _followers(
    platform: str, rows: Iterable[Mapping[str, Any]], store: Store, asker: Asker
) -> Iterator[tuple[str, Follower]]:
    """Give each follower once, with the sector that staff chose, else that of the file, else the proposed one.

    Whoever asked to be forgotten is left out.
    """
    chosen, forgotten = store.stats.corrected(platform), store.forgotten.all()
    guard = Guard(privacy=Privacy(), key=asker.key)
    seen: set[str] = set()
    for cells in rows:
        name = words(cells.get("name")).strip()
        key = follower_key(name, asker.key)
        if key in seen or forgotten.get(guard.author_trace(name)) == Why.ASKED:
            continue
        seen.add(key)
        sector = chosen.get(key) or _sector(words(cells.get("sector"))) or proposed(name) or Sector.OTHER
        shown = name if asker.keeping == NAMED else None
        yield name, Follower(platform=platform, key=key, name=shown, sector=sector, corrected=key in chosen)


def _platform(cells: Mapping[str, Any], asker: Asker) -> str:
    return words(cells.get("platform")).strip().casefold() or asker.platform


def _sector(written: str) -> Sector | None:
    """Read a sector as somebody wrote it into a file: our own word for it, or one that a rule knows."""
    folded = written.strip().casefold()
    return next((one for one in Sector if one.value == folded), None) or (proposed(written) if folded else None)
