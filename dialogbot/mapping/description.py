"""What can be guessed of a file of unknown make, field by field with examples, and a mapping to start from. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain, islice
from typing import Any

from dialogbot.dates import HOME_ZONE, DayOrder
from dialogbot.exports import Export, Member, Row
from dialogbot.exports.tables import is_blank
from dialogbot.mapping.columns import Columns, Level, Names, value_at
from dialogbot.mapping.guess import Guess, guessed
from dialogbot.mapping.guess_json import guessed_json
from dialogbot.mapping.layout import FIELDS

EXAMPLES = 3
SEARCHED = 200
LONGEST_EXAMPLE = 60
MOST_UNUSED = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """A field of a post, the columns or keys that hold it, and three examples; no columns if none was found."""

    field: str
    columns: tuple[str, ...]
    examples: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Description:
    """What a file seems to hold: each field in the order of a mapping, and the columns that no field took.

    ``headed`` is false for a table without a header, whose columns have numbers; ``records`` and ``replies`` tell where
    the posts and their answers stand in JSON, and are ``None`` for a table. ``group`` is told once for all of the file.
    """

    name: str
    fields: tuple[Found, ...]
    unused: tuple[Found, ...]
    month_first: bool = False
    headed: bool = True
    group: str = ""
    records: tuple[str, ...] | None = None
    replies: tuple[str, ...] | None = None


def described(export: Export) -> Description | None:
    """Describe the first table or JSON of an export; ``None`` where it holds neither."""
    found = (_of_json(member) if member.json_kind is not None else _of_table(member) for member in export.members)
    return next((each for each in found if each is not None), None)


def mapping_toml(description: Description) -> str:
    """Write the mapping that a description amounts to, as TOML with the examples as comments, ready to be changed."""
    lines = [
        f"# {_comment(description.name)}: what was guessed. Change what is wrong, delete what is not needed.",
        "[mapping]",
        'platform = ""  # facebook, instagram, x, blog, …',
        f"group = {_quoted((description.group,))}  # for rows that name no group",
        f'time_zone = "{HOME_ZONE}"',
        f'date_format = "{"month first" if description.month_first else "day first"}"',
        *_shape(description),
        "",
        "[mapping.columns]",
    ]
    lines += [_setting(found) for found in description.fields]
    lines += [f"# not used: {_quoted(found.columns)}{_examples(found)}" for found in description.unused]
    return "\n".join(lines) + "\n"


def _of_table(member: Member) -> Description | None:
    bare = (Guess(table=table, header_row=1, columns=Columns(text=())) for table in member.tables[:1])
    guesses = guessed(member) or list(bare)
    if not guesses:
        return None
    columns = _united(_columns_of(guess.columns, guess.clock) for guess in guesses)
    rows = [cells for guess in guesses for cells in islice(_cells(guess.rows()), SEARCHED)]
    return Description(
        name=member.path.name,
        fields=tuple(_fields(columns, rows)),
        unused=tuple(_unused(columns, rows)),
        month_first=guesses[0].columns.order is DayOrder.MONTH_FIRST,
        headed=guesses[0].header_row > 0,
    )


def _of_json(member: Member) -> Description | None:
    guess = guessed_json(member)
    level = guess.level if guess is not None else Level(columns=Columns(text=()))
    path = guess.path if guess is not None else ()
    rows = list(islice(_cells(member.records(*path)), SEARCHED))
    if not rows:
        return None
    levels = list(_levels(level))
    columns = _united(_columns_of(each.columns, None) for each in levels)
    every = [*rows, *chain(*(_below(row, level) for row in rows))]
    replies = tuple(dict.fromkeys(chain(*(each.children for each in levels))))
    return Description(
        name=member.path.name,
        fields=tuple(_fields(columns, every)),
        unused=tuple(_unused(columns, every, but=replies)),
        month_first=level.columns.order is DayOrder.MONTH_FIRST,
        group=level.columns.in_community or "",
        records=path,
        replies=replies,
    )


def _levels(level: Level | None) -> Iterator[Level]:
    while level is not None:
        yield level
        level = level.below


def _below(row: Mapping[str, Any], level: Level) -> Iterator[Mapping[str, Any]]:
    """Yield what is nested under a record as far as its levels differ."""
    for name in level.children:
        for each in _list(value_at(row, name)):
            yield each
            yield from _below(each, level.below) if level.below is not None else ()


def _united(all_columns: Iterable[dict[str, Names]]) -> dict[str, Names]:
    """Join what several sheets or levels call the same field."""
    # Sheets and levels of comments come last, and may name beside their own id that of the post.
    listed = [*all_columns][::-1]
    return {field: tuple(dict.fromkeys(chain(*(columns[field] for columns in listed)))) for field in FIELDS}


def _cells(rows: Iterable[Any]) -> Iterator[Mapping[str, Any]]:
    return (row.cells for row in rows if isinstance(row, Row))


def _list(value: Any) -> list[Mapping[str, Any]]:
    return [each for each in value if isinstance(each, Mapping)] if isinstance(value, list) else []


def _columns_of(columns: Columns, clock: str | None) -> dict[str, Names]:
    of_clock = {"clock": (clock,) if clock else ()}
    return {field: of_clock[field] if field in of_clock else getattr(columns, name) for field, name in FIELDS.items()}


def _fields(columns: Mapping[str, Names], rows: list[Mapping[str, Any]]) -> Iterator[Found]:
    for field, names in columns.items():
        values = (next((value for name in names if not is_blank(value := value_at(row, name))), None) for row in rows)
        yield Found(field=field, columns=names, examples=_three(values) if names else ())


def _unused(columns: Mapping[str, Names], rows: list[Mapping[str, Any]], but: Names = ()) -> Iterator[Found]:
    used = {*chain(*columns.values()), *but}
    taken = used | {name.partition(".")[0] for name in used}
    names = dict.fromkeys(name for row in rows for name in row if name and name not in taken)
    found = (Found(field="", columns=(name,), examples=_three(row.get(name) for row in rows)) for name in names)
    yield from islice((each for each in found if each.examples), MOST_UNUSED)


def _three(values: Iterable[Any]) -> tuple[str, ...]:
    filled = (_example(value) for value in values if not is_blank(value) and not isinstance(value, dict | list))
    return tuple(islice(filled, EXAMPLES))


def _example(value: Any) -> str:
    whole = " ".join(str(value).split())
    return whole if len(whole) <= LONGEST_EXAMPLE else f"{whole[: LONGEST_EXAMPLE - 1]}…"


def _shape(description: Description) -> list[str]:
    if description.records is None:
        return [] if description.headed else ["header_row = 0"]
    replies = json.dumps(list(description.replies or ()), ensure_ascii=False)
    return [f"records = {_quoted(('.'.join(description.records),))}", f"replies = {replies}"]


def _setting(found: Found) -> str:
    if not found.columns:
        return f'# {found.field} = ""'
    return f"{found.field} = {_quoted(found.columns)}{_examples(found)}"


def _quoted(names: Names) -> str:
    value: Any = names[0] if len(names) == 1 else list(names)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _examples(found: Found) -> str:
    return f"  # {_comment(' | '.join(found.examples))}" if found.examples else ""


def _comment(text: str) -> str:
    return re.sub(r"[\x00-\x08\x0a-\x1f\x7f]", " ", text)
