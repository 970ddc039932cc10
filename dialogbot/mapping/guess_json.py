"""Guess where in an unknown JSON the posts stand, which keys hold what, and which lists hold their answers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from dialogbot.exports import Member
from dialogbot.mapping.columns import Columns, Level
from dialogbot.mapping.guess import named_columns
from dialogbot.mapping.synonyms import FIELDS, plain_name
from dialogbot.mapping.values import words

DEEPEST = 6
LOOKED_AT = 50
GROUPS = ("group", "grupp", "channel", "kanal", "communit", "forum", "side", "page")
NAMES = ("name", "navn", "namn", "title", "tittel", "titel")


@dataclass(frozen=True, slots=True, kw_only=True)
class JsonGuess:
    """Where the posts stand (keys from the top, none for the top array or for lines), and what they hold."""

    path: tuple[str, ...]
    level: Level


def guessed_json(member: Member) -> JsonGuess | None:
    """Guess the shape of a JSON member; ``None`` where no list of objects with a text is found."""
    if member.json_kind is None:
        return None
    lists = list(_lists(member.sample, ()))
    found = [(path, level) for path, records in lists if (level := _level(records, 0)) is not None]
    found = found or [(path, level) for path, records in lists if (level := _around(path, records)) is not None]
    if not found:
        return None
    path, level = min(found, key=lambda each: (len(each[0]), -_known(each[1].columns)))
    around = _community_around(member.sample)
    return JsonGuess(path=path, level=_in_community(level, around) if around else level)


def _lists(value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], list[dict[str, Any]]]]:
    """Yield the lists of objects that are reached through keys alone, the outer before the inner."""
    if isinstance(value, list):
        records = [each for each in value[:LOOKED_AT] if isinstance(each, dict)]
        if records:
            yield path, records
        return
    if not isinstance(value, dict) or len(path) > DEEPEST:
        return
    for key, each in value.items():
        yield from _lists(each, (*path, key))
    if not path:
        yield path, [value]


def _level(records: list[dict[str, Any]], depth: int) -> Level | None:
    """Guess a level: records need a text and one thing more, else any list of labels would pass for posts."""
    flat = [dict(_reachable(each)) for each in records]
    names = tuple(dict.fromkeys(name for each in flat for name in each))
    found = named_columns(names, flat)
    if found is None or _known(found[0]) < 2:  # noqa: PLR2004 # the text and one thing more
        return None
    children = {name: level for name, level in _children(records, depth) if level is not None}
    below = next(iter(children.values()), None)
    return Level(columns=found[0], children=tuple(children), below=below)


def _around(path: tuple[str, ...], records: list[dict[str, Any]]) -> Level | None:
    """Guess a level that says nothing itself and holds posts: groups, each with its list of them."""
    children = {name: level for name, level in _children(records, 0) if level is not None}
    if not children:
        return None
    names = {plain_name(name): name for each in records for name in each}
    known = [names[name] for name in FIELDS["community"] if name in names]
    if path and plain_name(path[-1]).startswith(GROUPS):
        known += [names[name] for name in NAMES if name in names]
    columns = Columns(text=(), community=tuple(known))
    return Level(columns=columns, children=tuple(children), below=next(iter(children.values())))


def _children(records: list[dict[str, Any]], depth: int) -> Iterator[tuple[str, Level | None]]:
    if depth >= DEEPEST:
        return
    lists: dict[str, list[dict[str, Any]]] = {}
    for each in records:
        for name, value in _inner_lists(each):
            lists.setdefault(name, []).extend(one for one in value if isinstance(one, dict))
    for name, nested in lists.items():
        if nested:
            yield name, _level(nested[:LOOKED_AT], depth + 1)


def _inner_lists(record: dict[str, Any]) -> Iterator[tuple[str, list[Any]]]:
    """Yield the lists of a record, and those one object down by their dotted names (``comments.data``)."""
    for key, value in record.items():
        if isinstance(value, list):
            yield key, value
        elif isinstance(value, dict):
            yield from ((f"{key}.{inner}", each) for inner, each in value.items() if isinstance(each, list))


def _reachable(record: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the plain values of a record, and those one object down by their dotted names."""
    for key, value in record.items():
        if isinstance(value, dict):
            if words(value):
                yield key, words(value)
            yield from ((f"{key}.{inner}", each) for inner, each in value.items() if not isinstance(each, dict | list))
        elif not isinstance(value, list):
            yield key, value


def _known(columns: Columns) -> int:
    fields = (
        columns.text,
        columns.ref,
        columns.author,
        columns.posted_at,
        columns.likes,
        columns.url,
        columns.community,
    )
    return sum(bool(names) for names in fields)


def _community_around(sample: Any) -> str | None:
    if not isinstance(sample, dict):
        return None
    named = ((plain_name(key), value) for key, value in sample.items())
    return next(
        (words(value).strip() for name, value in named if name in FIELDS["community"] and words(value).strip()), None
    )


def _in_community(level: Level, community: str) -> Level:
    return replace(level, columns=replace(level.columns, in_community=community))
