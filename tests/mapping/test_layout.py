from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from dialogbot.domain import ConfigError, Flaw, Post, Rejected
from dialogbot.mapping.layout import layout_of
from dialogbot.readers import read


def _rows(path: Path, text: str, mapping: dict[str, Any]) -> list[Post | Rejected]:
    path.write_text(text, encoding="utf-8")
    with read(path, layout=layout_of(mapping)) as reading:
        return list(reading.rows)


def test_a_table_is_read_as_the_mapping_says(tmp_path: Path) -> None:
    mapping = {
        "platform": "facebook",
        "group": "Lesesirkelen",
        "time_zone": "UTC",
        "date_format": "%Y/%d/%m %H.%M",
        "columns": {"text": "Q1", "author": "Q2", "created": "Q3", "id": "Q4", "likes": "Q5"},
    }
    (post,) = _rows(tmp_path / "x.csv", "Q1;Q2;Q3;Q4;Q5\nHar dere lydbøker?;Åse;2026/04/03 10.30;9;4\n", mapping)
    assert post == Post(
        text="Har dere lydbøker?",
        platform="facebook",
        ref="9",
        community="Lesesirkelen",
        author="Åse",
        posted_at=datetime(2026, 3, 4, 10, 30, tzinfo=UTC),
        likes=4,
    )


def test_a_date_in_another_format_is_rejected(tmp_path: Path) -> None:
    mapping = {"date_format": "%d.%m.%Y", "columns": {"text": "a", "created": "b"}}
    assert _rows(tmp_path / "x.csv", "a;b\nHei;2026-01-01\n", mapping) == [Rejected(where="row 2", flaw=Flaw.BAD_DATE)]


def test_json_is_read_with_answers_below_posts(tmp_path: Path) -> None:
    mapping = {"records": "data.rader", "replies": "under", "columns": {"text": ["a", "b"], "author": "hvem.kalt"}}
    text = '{"data": {"rader": [{"a": "Hei", "hvem": {"kalt": "Åse"}, "under": [{"b": "Hå"}]}]}}'
    first, second = _rows(tmp_path / "x.json", text, mapping)
    assert isinstance(first, Post)
    assert isinstance(second, Post)
    assert (first.author, second.text, second.parent_ref) == ("Åse", "Hå", first.ref)


@pytest.mark.parametrize(
    ("header_row", "text"), [(0, "Per;Har dere den?\n"), (3, "tull;\n;\n1;2\nPer;Har dere den?\n")]
)
def test_the_header_may_be_missing_or_stand_below(tmp_path: Path, header_row: int, text: str) -> None:
    mapping = {"header_row": header_row, "columns": {"text": "2", "author": "1"}}
    (post,) = _rows(tmp_path / "x.csv", text, mapping)
    assert isinstance(post, Post)
    assert (post.author, post.text) == ("Per", "Har dere den?")


def test_a_clock_beside_the_date_is_read_with_it(tmp_path: Path) -> None:
    mapping = {"time_zone": "UTC", "columns": {"text": "a", "created": "b", "clock": "c"}}
    (post,) = _rows(tmp_path / "x.csv", "a;b;c\nHei;01.03.2026;10:30\n", mapping)
    assert isinstance(post, Post)
    assert post.posted_at == datetime(2026, 3, 1, 10, 30, tzinfo=UTC)


def test_a_mapping_is_not_meant_for_a_file_without_its_columns(tmp_path: Path) -> None:
    (post,) = _rows(tmp_path / "x.csv", "navn;melding;dato\nÅse;Hei;2026-01-01\n", {"columns": {"text": "Q1"}})
    assert isinstance(post, Post)
    assert post.author == "Åse"


@pytest.mark.parametrize(
    ("mapping", "said"),
    [
        ({}, "columns"),
        ({"colums": {}}, "did you mean columns"),
        ({"columns": {"author": "a"}}, "no column for text"),
        ({"columns": {"txt": "a"}}, "did you mean text"),
        ({"columns": {"text": 3}}, "name of a column"),
        ({"columns": {"text": "a"}, "time_zone": "Oslo"}, "Europe/Oslo"),
        ({"columns": {"text": "a"}, "date_format": "norsk"}, "day first"),
        ({"columns": {"text": "a"}, "header_row": -1}, "header_row"),
        ({"columns": {"text": "a"}, "records": 3}, "records"),
        ({"columns": {"text": "a"}, "platform": 3}, "platform"),
    ],
)
def test_a_wrong_mapping_says_what_would_be_right(mapping: dict[str, Any], said: str) -> None:
    with pytest.raises(ConfigError, match=said) as caught:
        layout_of(mapping)
    assert "\n" not in str(caught.value)


def test_lists_of_posts_in_groups_are_read_with_the_groups_name(tmp_path: Path) -> None:
    mapping = {"records": "rom", "replies": ["poster"], "columns": {"text": "t", "group": "kalt"}}
    (post,) = _rows(tmp_path / "x.json", '{"rom": [{"kalt": "Nes", "poster": [{"t": "Hei"}]}]}', mapping)
    assert isinstance(post, Post)
    assert (post.text, post.community, post.parent_ref) == ("Hei", "Nes", None)
