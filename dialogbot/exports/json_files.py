"""JSON as people bring it: an array, an object or one object a line; whole where it is small, streamed where not."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from enum import Enum
from typing import Any, BinaryIO

import orjson

from dialogbot.domain import Flaw, Rejected
from dialogbot.exports.limits import MIB
from dialogbot.exports.rows import Row

STREAM_ABOVE = 16 * MIB
FIRST_LINES = 20
# JSON that is assigned to a variable ends in a semicolon, which takes nothing from it.
ENDED = re.compile(r"trailing garbage\s.*\]\s*;\s*\n")
HIGH, LOW = r"\\u[dD][89abAB][0-9a-fA-F]{2}", r"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
LONE_SURROGATE = re.compile(rf"{HIGH}(?!{LOW})|(?<!{HIGH}){LOW}")


class JsonKind(Enum):
    """How a JSON file is laid out."""

    OBJECT = "object"
    ARRAY = "array"
    LINES = "lines"


def kind_of(head: str) -> JsonKind | None:
    """Tell the layout from the first characters; ``None`` if it is no JSON."""
    start = "".join(head[:1000].split()).removeprefix("\ufeff")[:2]
    # An array of anything but objects and lists holds no records; a chat's line may begin with a date in brackets.
    if start in {"[{", "[[", "[]"}:
        return JsonKind.ARRAY
    if not start.startswith("{"):
        return None
    lines = [line for line in head.split("\n")[: FIRST_LINES + 1] if line.strip()]
    # A pretty-printed object may hold small objects on lines of their own.
    if len(lines) > 1 and 2 * sum(isinstance(loaded(line), dict) for line in lines) >= len(lines) - 1:
        return JsonKind.LINES
    return JsonKind.OBJECT


def sample_of(head: str, kind: JsonKind | None) -> Any:
    """Give the value as far as it stands in the first characters of a file: cut short, but of its true shape."""
    if kind is None:
        return None
    if kind is JsonKind.LINES:
        records = (loaded(line) for line in head.split("\n")[:FIRST_LINES])
        return [record for record in records if record is not None]
    return _partial(head)


def loaded(text: str | bytes) -> Any:
    """Parse JSON, also with NaN and half characters in it (they become U+FFFD); ``None`` if it is none, or too deep."""
    try:
        return orjson.loads(text)
    except ValueError:
        pass
    whole = text if isinstance(text, str) else text.decode("utf-8", "replace")
    try:
        return json.loads(LONE_SURROGATE.sub(r"\\ufffd", whole))
    except (ValueError, RecursionError):
        return None


def elements(open_utf8: Callable[[], BinaryIO], size: int, path: tuple[str, ...]) -> Iterator[tuple[int, Any] | None]:
    """Yield the elements of the array at ``path`` with their indexes; a last ``None`` says that the file breaks off."""
    if size <= STREAM_ABOVE:
        with open_utf8() as stream:
            whole = loaded(stream.read().rstrip(b"; \t\r\n"))
        if whole is not None:
            yield from enumerate(_array_at(whole, path))
            return
    yield from _streamed(open_utf8, path)


def line_rows(lines: Iterable[str], label: str) -> Iterator[Row | Rejected]:
    """Yield a row for each line that holds a JSON object, and a rejection for each that holds anything else."""
    for number, line in enumerate(lines, 1):
        if not line.strip("\ufeff \t\r\n\x1e"):
            continue
        value = loaded(line.strip("\ufeff\x1e"))
        where = f"{label}line {number}"
        yield Row(where=where, cells=value) if isinstance(value, dict) else Rejected(where=where, flaw=Flaw.BAD_ROW)


def _array_at(value: Any, path: tuple[str, ...]) -> list[Any]:
    for key in path:
        value = value.get(key) if isinstance(value, dict) else None
    if isinstance(value, dict):
        return [value]
    return value if isinstance(value, list) else []


def _streamed(open_utf8: Callable[[], BinaryIO], path: tuple[str, ...]) -> Iterator[tuple[int, Any] | None]:
    import ijson  # noqa: PLC0415 # needed for large or broken files only

    prefix = ".".join((*path, "item"))
    with open_utf8() as stream:
        try:
            yield from enumerate(ijson.items(stream, prefix, use_float=True))
        except ijson.JSONError as error:
            if not ENDED.search(str(error)):
                yield None


def _partial(head: str) -> Any:
    import ijson  # noqa: PLC0415 # needed for JSON only

    builder = ijson.ObjectBuilder()
    feed: Any = ijson.sendable_list()
    parser = ijson.basic_parse_coro(feed, use_float=True)
    with suppress(ijson.JSONError):
        parser.send(head.encode("utf-8", "replace"))
    for event, value in feed:
        builder.event(event, value)
    return getattr(builder, "value", None)
