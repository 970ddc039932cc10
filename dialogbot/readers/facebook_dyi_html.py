"""Facebook "Download your information" as HTML: the exporter's own group posts and comments, in any language.

The same messages as in the JSON of the same download. Times are on the account's clock: ``start_here.html`` tells it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone, tzinfo
from zoneinfo import ZoneInfo

from dialogbot.dates import HOME_ZONE, BadDate
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member
from dialogbot.mapping.facebook_pages import Section, sections
from dialogbot.mapping.facebook_words import exporter, read_title, without_mentions
from dialogbot.mapping.month_names import read_account_time
from dialogbot.normalise import clean_text
from dialogbot.readers import Reader, Rows, Tell

PAGES = frozenset({".html", ".htm"})
MARKUP = re.compile(r'class="[^"]*(?:\b_a6-[gp]\b|\buiBoxWhite\b)')
OF_POSTS = re.compile(
    r"post|comment|innlegg|kommentar|komment|opslag|inlägg|beitr|bericht|reactie|publica|comentario|julkais",
    re.IGNORECASE,
)
OF_GROUPS = re.compile(r"gro?upp?e?|groep|grupo|ryhm", re.IGNORECASE)
OTHER = re.compile(
    r"pending|ventende|afvent|väntande|ausstehend|membership|medlem|mitglied|invit|event|badge|reaction|reaksjon|admin|"
    r"search|interaction|message",
    re.IGNORECASE,
)
ANONYMOUS = re.compile(r"^anonymous_posts", re.IGNORECASE)
LOOSE = re.compile(r"^(?:comments(?:_\d+)?|your_posts.*)$", re.IGNORECASE)
HEADING = re.compile(r"<(?:title|h1)[^>]*>([^<]{3,120})<", re.IGNORECASE)
MADE_AT = re.compile(r'<time[^>]*datetime="([^"]{10,40})"[^>]*>([^<]{8,120})</time>', re.IGNORECASE)
MADE_BY = re.compile(r">([^<>]{3,150})<time", re.IGNORECASE)
OFFSET = re.compile(r"(?:UTC|GMT)\s*([+\-−])(\d{1,2})(?::?(\d{2}))?")
KEY = re.compile(r"[?&]l=(\d{10})(?:&|$)")
COMMENTED = re.compile(
    r"^(?P<author>.{1,80}?) (?:(?:har )?(?:commented on|replied to|kommenterte|kommenterer|kommentert|svarte på|"
    r"svara på|kommenterede|kommenteret|svarede på|svaret på|kommenterade|svarade|reageerde op|antwoordde op|"
    r"kommentoi|vastasi|a commenté|a répondu|comentó|respondió)|"
    r"hat (?:auf |einen |den |das |dein|sein|ihr|\S+s ).{0,120}(?:kommentiert|geantwortet)|"
    r"heeft .{0,120}(?:gereageerd|geantwoord))",
    re.IGNORECASE | re.DOTALL,
)
# Clocks with summer time that an account may be set to, the likeliest first.
CLOCKS = (
    HOME_ZONE, "Europe/London", "Europe/Helsinki", "America/New_York", "America/Chicago", "America/Denver",
    "America/Los_Angeles",
)  # fmt: skip
LONGEST_OFFSET = timedelta(hours=14)
MOST = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class _Account:
    """What the archive as a whole tells: who exported it, the names of groups, and the clock of its times."""

    author: str | None
    groups: frozenset[str]
    zone: tzinfo


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """A record and the page it stood on."""

    where: str
    page: Member
    section: Section


def _recognise(export: Export) -> bool:
    return any(_is_group_page(member) for member in export.members) or any(_is_loose(each) for each in export.members)


def _is_group_page(member: Member) -> bool:
    if member.path.suffix.lower() not in PAGES:
        return False
    stem = member.path.stem
    if ANONYMOUS.match(stem) or _names_group_posts(stem):
        return MARKUP.search(member.head_text) is not None
    heading = HEADING.search(member.head_text[:20_000])
    return heading is not None and _names_group_posts(heading[1]) and MARKUP.search(member.head_text) is not None


def _names_group_posts(name: str) -> bool:
    return bool(OF_POSTS.search(name) and OF_GROUPS.search(name)) and not OTHER.search(name)


def _is_loose(member: Member) -> bool:
    named = member.path.suffix.lower() in PAGES and LOOSE.match(member.path.stem) is not None
    return named and MARKUP.search(member.head_text) is not None


def _read(export: Export) -> Rows:
    pages = [member for member in export.members if _is_group_page(member)]
    pages = pages or [member for member in export.members if _is_loose(member)]
    found = [each for page in pages for each in _sections(page)]
    account = _account(export, found)
    for each in found:
        yield _post(each, account)


def _sections(page: Member) -> Iterator[_Found]:
    for number, section in enumerate(sections(page.text()), 1):
        yield _Found(where=f"{page.label}record {number}", page=page, section=section)


def _account(export: Export, found: list[_Found]) -> _Account:
    start = next((each.head_text for each in export.members if each.path.stem.lower() == "start_here"), "")
    titles = [clean_text(each.section.title) for each in found]
    groups = frozenset(each.section.group for each in found if each.section.group)
    return _Account(author=_author(titles, start), groups=groups, zone=_zone(start))


def _author(titles: list[str], start: str) -> str | None:
    """Give the exporter's name: as the start page says, else as most titles tell, else how all of them begin."""
    told = [title for title in titles if title]
    said = MADE_BY.search(start)
    for name in _word_runs(said[1]) if said is not None else ():
        if sum(title.startswith(f"{name} ") for title in told) > MOST * len(told):
            return name
    names = Counter(match["author"] for title in told if (match := COMMENTED.match(title)) is not None)
    if names:
        return names.most_common(1)[0][0]
    return exporter(told) or _common_start(told)


def _word_runs(text: str) -> Iterator[str]:
    words = text.split()
    spans = ((first, last) for first in range(len(words)) for last in range(len(words), first, -1))
    yield from (" ".join(words[first:last]) for first, last in sorted(spans, key=lambda span: span[0] - span[1]))


def _common_start(titles: Iterable[str]) -> str | None:
    rows = [title.split() for title in titles]
    if len(rows) < 3:  # noqa: PLR2004 # of fewer, too much is alike by chance
        return None
    shared = [words[0] for words in zip(*rows, strict=False) if len(set(words)) == 1]
    capital = [word for word in shared if word[:1].isupper()]
    return " ".join(capital[:4]) or None


def _zone(start: str) -> tzinfo:
    """Give the account's clock, from how the start page shows a time that it gives in UTC too; else that of Norway."""
    for stamp, shown in MADE_AT.findall(start):
        offset = _offset(stamp, shown)
        if offset is not None:
            return _clock(offset, datetime.fromisoformat(stamp))
    return ZoneInfo(HOME_ZONE)


def _offset(stamp: str, shown: str) -> timedelta | None:
    said = OFFSET.search(shown)
    try:
        moment = datetime.fromisoformat(stamp)
        local = read_account_time(OFFSET.sub("", shown), UTC)
    except (ValueError, BadDate):
        return None
    if said is not None:
        span = timedelta(hours=int(said[2]), minutes=int(said[3] or 0))
        return span if said[1] == "+" else -span
    if local is None or moment.tzinfo is None:
        return None
    quarters = round((local - moment) / timedelta(minutes=15))
    return timedelta(minutes=15 * quarters) if abs(quarters) <= LONGEST_OFFSET / timedelta(minutes=15) else None


def _clock(offset: timedelta, moment: datetime) -> tzinfo:
    aware = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    for place in CLOCKS:
        if aware.astimezone(ZoneInfo(place)).utcoffset() == offset:
            return ZoneInfo(place)
    return timezone(offset)


def _post(found: _Found, account: _Account) -> Post | Rejected:
    section = found.section
    if not section.text.strip():
        return Rejected(where=found.where, flaw=Flaw.TITLE_ONLY if section.bare else Flaw.NO_TEXT)
    try:
        posted_at = _time(section, account.zone)
    except BadDate:
        return Rejected(where=found.where, flaw=Flaw.BAD_DATE)
    return Post(
        text=without_mentions(section.text),
        platform="facebook",
        community=_group(found, account),
        author=None if ANONYMOUS.match(found.page.path.stem) else account.author,
        posted_at=posted_at,
    )


def _group(found: _Found, account: _Account) -> str | None:
    section = found.section
    title = clean_text(section.title)
    if section.group or COMMENTED.match(title) or not _is_group_page(found.page):
        return section.group
    return read_title(title, account.author, account.groups).group


def _time(section: Section, zone: tzinfo) -> datetime | None:
    moment = read_account_time(section.stamp, zone)
    key = KEY.search(section.link)
    if moment is None or key is None:
        return moment
    # Where the key of the footer's link is the time itself, it is exact and free of any clock.
    keyed = datetime.fromtimestamp(int(key[1]), tz=UTC)
    apart = abs(keyed.replace(second=0) - moment.replace(second=0))
    return keyed if apart <= LONGEST_OFFSET and apart % timedelta(minutes=15) == timedelta() else moment


READER = Reader(
    name="facebook_dyi_html",
    title='Facebook "Download your information", HTML (only what the exporting person wrote)',
    kinds=".zip .html folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.COMMUNITY}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
