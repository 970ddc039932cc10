from typing import Any

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.exports import Row
from dialogbot.mapping import Columns, Level, to_post, value_at, walk

COLUMNS = Columns(
    text=("text", "body"), ref=("id",), parent_ref=("parent",), author=("user.name",), posted_at=("time",)
)


def _row(**cells: Any) -> Row:
    return Row(where="row 2", cells=cells)


def _only(rows: list[Post | Rejected]) -> list[Post]:
    return [row for row in rows if isinstance(row, Post)]


def test_the_first_name_with_something_in_it_counts() -> None:
    post = to_post(_row(text=" ", body="Hei", user={"name": "Åse"}), COLUMNS)
    assert isinstance(post, Post)
    assert (post.text, post.author) == ("Hei", "Åse")


def test_a_row_without_text_is_rejected_with_its_place() -> None:
    assert to_post(_row(text=None), COLUMNS) == Rejected(where="row 2", flaw=Flaw.NO_TEXT)


def test_a_date_that_cannot_be_read_rejects_the_row_and_an_empty_one_does_not() -> None:
    assert to_post(_row(text="Hei", time="31.02.2026"), COLUMNS) == Rejected(where="row 2", flaw=Flaw.BAD_DATE)
    post = to_post(_row(text="Hei", time=""), COLUMNS)
    assert isinstance(post, Post)
    assert post.posted_at is None


def test_a_post_is_not_its_own_parent() -> None:
    post = to_post(_row(text="Hei", id="1", parent="1"), COLUMNS)
    assert isinstance(post, Post)
    assert post.parent_ref is None


def test_shapes_that_nobody_expects_are_no_crash() -> None:
    odd = _row(text=["Hei"], id={"a": 1}, parent=[1], user="Åse", time={})
    assert to_post(odd, COLUMNS) == Rejected(where="row 2", flaw=Flaw.NO_TEXT)
    assert value_at({"user": [{"name": "Åse"}]}, "user.0.name") == "Åse"
    assert value_at({"user": []}, "user.0.name") is None


def test_nesting_gives_parents_threads_and_the_group() -> None:
    level = Level(columns=Columns(text=("text",), ref=("id",), community=("group",)), children=("replies",))
    row = _row(text="A", id="1", group="Nes", replies=[{"text": "B", "id": "2", "replies": [{"text": "C", "id": "3"}]}])
    posts = _only(list(walk(row, level)))
    assert [(post.ref, post.parent_ref, post.thread_ref, post.community) for post in posts] == [
        ("1", None, None, "Nes"),
        ("2", "1", "1", "Nes"),
        ("3", "2", "1", "Nes"),
    ]


def test_answers_of_a_post_without_an_id_can_name_it() -> None:
    level = Level(columns=Columns(text=("text",)), children=("replies",))
    first, second = _only(list(walk(_row(text="A", replies=[{"text": "B"}]), level)))
    assert first.ref is not None
    assert second.parent_ref == first.ref


def test_answers_of_a_post_without_text_are_kept() -> None:
    level = Level(columns=Columns(text=("text",), ref=("id",)), children=("replies",))
    _rejected, answer = walk(_row(text="", id="1", replies=[{"text": "B"}]), level)
    assert isinstance(answer, Post)
    assert answer.parent_ref == "1"
