"""Zeeschuimer: what a browser saw of Facebook, one raw post a line; the time stands deep in what surrounds the post."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from dialogbot.exports import Export, Member, Row
from dialogbot.mapping import Columns, Level, value_at, walk, words
from dialogbot.mapping.facebook_links import bare_id, group_in, post_in
from dialogbot.readers import Reader, Rows, told_by

ENVELOPE = frozenset({"item_id", "source_platform", "data"})
STORY = "data.comet_sections.content.story"
TIMES = (
    "data.comet_sections.context_layout.story.comet_sections.metadata",
    "data.comet_sections.content.story.comet_sections.metadata",
)
GROUPS = (
    f"{STORY}.to.name",
    "data.to.name",
    "data.comet_sections.context_layout.story.to.name",
    "data.comet_sections.context_layout.story.comet_sections.title.story.to.name",
    "data.feedback.associated_group.name",
)

LEVEL = Level(
    columns=Columns(
        platform="facebook",
        text=(
            f"{STORY}.message.text",
            f"{STORY}.comet_sections.message.story.message.text",
            "data.message.text",
            "data.body.text",
        ),
        ref=("ref",),
        community=(*GROUPS, "group"),
        author=(f"{STORY}.actors.0.name", "data.actors.0.name", "data.author.name"),
        posted_at=("created", "data.creation_time", "data.created_time"),
        likes=(
            "data.feedback.reaction_count.count",
            "data.comet_sections.feedback.story.feedback_context.feedback_target_with_context.reaction_count.count",
        ),
        url=(f"{STORY}.wwwURL", "data.permalink_url", "data.url"),
    ),
)


def _claims(member: Member) -> bool:
    first = member.first
    return first.keys() >= ENVELOPE and "facebook" in words(first.get("source_platform"))


def _recognise(export: Export) -> bool:
    return any(_claims(member) for member in export.members)


def _read(export: Export) -> Rows:
    for member in export.members:
        for row in member.records() if _claims(member) else ():
            yield from walk(_placed(row), LEVEL) if isinstance(row, Row) else (row,)


def _placed(row: Row) -> Row:
    cells = row.cells
    url = value_at(cells, f"{STORY}.wwwURL") or value_at(cells, "data.permalink_url")
    ref = bare_id(value_at(cells, f"{STORY}.post_id") or value_at(cells, "data.post_id"))
    added = {
        "ref": ref or bare_id(value_at(cells, "data.legacy_fbid")) or post_in(url),
        "created": next(_times(cells), None),
        "group": group_in(url) or group_in(cells.get("source_platform_url")),
    }
    return Row(where=row.where, cells={**cells, **added})


def _times(cells: Mapping[str, Any]) -> Iterator[Any]:
    for path in TIMES:
        found = value_at(cells, path)
        for each in found if isinstance(found, list) else []:
            moment = value_at(each, "story.creation_time") if isinstance(each, Mapping) else None
            if moment is not None:
                yield moment


READER = Reader(
    name="zeeschuimer_facebook",
    title="Facebook posts gathered in a browser with Zeeschuimer",
    kinds=".ndjson .jsonl .json",
    tells=told_by(LEVEL),
    recognise=_recognise,
    read=_read,
)
