"""Which posts of an export belong together."""

from __future__ import annotations

from datetime import timedelta

from dialogbot.domain import Post
from dialogbot.threads import threads
from tests.build import NOW


def test_comments_join_their_post_wherever_they_stand() -> None:
    posts = [_post("c", parent="b"), _post("x"), _post("b", parent="a"), _post("a")]

    assert [[posts[place].ref for place in group] for group in threads(posts)] == [["a", "c", "b"], ["x"]]


def test_named_thread_holds_posts_without_parents() -> None:
    posts = [_post("a", thread="t1"), _post("b", thread="t1"), _post("c", thread="t2")]

    assert threads(posts) == [[0, 1], [2]]


def test_comments_of_a_missing_post_stand_together() -> None:
    posts = [_post("b", parent="gone"), _post("c", parent="gone"), _post("d")]

    assert threads(posts) == [[0, 1], [2]]


def test_circle_of_parents_ends() -> None:
    posts = [_post("a", parent="b"), _post("b", parent="a")]

    assert sorted(place for group in threads(posts) for place in group) == [0, 1]


def test_posts_come_by_time() -> None:
    posts = [_post("late", thread="t", minutes=9), _post("early", thread="t", minutes=1)]

    assert threads(posts) == [[1, 0]]


def _post(ref: str, parent: str | None = None, thread: str | None = None, minutes: int = 0) -> Post:
    when = NOW + timedelta(minutes=minutes)
    return Post(text=ref, ref=ref, parent_ref=parent, thread_ref=thread, posted_at=when)
