from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogbot.domain import Post
from dialogbot.readers import Remark, read


def _read(path: Path, text: str) -> tuple[list[Post], tuple[Remark, ...]]:
    path.write_text(text, encoding="utf-8")
    with read(path) as reading:
        return [row for row in reading.rows if isinstance(row, Post)], reading.remarks


@pytest.mark.parametrize(
    "start",
    [
        "13.01.2026, 14:05 - ",
        "13.1.26 14.05 - ",
        "13/01/2026, 14:05 - ",
        "1/13/26, 2:05 PM - ",
        "01/13/2026, 2:05 p. m. - ",
        "1/13/26, 2:05\u202fPM - ",
        "2026-01-13 14:05 - ",
        "2026/01/13, 14:05 - ",
        "[13.01.2026, 14:05:09] ",
        "\u200e[13/01/26, 14:05:09] ",
        "[1/13/26, 2:05:09\u202fPM] ",
        "[2026-01-13 14:05:09] ",
        "13. 1. 2026, 14:05 - ",
    ],
)
def test_a_line_of_any_phone_is_read(tmp_path: Path, start: str) -> None:
    posts, _ = _read(tmp_path / "x.txt", f"{start}Åse: Hvor er boka?\n{start}~\u202fPer: I hylla: til venstre\n")
    assert [(post.author, post.text) for post in posts] == [("Åse", "Hvor er boka?"), ("Per", "I hylla: til venstre")]
    assert posts[0].posted_at is not None
    assert posts[0].posted_at.replace(second=0) == datetime(2026, 1, 13, 13, 5, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("01/02/26, 14:05 - Åse: Hei\n01/02/26, 14:06 - Per: Hå\n", (Remark.DAY_FIRST_GUESSED,)),
        ("1/2/26, 2:05 PM - Åse: Hei\n1/2/26, 2:06 PM - Per: Hå\n", (Remark.MONTH_FIRST_GUESSED,)),
        ("01.02.26, 14:05 - Åse: Hei\n01.02.26, 14:06 - Per: Hå\n", ()),
        ("13/02/26, 14:05 - Åse: Hei\n14/02/26, 14:06 - Per: Hå\n", ()),
    ],
)
def test_a_guess_of_the_order_of_dates_is_remarked_upon(tmp_path: Path, text: str, remarks: tuple[Remark, ...]) -> None:
    assert _read(tmp_path / "x.txt", text)[1] == remarks
