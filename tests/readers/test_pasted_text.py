import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogbot.domain import Post, UnreadableFile
from dialogbot.readers import Reading, Remark, read

COPIED = datetime(2026, 5, 4, 12, tzinfo=UTC)


def _pasted(path: Path, text: str) -> tuple[list[Post], tuple[Remark, ...]]:
    path.write_text(text, encoding="utf-8")
    os.utime(path, (COPIED.timestamp(), COPIED.timestamp()))
    with read(path) as reading:
        return [row for row in reading.rows if isinstance(row, Post)], _told(reading)


def _told(reading: Reading) -> tuple[Remark, ...]:
    assert reading.reader.name == "pasted_text"
    return reading.remarks


def test_relative_times_count_back_from_when_the_file_was_saved(tmp_path: Path) -> None:
    text = "Åse Vik\nHvor er boka?\nLiker · Svar · 3 t\nPer Lien\nI hylla\n2 d\nLiker\nSvar\n"
    (first, second), remarks = _pasted(tmp_path / "x.txt", text)
    assert first.posted_at == datetime(2026, 5, 4, 9, tzinfo=UTC)
    assert second.posted_at == datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert remarks == (Remark.SPLIT_FAIRLY_SURE,)


def test_a_page_copied_again_later_has_the_same_messages(tmp_path: Path) -> None:
    text = "Åse Vik\nHvor er boka?\nLiker · Svar · {}\nPer Lien\nI hylla\nLiker · Svar · {}\n"
    before, _ = _pasted(tmp_path / "x.txt", text.format("3 t", "2 t"))
    after, _ = _pasted(tmp_path / "x.txt", text.format("1 d", "1 d"))
    assert [post.ref for post in before] == [post.ref for post in after]


def test_the_same_words_twice_are_two_messages(tmp_path: Path) -> None:
    posts, _ = _pasted(tmp_path / "x.txt", "Åse Vik\nTakk\nLiker · Svar · 3 t\n" * 2)
    assert len({post.ref for post in posts}) == 2


def test_what_has_no_clear_ends_is_said_to_be_unsure(tmp_path: Path) -> None:
    text = "Åse Vik\nHvor er boka?\nLiker · Svar · 3 t\n" + "Et langt avsnitt uten noe navn over seg, og slikt.\n" * 2
    _, remarks = _pasted(tmp_path / "x.txt", text + "Per Lien\nI hylla\nLiker · Svar · 2 t\n")
    assert remarks == (Remark.SPLIT_UNSURE,)


@pytest.mark.parametrize(
    "text", ["Hei!\n\nBare en vanlig tekst.\n\nHilsen\nPer Lien\n", "Program\n10:00 Kaffe\n11:00 Prat\n"]
)
def test_other_text_is_not_taken_for_a_thread(tmp_path: Path, text: str) -> None:
    with pytest.raises(UnreadableFile):
        _pasted(tmp_path / "x.txt", text)
