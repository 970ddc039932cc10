"""Files of labelled messages: what is read, and what the operator is told of a bad one."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dialogbot.domain import Kind, Reason, Topic
from dialogbot.evaluation.labels import LabelError, read

ROW: dict[str, Any] = {
    "id": "a1", "thread": "t1", "parent": None, "platform": "facebook", "group": "Vannkanna", "author": "Nina Testvik",
    "created": "2026-11-24T10:00:00+01:00", "text": "Hvor henter jeg fjernlån?", "likes": 2, "lang": "nb",
    "opportunity": True, "kind": "question", "topic": "loans", "why_not": None, "hard": False,
}  # fmt: skip


def test_message_is_read_with_its_labels(tmp_path: Path) -> None:
    (one,) = read(_file(tmp_path, ROW))

    assert (one.post.ref, one.post.community, one.thread, one.language) == ("a1", "Vannkanna", "t1", "nb")
    assert one.post.posted_at == datetime(2026, 11, 24, 9, tzinfo=UTC)
    assert (one.kind, one.label.opportunity, one.label.topic) == (Kind.QUESTION, True, Topic.LOANS)
    assert one.second is None


def test_second_annotator_is_read_where_there_is_one(tmp_path: Path) -> None:
    (one,) = read(_file(tmp_path, ROW | {"opportunity_2": False, "topic_2": None, "why_not_2": "closed"}))

    assert one.second is not None
    assert (one.second.opportunity, one.second.why_not) == (False, Reason.CLOSED)


def test_message_needs_no_more_than_id_text_and_label(tmp_path: Path) -> None:
    (one,) = read(_file(tmp_path, {"id": 7, "text": "Hei", "opportunity": False}))

    assert (one.post.ref, one.thread, one.language, one.kind) == ("7", "7", "unknown", Kind.NONE)


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"opportunity": None}, 'line 2: has no label; each message needs "opportunity"'),
        ({"opportunity": "ja"}, "line 2: 'opportunity' must be true or false, not 'ja'"),
        ({"topic": "fishing"}, "line 2: 'fishing' is not a valid Topic"),
        ({"created": "i går"}, "line 2: 'created' must be a time such as"),
        ({"text": None}, 'line 2: a labelled message needs "id" and "text"'),
        ({"id": "a1"}, "the id 'a1' stands there twice"),
    ],
)
def test_bad_row_is_told_in_one_line(tmp_path: Path, row: dict[str, Any], said: str) -> None:
    with pytest.raises(LabelError) as told:
        read(_file(tmp_path, ROW, ROW | {"id": "a2"} | row))

    assert said in str(told.value)
    assert len(str(told.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("content", "said"),
    [(b"", "holds no messages"), (b"id;text\n", "line 1: not JSON"), (b"[1]", "not a JSON object"), (b"\xff", "UTF-8")],
)
def test_file_of_another_kind_is_told_in_one_line(tmp_path: Path, content: bytes, said: str) -> None:
    path = tmp_path / "x.jsonl"
    path.write_bytes(content)

    with pytest.raises(LabelError, match=said):
        read(path)


def test_missing_file_is_told_of(tmp_path: Path) -> None:
    with pytest.raises(LabelError, match="cannot be read"):
        read(tmp_path / "nowhere.jsonl")


def _file(folder: Path, *rows: dict[str, Any]) -> Path:
    path = folder / "x.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path
