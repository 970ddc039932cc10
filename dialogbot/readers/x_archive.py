"""The archive that X (Twitter) gives an account of its own tweets: ``tweets.js`` and its parts, since 2012.

Each file is JSON behind a short assignment; all numbers are strings. Tweets longer than 280 signs are cut off in
``tweets.js`` and stand whole in ``note-tweet.js``. Deleted tweets and direct messages are left alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import count, reference, value_at, words
from dialogbot.mapping.x_tweets import tweet_link, tweet_words
from dialogbot.readers import Reader, Rows, Tell

TWEETS = re.compile(
    r"\s*(?:window\.)?(?:YTD\.(?:tweets?|community_tweets?)\.part\d+|Grailbird\.data\.tweets_\w+)\s*=\s*(?=\[)"
)
NOTES = re.compile(r"\s*window\.YTD\.note_?tweets?\.part\d+\s*=\s*(?=\[)", re.IGNORECASE)
ACCOUNT = re.compile(r"\s*window\.YTD\.account\.part\d+\s*=")
NAME = re.compile(r'"(?:username|userName|screen_name)"\s*:\s*"(\w{1,20})"')
# What differs between a tweet and its whole text: names in front, a mark and a link at the end.
NAMED = re.compile(r"^(?:@\w{1,20}\s+)+")
CUT_END = re.compile(r"(?:…|\s*https?://t\.co/\w+)+\s*$")
ALIKE = 60
APART = timedelta(seconds=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Notes:
    """The long tweets of an archive: their words by the second in which they were written."""

    by_second: Mapping[datetime, tuple[str, ...]]


def _recognise(export: Export) -> bool:
    return any(_prefix(TWEETS, member) for member in export.members)


def _read(export: Export) -> Rows:
    name = _account(export)
    notes = _notes(export)
    seen: set[str] = set()
    for member in export.members:
        for row in _records(TWEETS, member):
            post = row if isinstance(row, Rejected) else _post(row, name, notes)
            if isinstance(post, Rejected) or post.ref not in seen:
                yield post
            if isinstance(post, Post) and post.ref is not None:
                seen.add(post.ref)


def _prefix(pattern: re.Pattern[str], member: Member) -> int:
    """Give how many characters stand before the JSON of a member; 0 where it is no such file."""
    found = pattern.match(member.head_text) if member.path.suffix.lower() in {".js", ".json", ".txt"} else None
    return 0 if found is None else found.end()


def _records(pattern: re.Pattern[str], member: Member) -> Iterator[Row | Rejected]:
    skip = _prefix(pattern, member)
    return member.records(skip=skip) if skip else iter(())


def _account(export: Export) -> str | None:
    """Give the name of the account, from ``account.js`` or else the manifest of the archive."""
    heads = [each.head_text for each in export.members if ACCOUNT.match(each.head_text)]
    heads += [each.head_text for each in export.members if each.path.name in {"manifest.js", "user_details.js"}]
    found = (NAME.search(head) for head in heads)
    return next((match[1] for match in found if match is not None), None)


def _notes(export: Export) -> _Notes:
    by_second: dict[datetime, tuple[str, ...]] = {}
    for member in export.members:
        for row in _records(NOTES, member):
            cells = row.cells if isinstance(row, Row) else {}
            text = words(value_at(cells, "noteTweet.core.text"))
            moment = _second(value_at(cells, "noteTweet.createdAt"))
            if text and moment is not None:
                by_second[moment] = (*by_second.get(moment, ()), text)
    return _Notes(by_second=by_second)


def _post(row: Row, name: str | None, notes: _Notes) -> Post | Rejected:
    inner = row.cells.get("tweet")
    cells = inner if isinstance(inner, Mapping) else row.cells
    text = words(cells.get("full_text") or cells.get("text"))
    if not text.strip():
        return Rejected(where=row.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(cells.get("created_at"))
    except BadDate:
        return Rejected(where=row.where, flaw=Flaw.BAD_DATE)
    ref = reference(cells.get("id_str") or cells.get("id"))
    author = words(value_at(cells, "user.screen_name")) or name
    return Post(
        text=_whole(tweet_words(text), posted_at, notes),
        platform="x",
        ref=ref,
        parent_ref=reference(cells.get("in_reply_to_status_id_str") or cells.get("in_reply_to_status_id")),
        author=author,
        posted_at=posted_at,
        likes=count(cells.get("favorite_count")),
        url=tweet_link(author, ref),
    )


def _whole(text: str, posted_at: datetime | None, notes: _Notes) -> str:
    """Give the whole of a long tweet: the note of the same second that begins as the tweet does."""
    if posted_at is None or not notes.by_second:
        return text
    near = (posted_at + timedelta(seconds=seconds) for seconds in range(-APART.seconds, APART.seconds + 1))
    start = _start(text)
    for note in (each for moment in near for each in notes.by_second.get(moment, ())):
        if start and _start(note).startswith(start):
            return _with_names(text, tweet_words(note))
    return text


def _start(text: str) -> str:
    return "".join(CUT_END.sub("", NAMED.sub("", tweet_words(text))).split())[:ALIKE]


def _with_names(text: str, note: str) -> str:
    """Keep the names in front of a reply, which its note leaves out."""
    named = NAMED.match(text)
    return note if named is None or NAMED.match(note) is not None else f"{named[0]}{note}"


def _second(value: Any) -> datetime | None:
    try:
        moment = read_time(value)
    except BadDate:
        return None
    return None if moment is None else moment.replace(microsecond=0)


READER = Reader(
    name="x_archive",
    title="Archive of an account on X (Twitter): its own tweets only",
    kinds=".zip .js folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.PARENT, Tell.LIKES, Tell.URL}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
