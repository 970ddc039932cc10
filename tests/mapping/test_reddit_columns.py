from dialogbot.domain import Rejected
from dialogbot.exports import Row
from dialogbot.mapping.reddit_columns import bare, tidied


def test_an_id_is_bared_of_its_kind() -> None:
    assert (bare("t1_d8r4im1"), bare("d8r4im1"), bare(35), bare(None)) == ("d8r4im1", "d8r4im1", "z", None)


def test_a_comment_right_under_a_post_answers_the_post() -> None:
    row = tidied(Row(where="x", cells={"id": "b", "link_id": "t3_a", "parent_id": "t3_a", "body": "Hei"}))
    assert isinstance(row, Row)
    assert (row.cells["thread"], row.cells["answered"]) == ("a", "a")


def test_what_was_removed_is_refused() -> None:
    assert isinstance(tidied(Row(where="x", cells={"id": "b", "body": "[removed]"})), Rejected)
