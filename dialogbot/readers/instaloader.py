"""Comments as Instaloader saves them, with the post that they stand under where its file lies beside theirs.

A file of comments names no post: ``2026-10-01_10-00-00_UTC_comments.json`` belongs to ``2026-10-01_10-00-00_UTC.json``
(or ``.json.xz``), which has its name, caption and owner.
"""

from __future__ import annotations

import lzma
from collections.abc import Mapping
from typing import Any

from dialogbot.domain import Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.exports.json_files import loaded
from dialogbot.mapping import Columns, Level, to_post, value_at, walk, words
from dialogbot.readers import Reader, Rows, told_by

MARKS = frozenset({"id", "created_at", "text", "owner"})
ENDING = "_comments.json"
LARGEST_POST = 8_000_000
COMMENTS = Level(
    columns=Columns(
        platform="instagram",
        text=("text",),
        ref=("id",),
        thread_ref=("thread",),
        parent_ref=("post",),
        community=("profile",),
        author=("owner.username",),
        posted_at=("created_at",),
        likes=("likes_count",),
        url=("link",),
    ),
    children=("answers",),
)
POST = Columns(
    platform="instagram",
    text=("edge_media_to_caption.edges.0.node.text", "caption.text", "caption"),
    ref=("shortcode", "code"),
    community=("owner.username", "user.username"),
    author=("owner.username", "user.username"),
    posted_at=("taken_at_timestamp", "date", "taken_at"),
    likes=("edge_media_preview_like.count", "edge_liked_by.count", "like_count"),
    url=("link",),
)


def _claims(member: Member) -> bool:
    owner = member.first.get("owner")
    known = member.json_kind is JsonKind.ARRAY and member.first.keys() >= MARKS
    return known and isinstance(owner, dict) and "username" in owner


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    beside = {member.name: member for member in export.members}
    for member in export.members:
        if not _claims(member):
            continue
        stem = member.name.removesuffix(ENDING)
        post = _saved_post(beside.get(f"{stem}.json.xz") or beside.get(f"{stem}.json"))
        if post is not None:
            yield post
        for row in member.records():
            yield from [row] if isinstance(row, Rejected) else walk(_under(row, post, stem), COMMENTS)


def _under(row: Row, post: Post | None, stem: str) -> Row:
    """Say what a comment and its answers stand under: the post, or without it the name of the file for a thread."""
    if post is None:
        return Row(where=row.where, cells={**row.cells, "thread": stem.rpartition("/")[2]})
    link = f"{post.url}c/{row.cells.get('id')}/"
    around = {"thread": post.ref, "post": post.ref, "profile": post.community, "link": link}
    return Row(where=row.where, cells={**row.cells, **around})


def _saved_post(member: Member | None) -> Post | None:
    if member is None:
        return None
    node = value_at(_loaded(member), "node")
    if not isinstance(node, Mapping):
        return None
    code = words(node.get("shortcode") or node.get("code"))
    cells = {**node, "link": f"https://www.instagram.com/p/{code}/"}
    post = to_post(Row(where=member.name, cells=cells), POST)
    return post if isinstance(post, Post) and code else None


def _loaded(member: Member) -> Mapping[str, Any]:
    with member.open() as packed:
        data = packed.read(LARGEST_POST)
    if data.startswith(b"\xfd7zXZ"):
        data = lzma.LZMADecompressor(memlimit=8 * LARGEST_POST).decompress(data, LARGEST_POST)
    value = loaded(data)
    return value if isinstance(value, dict) else {}


READER = Reader(
    name="instaloader",
    title="Instagram comments saved with Instaloader",
    kinds=".json folder .zip",
    tells=told_by(COMMENTS),
    recognise=_recognise,
    read=_read,
)
