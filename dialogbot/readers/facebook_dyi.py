"""Facebook "Download your information" as JSON: the exporter's own group posts and comments, all layouts since 2018.

Found by the keys inside, which have not changed since 2020; folders and file names differ by year and language. Where
no group file is there, the exporter's other posts and comments are read instead.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Any

from dialogbot.dates import BadDate, read_time
from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Export, JsonKind, Member, Row
from dialogbot.mapping import link, reference, value_at, words
from dialogbot.mapping.facebook_words import exporter, read_title, without_mentions
from dialogbot.normalise import meta_tree
from dialogbot.readers import Reader, Rows, Tell

POSTS = ("group_posts_v2", "group_posts")
ANONYMOUS = ("anonymous_author_posts",)
COMMENTS = ("group_comments_v2", "group_comments")
ELSEWHERE = ("comments_v2",)
OLDEST = "activity_log_data"
TIMELINE_KEYS = frozenset({"timestamp", "data", "title", "attachments", "tags", "media"})
TEXT_LABELS = frozenset(
    {"text", "tekst", "comment", "kommentar", "post", "innlegg", "opslag", "inlägg", "message", "melding"}
)
GROUP_LABELS = frozenset({"group", "gruppe", "grupp"})
TITLES_READ = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What the archive as a whole tells: who exported it, and the names of groups."""

    author: str | None
    groups: frozenset[str]


def _recognise(export: Export) -> bool:
    return any(_sections(member) for member in export.members) or any(_loose(member) for member in export.members)


def _read(export: Export) -> Rows:
    group_files = [(member, key) for member in export.members for key in _sections(member) if key not in ELSEWHERE]
    known = _known(export)
    if group_files:
        for member, key in group_files:
            yield from (_of_group(row, key, known) for row in _records(member, key))
        return
    for member in export.members:
        for key in _sections(member):
            yield from (_comment(row, known) for row in _records(member, key))
        if _loose(member):
            yield from (_loose_post(row, known) for row in _records(member, None))


def _sections(member: Member) -> tuple[str, ...]:
    keys = member.first.keys()
    return tuple(key for key in (*POSTS, *ANONYMOUS, *COMMENTS, *ELSEWHERE) if key in keys or _wraps(member, key))


def _wraps(member: Member, key: str) -> bool:
    return member.json_kind is JsonKind.ARRAY and any(
        isinstance(each, dict) and key in each for each in member.sample or ()
    )


def _loose(member: Member) -> bool:
    """Tell whether a member is a bare list: of timeline posts, or of records in the newest ``label_values`` shape."""
    if member.json_kind is not JsonKind.ARRAY:
        return False
    first = member.first
    if "label_values" in first:
        return bool(_labelled(first)[0])
    return first.keys() <= TIMELINE_KEYS and "timestamp" in first and ("data" in first or "title" in first)


def _records(member: Member, key: str | None) -> Iterator[Row | Rejected]:
    """Yield the records of one section, with Meta's way of writing letters undone."""
    if key is None or member.json_kind is not JsonKind.ARRAY:
        oldest = isinstance(member.first.get(key or ""), dict)
        path = () if key is None else (key, OLDEST) if oldest else (key,)
        rows = member.records(*path)
    else:
        rows = _unwrapped(member, key)
    for row in rows:
        yield row if isinstance(row, Rejected) else Row(where=row.where, cells=meta_tree(dict(row.cells)))


def _unwrapped(member: Member, key: str) -> Iterator[Row | Rejected]:
    for outer in member.records():
        if isinstance(outer, Rejected):
            yield outer
            continue
        inner = outer.cells.get(key)
        for index, each in enumerate(inner if isinstance(inner, list) else []):
            if isinstance(each, dict):
                yield Row(where=f"{outer.where}.{key}[{index}]", cells=each)


def _known(export: Export) -> _Known:
    authors: Counter[str] = Counter()
    groups: set[str] = set()
    titles: list[str] = []
    for member in export.members:
        for key in _sections(member):
            for row in islice(_records(member, key), TITLES_READ):
                cells = row.cells if isinstance(row, Row) else {}
                authors.update(filter(None, [words(value_at(cells, "data.0.comment.author"))]))
                groups.add(words(value_at(cells, "data.0.comment.group")))
                titles += [words(cells.get("title"))] if key in POSTS else []
    author = authors.most_common(1)[0][0] if authors else exporter(titles)
    return _Known(author=author, groups=frozenset(groups - {""}))


def _of_group(row: Row | Rejected, key: str, known: _Known) -> Post | Rejected:
    if key in COMMENTS:
        return _comment(row, known)
    return _group_post(row, _Known(author=None, groups=known.groups) if key in ANONYMOUS else known)


def _group_post(row: Row | Rejected, known: _Known) -> Post | Rejected:
    if isinstance(row, Rejected):
        return row
    title = read_title(words(row.cells.get("title")), known.author, known.groups)
    return _post(row, _post_text(row.cells), community=title.group, author=known.author)


def _comment(row: Row | Rejected, known: _Known) -> Post | Rejected:
    if isinstance(row, Rejected):
        return row
    said: dict[str, Any] = next(
        (each["comment"] for each in _dicts(row.cells.get("data")) if isinstance(each.get("comment"), dict)), {}
    )
    return _post(
        row,
        words(said.get("comment")),
        community=words(said.get("group")).strip() or None,
        author=words(said.get("author")).strip() or known.author,
    )


def _loose_post(row: Row | Rejected, known: _Known) -> Post | Rejected:
    if isinstance(row, Rejected) or "label_values" not in row.cells:
        return (
            row if isinstance(row, Rejected) else _post(row, _post_text(row.cells), community=None, author=known.author)
        )
    text, group, url = _labelled(row.cells)
    post = _post(row, text, community=group or None, author=known.author)
    if isinstance(post, Rejected):
        return post
    return Post(
        text=post.text,
        platform=post.platform,
        ref=reference(row.cells.get("fbid")),
        community=post.community,
        author=post.author,
        posted_at=post.posted_at,
        url=url,
    )


def _post(row: Row, text: str, *, community: str | None, author: str | None) -> Post | Rejected:
    if not text.strip():
        bare = not row.cells.get("data") and not row.cells.get("attachments")
        return Rejected(where=row.where, flaw=Flaw.TITLE_ONLY if bare else Flaw.NO_TEXT)
    try:
        posted_at = read_time(row.cells.get("timestamp"))
    except BadDate:
        return Rejected(where=row.where, flaw=Flaw.BAD_DATE)
    return Post(
        text=without_mentions(text), platform="facebook", community=community, author=author, posted_at=posted_at
    )


def _post_text(cells: Any) -> str:
    """Give what the exporter wrote; where the post itself says nothing, what its attachments say, each thing once."""
    own = [words(each.get("post")) for each in _dicts(cells.get("data"))]
    if any(text.strip() for text in own):
        return "\n".join(text for text in own if text.strip())
    attached = [each for group in _dicts(cells.get("attachments")) for each in _dicts(group.get("data"))]
    said = dict.fromkeys(text.strip() for each in attached for text in _attached_words(each))
    return "\n".join(text for text in said if text)


def _attached_words(attached: dict[str, Any]) -> Iterator[str]:
    for path in (
        "for_sale_item.title",
        "for_sale_item.description",
        "text",
        "media.description",
        "poll.question",
        "note.title",
        "note.text",
        "event.name",
        "external_context.name",
        "place.name",
    ):
        yield words(value_at(attached, path))
        if path == "poll.question":
            yield from (words(each.get("option")) for each in _dicts(value_at(attached, "poll.options")))


def _labelled(cells: Any) -> tuple[str, str, str | None]:
    """Give text, group and link of a record in the ``label_values`` shape."""
    text, group, url = "", "", None
    for each in _dicts(cells.get("label_values")):
        label = words(each.get("label") or each.get("title")).casefold()
        if label in TEXT_LABELS:
            text = text or words(each.get("value"))
        if label in GROUP_LABELS:
            group = words(each.get("value")) or next((words(one.get("value")) for one in _dicts(each.get("dict"))), "")
        url = url or link(each.get("href"))
    return text, group, url


def _dicts(value: Any) -> list[dict[str, Any]]:
    return [each for each in value if isinstance(each, dict)] if isinstance(value, list) else []


READER = Reader(
    name="facebook_dyi",
    title='Facebook "Download your information", JSON (only what the exporting person wrote)',
    kinds=".zip .json folder",
    tells=frozenset({Tell.AUTHOR, Tell.TIME, Tell.COMMUNITY}),
    own_words_only=True,
    recognise=_recognise,
    read=_read,
)
