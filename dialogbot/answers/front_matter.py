"""One file of the answer bank: front matter between two lines of ``---``, and the answer itself. Pure.

The front matter is that of static site generators, as far as it is needed: ``key: value``, lists in brackets or as
lines that begin with ``-``, values in quotes or not. It is no YAML, in which a title with a colon is an error.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import urlsplit

from dialogbot.domain import LANGUAGES, Answer, Topic

_FENCE = "---"
_KEYS = frozenset({"id", "title", "topic", "keywords", "url", "lang"})


class Why(StrEnum):
    """Why a file is no entry. The words that staff read for each stand in ``texts/*.toml`` under ``[damaged]``."""

    UNREADABLE = "unreadable"
    NO_FRONT_MATTER = "no_front_matter"
    NOT_CLOSED = "not_closed"
    NO_COLON = "no_colon"
    NO_ID = "no_id"
    NO_TITLE = "no_title"
    NO_TOPIC = "no_topic"
    NO_LANGUAGE = "no_language"
    NO_LINK = "no_link"
    TWICE = "twice"


@dataclass(frozen=True, slots=True, kw_only=True)
class Damaged:
    """A file that is left out: its name within the folder, the line (from 1) and what is wrong there."""

    file: str
    line: int
    why: Why


class Flawed(Exception):
    """A text that is no entry: ``line`` counts from 1."""

    def __init__(self, line: int, why: Why) -> None:
        """Keep where and why."""
        super().__init__(f"line {line}: {why}")
        self.line, self.why = line, why


@dataclass(slots=True)
class _Field:
    """What was written behind a key, and on which line."""

    line: int
    values: list[str]


def read_answer(text: str) -> Answer:
    """Read the text of a file as an entry; keys that are not known are nobody's business here. Raises ``Flawed``."""
    lines = unicodedata.normalize("NFC", text.removeprefix("\ufeff")).splitlines()
    if not lines or lines[0].strip() != _FENCE:
        raise Flawed(1, Why.NO_FRONT_MATTER)
    end = next((place for place, line in enumerate(lines[1:], 1) if line.strip() == _FENCE), None)
    if end is None:
        raise Flawed(len(lines), Why.NOT_CLOSED)
    fields = _fields(lines[1:end])
    return Answer(
        id=_needed(fields, "id", Why.NO_ID),
        title=_needed(fields, "title", Why.NO_TITLE),
        language=_language(fields),
        topic=_topic(fields),
        keywords=tuple(fields["keywords"].values) if "keywords" in fields else (),
        url=_url(fields),
        text="\n".join(lines[end + 1 :]).strip(),
    )


def line_of(text: str, key: str) -> int:
    """Return the line (from 1) on which a key of the front matter stands; 1 where it does not."""
    lines = text.removeprefix("\ufeff").splitlines()
    return next((place for place, line in enumerate(lines, 1) if line.partition(":")[0].strip() == key), 1)


def _fields(lines: Sequence[str]) -> dict[str, _Field]:
    fields: dict[str, _Field] = {}
    last: _Field | None = None
    for place, line in enumerate(lines, 2):
        written = line.strip()
        if not written or written.startswith("#"):
            continue
        if written.startswith("-") and last is not None:
            last.values.append(_bare(written[1:]))
            continue
        key, colon, value = written.partition(":")
        if not colon:
            raise Flawed(place, Why.NO_COLON)
        last = _Field(line=place, values=_values(value.strip()))
        if key.strip() in _KEYS:
            fields[key.strip()] = last
    return fields


def _values(written: str) -> list[str]:
    if written.startswith("[") and written.endswith("]"):
        return [bare for one in written[1:-1].split(",") if (bare := _bare(one))]
    return [_bare(written)] if written else []


def _bare(written: str) -> str:
    written = written.strip()
    quoted = len(written) > 1 and written[0] == written[-1] and written[0] in "\"'"
    return " ".join(written[1:-1].split()) if quoted else " ".join(written.split())


def _needed(fields: dict[str, _Field], key: str, why: Why) -> str:
    field = fields.get(key)
    value = " ".join(field.values) if field else ""
    if not value:
        raise Flawed(field.line if field else 1, why)
    return value


def _language(fields: dict[str, _Field]) -> str:
    language = _needed(fields, "lang", Why.NO_LANGUAGE)
    if language not in LANGUAGES:
        raise Flawed(fields["lang"].line, Why.NO_LANGUAGE)
    return language


def _topic(fields: dict[str, _Field]) -> Topic | None:
    if "topic" not in fields or not fields["topic"].values:
        return None
    try:
        return Topic(" ".join(fields["topic"].values))
    except ValueError:
        raise Flawed(fields["topic"].line, Why.NO_TOPIC) from None


def _url(fields: dict[str, _Field]) -> str | None:
    if "url" not in fields or not fields["url"].values:
        return None
    url = " ".join(fields["url"].values)
    if urlsplit(url).scheme not in ("http", "https") or not urlsplit(url).hostname or " " in url:
        raise Flawed(fields["url"].line, Why.NO_LINK)
    return url
