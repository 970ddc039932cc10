from pathlib import Path

import pytest

from dialogbot.domain import Post
from dialogbot.readers import read


def _posts(path: Path, text: str) -> list[Post]:
    path.write_text(text, encoding="utf-8")
    with read(path) as reading:
        return [row for row in reading.rows if isinstance(row, Post)]


def test_lists_of_posts_in_groups_are_found_with_the_groups_name(tmp_path: Path) -> None:
    text = '{"groups": [{"name": "Nes", "posts": [{"text": "Hei", "author": "Åse", "date": "2026-01-01"}]}]}'
    (post,) = _posts(tmp_path / "x.json", text)
    assert (post.text, post.community, post.parent_ref) == ("Hei", "Nes", None)


@pytest.mark.parametrize("who", ['{"navn": "Åse"}', '{"name": "Åse"}', '{"brukernavn": "Åse"}', '"Åse"'])
def test_a_name_may_stand_in_an_object(tmp_path: Path, who: str) -> None:
    (post,) = _posts(tmp_path / "x.json", f'[{{"tekst": "Hei", "bruker": {who}, "tid": "2026-01-01"}}]')
    assert post.author == "Åse"


def test_answers_may_stand_one_object_further_down(tmp_path: Path) -> None:
    text = '[{"message": "Hei", "from": "Åse", "comments": {"data": [{"message": "Hå", "from": "Per"}]}}]'
    first, second = _posts(tmp_path / "x.json", text)
    assert (second.author, second.parent_ref) == ("Per", first.ref)
