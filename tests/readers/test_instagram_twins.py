"""An Instagram download tells the same as HTML and as JSON, to the minute: the HTML has no seconds."""

from dataclasses import replace
from pathlib import Path

from dialogbot.domain import Post, Rejected
from dialogbot.normalise import alike
from dialogbot.readers import read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"


def _posts(name: str) -> list[Post | Rejected]:
    with read(FIXTURES / name / "twin") as reading:
        return [_to_the_minute(row) for row in reading.rows]


def _to_the_minute(row: Post | Rejected) -> Post | Rejected:
    if isinstance(row, Rejected) or row.posted_at is None:
        return row
    return alike(replace(row, posted_at=row.posted_at.replace(second=0)))


def test_html_gives_the_posts_of_its_json_twin() -> None:
    assert _posts("instagram_dyi_html") == _posts("instagram_dyi")
