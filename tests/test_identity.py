"""References that hold beyond one file."""

from __future__ import annotations

from datetime import timedelta

from dialogbot.domain import Flaw, Post, Rejected
from dialogbot.identity import lasting
from tests.build import NOW, QUESTION


def test_platforms_own_id_is_kept() -> None:
    (post,) = lasting([QUESTION])

    assert isinstance(post, Post)
    assert post.ref == QUESTION.ref


def test_row_numbers_lead_from_comment_to_post_and_last() -> None:
    first = list(lasting([_row("1", "Spørsmål?"), _row("2", "Svar", parent="1")]))
    again = list(lasting([_row("7", "Spørsmål?"), _row("9", "Svar", parent="7")]))

    assert first == again
    assert _posts(first)[1].parent_ref == _posts(first)[0].ref


def test_same_row_number_in_another_file_is_another_post() -> None:
    (one,), (other,) = (_posts(list(lasting([_row("1", text)]))) for text in ("Hei", "God morgen"))

    assert one.ref != other.ref


def test_parent_further_down_in_the_file_is_found() -> None:
    post, comment = _posts(list(lasting([_row("2", "Svar", parent="1"), _row("1", "Spørsmål?")])))

    assert (comment.text, comment.parent_ref) == ("Svar", post.ref)


def test_row_number_that_counts_no_post_leads_nowhere() -> None:
    (post,) = _posts(list(lasting([_row("2", "Svar", parent="77")])))

    assert post.parent_ref is None


def test_number_of_a_thread_keeps_its_posts_together() -> None:
    rows = [_row("1", "Spørsmål?", thread="900"), _row("2", "Svar", thread="900"), _row("3", "Annet", thread="901")]
    one, two, three = _posts(list(lasting(rows)))

    assert one.thread_ref == two.thread_ref
    assert three.thread_ref not in {None, one.thread_ref}


def test_rejected_rows_pass_through() -> None:
    rejected = Rejected(where="row 3", flaw=Flaw.NO_TEXT)

    assert list(lasting([rejected])) == [rejected]


def _row(ref: str, text: str, parent: str | None = None, thread: str | None = None) -> Post:
    when = NOW + timedelta(minutes=len(text))
    return Post(text=text, ref=ref, parent_ref=parent, thread_ref=thread, author="Kari", posted_at=when)


def _posts(rows: list[Post | Rejected]) -> list[Post]:
    return [one for one in rows if isinstance(one, Post)]
