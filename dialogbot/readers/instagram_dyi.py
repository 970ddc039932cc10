"""Instagram "Download your information" as JSON: the exporter's own comments and posts, in all shapes since 2019.

Comments stand in ``string_list_data`` (until 2021) or ``string_map_data``, whose keys are in the account's language.
Stories, messages, likes and archived posts are left alone. Letters are written as in Facebook's JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import value_at, words
from dialogbot.mapping.instagram_words import USER_NAME, Labels, account_in, labels_of
from dialogbot.normalise import meta_tree
from dialogbot.readers import Reader, Rows, Tell

COMMENTS = re.compile(r"^comments_\w+_comments$")
POSTS = frozenset({"ig_reels_media", "ig_igtv_media", "ig_posts_media"})
PROFILE = "profile_user"
NO_COMMENTS = re.compile(
    r"like|saved|story|stories|poll|quiz|message|search|follow|contact|device|login|ad_|ads_|view|inform"
)
Pairs = list[tuple[str, str]]


def _recognise(export: Export) -> bool:
    return any(_sections(member) for member in export.members)


def _read(export: Export) -> Rows:
    author = _author(export)
    for member in export.members:
        for key in _sections(member):
            if key == "posts" or key in POSTS:
                yield from (_post(row, author) for row in _records(member, key))
            else:
                labels = labels_of(_pairs(each) for each in _sampled(member, key))
                yield from (_comment(row, labels, author) for row in _records(member, key))


def _sections(member: Member) -> list[str]:
    """Give the keys under which a member holds comments or posts: for a bare list ``comments`` or ``posts``."""
    if member.json_kind is JsonKind.OBJECT:
        return [key for key in member.first if COMMENTS.match(key) or key in POSTS]
    if member.json_kind is not JsonKind.ARRAY:
        return []
    if _is_comment(member.first) and not NO_COMMENTS.search(member.path.stem.lower()):
        return ["comments"]
    is_posts = _is_media(member.first) and not re.search(r"archived|stories|profile|deleted", member.path.stem.lower())
    return ["posts"] if is_posts else []


def _is_comment(first: dict[str, Any]) -> bool:
    held = first.get("string_map_data")
    if not isinstance(held, dict):
        return False
    values = [each for each in held.values() if isinstance(each, dict)]
    timed = [each for each in values if each.get("timestamp")]
    return len(timed) == 1 and any(words(each.get("value")).strip() for each in values)


def _is_media(first: dict[str, Any]) -> bool:
    media = first.get("media")
    inner = media[0] if isinstance(media, list) and media else None
    return isinstance(inner, dict) and "uri" in inner and "creation_timestamp" in inner


def _records(member: Member, key: str) -> Iterator[Row | Rejected]:
    path = () if member.json_kind is JsonKind.ARRAY else (key,)
    for row in member.records(*path):
        yield row if isinstance(row, Rejected) else Row(where=row.where, cells=meta_tree(dict(row.cells)))


def _sampled(member: Member, key: str) -> list[dict[str, Any]]:
    whole = member.sample if member.json_kind is JsonKind.ARRAY else member.first.get(key)
    return [meta_tree(each) for each in whole if isinstance(each, dict)] if isinstance(whole, list) else []


def _pairs(cells: Any) -> Pairs:
    """Give the labels and values of a comment, without its time and what is empty."""
    held = cells.get("string_map_data")
    if not isinstance(held, dict):
        return []
    found = [(label, words(each.get("value"))) for label, each in held.items() if isinstance(each, dict)]
    return [(label, value) for label, value in found if value.strip()]


def _comment(row: Row | Rejected, labels: Labels, author: str | None) -> Post | Rejected:
    if isinstance(row, Rejected):
        return row
    listed = value_at(row.cells, "string_list_data.0")
    if isinstance(listed, dict):
        return _told(row, words(listed.get("value")), listed.get("timestamp"), author, words(row.cells.get("title")))
    held = row.cells.get("string_map_data")
    values = list(held.values()) if isinstance(held, dict) else []
    stamp = next((each["timestamp"] for each in values if isinstance(each, dict) and each.get("timestamp")), None)
    said = dict(_pairs(row.cells))
    owner = said.get(labels.owner or "") or words(row.cells.get("title"))
    return _told(row, said.get(labels.comment or "", ""), stamp, author, owner)


def _post(row: Row | Rejected, author: str | None) -> Post | Rejected:
    """Read a post of the exporter's own: the caption of several pictures stands outside them, that of one with it."""
    if isinstance(row, Rejected):
        return row
    media = row.cells.get("media")
    inner = [each for each in media if isinstance(each, dict)] if isinstance(media, list) else []
    captions = dict.fromkeys(words(each.get("title")).strip() for each in inner)
    text = words(row.cells.get("title")) or "\n".join(caption for caption in captions if caption)
    stamps = [row.cells.get("creation_timestamp"), *(each.get("creation_timestamp") for each in inner)]
    return _told(row, text, next((stamp for stamp in stamps if stamp), None), author, author or "")


def _told(row: Row, text: str, stamp: Any, author: str | None, owner: str) -> Post | Rejected:
    if not text.strip():
        return Rejected(where=row.where, flaw=Flaw.NO_TEXT)
    try:
        posted_at = read_time(stamp)
    except BadDate:
        return Rejected(where=row.where, flaw=Flaw.BAD_DATE)
    return Post(text=text, platform="instagram", community=owner.strip() or None, author=author, posted_at=posted_at)


def _author(export: Export) -> str | None:
    """Give the exporter's account: as the profile in the download says, else as the download or folder is called."""
    for member in export.members:
        held = value_at(member.first, f"{PROFILE}.0.string_map_data")
        for label, each in held.items() if isinstance(held, dict) else ():
            name = words(value_at({"it": each}, "it.value")).strip()
            if name and USER_NAME.match(meta_tree(label)):
                return str(meta_tree(name))
    folders = [member.path.parts[0] for member in export.members if len(member.path.parts) > 1]
    return account_in([export.path.stem, export.name, *folders])


READER = Reader(
    name="instagram_dyi",
    title='Instagram "Download your information", JSON (only what the exporting account wrote)',
    kinds=".zip .json folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.COMMUNITY}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
