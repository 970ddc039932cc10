"""Labelled messages: what people say that the detector should have said, one JSON object a line.

Fields are those of our own JSON lines (id, thread, parent, platform, group, author, created, text, likes) and the
labels lang, opportunity, kind, topic and why_not; ``opportunity_2``, ``topic_2``, ``why_not_2`` are a second
annotator's.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from pathlib import Path
from typing import Any, TypeVar

from dialogbot.domain import UNKNOWN_PLATFORM, DialogbotError, Kind, Post, Reason, Topic


class LabelError(DialogbotError):
    """A file of labelled messages cannot be used as it is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What one annotator says of a message; ``topic`` only of an opportunity, ``why_not`` only of what is none."""

    opportunity: bool
    topic: Topic | None
    why_not: Reason | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A message with its labels; ``second`` are those of a second annotator, where there was one."""

    post: Post
    thread: str
    language: str
    kind: Kind
    label: Label
    second: Label | None


def read(path: Path) -> list[Labelled]:
    """Read a file of labelled messages. Raises ``LabelError``, one line that names the file and its line."""
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except OSError as error:
        raise LabelError(f"{path}: cannot be read ({error.strerror})") from None
    except UnicodeDecodeError:
        raise LabelError(f"{path}: not in UTF-8; it must hold one JSON object a line") from None
    found = [_labelled(line, f"{path.name}, line {number}") for number, line in enumerate(lines, 1) if line.strip()]
    if not found:
        raise LabelError(f"{path}: holds no messages")
    for one in _repeated(found):
        raise LabelError(f"{path}: the id '{one}' stands there twice; give each message its own")
    return found


def _repeated(found: list[Labelled]) -> Iterator[str]:
    seen = set()
    for one in found:
        if one.post.ref in seen:
            yield one.post.ref or ""
        seen.add(one.post.ref)


def _labelled(line: str, where: str) -> Labelled:
    row = _object(line, where)
    label = _label(row, "", where)
    if label is None:
        raise LabelError(f'{where}: has no label; each message needs "opportunity": true or false')
    post = _post(row, where)
    return Labelled(
        post=post,
        thread=str(row.get("thread") or post.parent_ref or post.ref),
        language=str(row.get("lang") or "unknown"),
        kind=_of(Kind, row.get("kind"), where) or Kind.NONE,
        label=label,
        second=_label(row, "_2", where),
    )


def _object(line: str, where: str) -> dict[str, Any]:
    try:
        row = json.loads(line)
    except ValueError:
        raise LabelError(f"{where}: not JSON; the file must hold one JSON object a line") from None
    if not isinstance(row, dict):
        raise LabelError(f"{where}: not a JSON object")
    return row


def _label(row: dict[str, Any], annotator: str, where: str) -> Label | None:
    opportunity = row.get(f"opportunity{annotator}")
    if opportunity is None:
        return None
    if not isinstance(opportunity, bool):
        raise LabelError(f"{where}: 'opportunity{annotator}' must be true or false, not {opportunity!r}")
    return Label(
        opportunity=opportunity,
        topic=_of(Topic, row.get(f"topic{annotator}"), where),
        why_not=_of(Reason, row.get(f"why_not{annotator}"), where),
    )


_Word = TypeVar("_Word", bound=StrEnum)


def _of(words: Callable[[str], _Word], value: Any, where: str) -> _Word | None:
    if value is None:
        return None
    try:
        return words(value)
    except ValueError as error:
        raise LabelError(f"{where}: {error}") from None


def _post(row: dict[str, Any], where: str) -> Post:
    if not isinstance(row.get("text"), str) or not row.get("id"):
        raise LabelError(f'{where}: a labelled message needs "id" and "text"')
    parent, thread = row.get("parent"), row.get("thread")
    return Post(
        text=row["text"],
        platform=row.get("platform") or UNKNOWN_PLATFORM,
        ref=str(row["id"]),
        thread_ref=str(thread) if thread else None,
        parent_ref=str(parent) if parent else None,
        community=row.get("group"),
        author=row.get("author"),
        posted_at=_time(row.get("created"), where),
        likes=row.get("likes"),
    )


def _time(written: Any, where: str) -> datetime | None:
    if not written:
        return None
    try:
        time = datetime.fromisoformat(written)
    except (TypeError, ValueError):
        raise LabelError(f"{where}: 'created' must be a time such as 2026-11-24T09:30:00+01:00") from None
    return time if time.tzinfo else time.replace(tzinfo=UTC)
