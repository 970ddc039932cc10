"""One download of Facebook, asked for as JSON and as HTML, gives the same messages."""

from pathlib import Path

import pytest

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.normalise import alike
from dialogbot.readers import read

FIXTURES = Path(__file__).parent.parent / "fixtures" / "exports"
JSON = FIXTURES / "facebook_dyi" / "tvilling"
HTML = FIXTURES / "facebook_dyi_html"


def _posts(path: Path, *, to_the_minute: bool = False) -> set[Post]:
    with read(path) as reading:
        posts = [alike(row) for row in reading.rows if isinstance(row, Post)]
    return {_cut(post) for post in posts} if to_the_minute else set(posts)


def _cut(post: Post) -> Post:
    moment = post.posted_at
    return Post(
        text=post.text,
        author=post.author,
        community=post.community,
        posted_at=None if moment is None else moment.replace(second=0),
    )


@pytest.mark.parametrize("name", ["nytt-oppsett", "2024-new-york"])
def test_html_gives_the_posts_of_its_json_twin(name: str) -> None:
    assert _posts(HTML / name) == _posts(JSON)


def test_oldest_html_gives_the_posts_of_its_json_twin_to_the_minute() -> None:
    assert _posts(HTML / "2019", to_the_minute=True) == _posts(JSON, to_the_minute=True)


def test_html_rejects_what_its_json_twin_rejects() -> None:
    assert _flaws(HTML / "nytt-oppsett") == _flaws(JSON) == [Flaw.NO_TEXT, Flaw.NO_TEXT, Flaw.TITLE_ONLY]


def _flaws(path: Path) -> list[Flaw]:
    with read(path) as reading:
        return sorted(row.flaw for row in reading.rows if isinstance(row, Rejected))
