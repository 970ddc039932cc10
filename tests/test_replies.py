"""Whether the library has answered a question itself."""

from __future__ import annotations

from dataclasses import replace

import pytest

from dialogbot.domain import Post
from dialogbot.replies import own_reply

OURS = "Lyngvik bibliotek"
OWN = frozenset({OURS.casefold()})
ROOT = Post(text="Hvor fornyer jeg lånet?", ref="1", thread_ref="1", author="Nina")
COMMENT = Post(text="Og hvor er kartene?", ref="2", thread_ref="1", parent_ref="1", author="Per")


def post(text: str = "Under «Mine lån».", author: str = OURS, parent: str | None = None) -> Post:
    return Post(text=text, ref=f"{author}{text}", thread_ref="1", parent_ref=parent, author=author)


@pytest.mark.parametrize(
    ("question", "later", "answered"),
    [
        (ROOT, [post(parent="1")], True),
        (ROOT, [post()], True),
        (ROOT, [post(parent="1", author=OURS.upper())], True),
        (ROOT, [post(parent="1", text="Hvilken bok gjelder det?")], False),
        (ROOT, [post(parent="1", author="Siri")], False),
        (ROOT, [COMMENT, post(parent="2")], False),
        (COMMENT, [post(parent="2")], True),
        (COMMENT, [post(parent="1")], True),
        (COMMENT, [post(author="Siri", parent="1"), post(parent="1")], False),
        (COMMENT, [post(author="Per", parent="1"), post(parent="1")], True),
    ],
)
def test_own_account_answers_what_it_stands_below_or_follows(
    question: Post,
    later: list[Post],
    answered: bool,  # noqa: FBT001 - what is expected
) -> None:
    before = [ROOT] if question is ROOT else [ROOT, COMMENT]

    assert (own_reply(question, [*before, *later], OWN) is not None) is answered


def test_what_was_written_before_the_question_is_no_answer() -> None:
    earlier = replace(post(parent="1"), ref="0")

    assert own_reply(COMMENT, [ROOT, earlier, COMMENT], OWN) is None
