"""Who is who in a thread."""

from __future__ import annotations

import pytest

from dialogbot.detect.roles import is_library, roles
from dialogbot.domain import Post

NOBODY: frozenset[str] = frozenset()


@pytest.mark.parametrize(
    "author",
    ["Solvik folkebibliotek", "solvikbibliotek", "Bibliotekar Ida", "Hill Library", "UB Nord", "unibib_sor", "hvl.bib"],
)
def test_library_names_are_known(author: str) -> None:
    assert is_library(author, NOBODY)


@pytest.mark.parametrize(
    "author", ["Ida Bibow Hansen", "Guro Skarstein", "Bjørn Ubostad", "habib_92", "Bibbi Leser", None]
)
def test_people_are_no_library(author: str | None) -> None:
    assert not is_library(author, NOBODY)


def test_own_accounts_are_known_in_any_case() -> None:
    assert is_library("Lesehjørnet", frozenset({"lesehjørnet"}))


def test_one_who_says_so_is_staff_in_the_whole_thread() -> None:
    thread = [
        Post(text="Hei, jeg jobber på biblioteket i Solvik.", ref="1", author="Ida"),
        Post(text="Den kommer i morgen.", ref="2", parent_ref="1", author="Ida"),
        Post(text="Jeg var på biblioteket i går.", ref="3", parent_ref="1", author="Tor"),
    ]
    assert roles(thread, NOBODY).declared == [True, True, False]


def test_comment_without_parent_hangs_below_its_thread() -> None:
    thread = [Post(text="a", ref="1", thread_ref="1"), Post(text="b", ref="2", thread_ref="1")]
    who = roles(thread, NOBODY)
    assert (who.comment, who.root) == ([False, True], [-1, 0])


def test_post_that_answers_itself_has_no_parent() -> None:
    thread = [Post(text="a", ref="1", parent_ref="1"), Post(text="b", ref="2", parent_ref="1")]
    assert roles(thread, NOBODY).parent == [-1, 0]
