"""Each message is remembered once, whichever exports bring it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from dialogbot.domain import Post
from dialogbot.normalise import fingerprint, identified
from dialogbot.store import Store
from dialogbot.store.posts import Added
from tests.build import NO, NOW, QUESTION, add, store_in

COMMENT = Post(
    text="Prøv «Mine lån»",
    platform="facebook",
    ref="1000000000002",
    parent_ref="1000000000001",
    thread_ref="1000000000001",
    author="Ola",
    posted_at=NOW,
)


def test_same_post_is_stored_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert _add(store, QUESTION) is Added.NEW
        assert _add(store, QUESTION) is Added.KNOWN
        assert store.posts.count() == 1


def test_post_without_id_is_known_again_in_an_export_that_has_one(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        assert _add(store, replace(QUESTION, ref=None, url=None)) is Added.NEW
        assert _add(store, QUESTION) is Added.KNOWN
        assert _add(store, replace(QUESTION, ref=None)) is Added.KNOWN

        (post,) = store.posts.thread("facebook", "1000000000001")
        assert (post.ref, post.url) == (QUESTION.ref, QUESTION.url)


def test_comments_follow_their_post_when_it_gets_its_id(tmp_path: Path) -> None:
    nameless = identified(replace(QUESTION, ref=None))
    with store_in(tmp_path) as store:
        add(store, nameless)
        add(store, replace(COMMENT, parent_ref=nameless.ref, thread_ref=nameless.ref))
        add(store, QUESTION)

        assert [post.text for post in store.posts.thread("facebook", "1000000000001")] == [QUESTION.text, COMMENT.text]


def test_two_messages_with_their_own_ids_stay_two_though_they_say_the_same(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _add(store, QUESTION)

        assert _add(store, replace(QUESTION, ref="1000000000009")) is Added.NEW


def test_changed_text_is_an_edit_that_is_to_be_judged_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _judge_all(store, QUESTION)

        assert _add(store, replace(QUESTION, text="Løst!")) is Added.EDITED
        assert store.posts.unjudged() == [("facebook", "1000000000001")]
        assert store.posts.count() == 1


def test_unchanged_post_is_not_judged_again(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _judge_all(store, QUESTION)
        _add(store, replace(QUESTION, likes=12))

        assert store.posts.unjudged() == []


def test_one_id_with_two_authors_and_texts_is_two_messages(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _add(store, replace(QUESTION, ref="post-1"))

        assert _add(store, replace(QUESTION, ref="post-1", author="En annen", text="Noe annet")) is Added.NEW
        assert store.posts.count() == 2


def test_comment_that_comes_before_its_post_ends_in_the_same_thread(tmp_path: Path) -> None:
    answer = replace(COMMENT, ref="1000000000003", parent_ref=COMMENT.ref, thread_ref=None)
    with store_in(tmp_path) as store:
        for post in (answer, replace(COMMENT, thread_ref=None), QUESTION):
            add(store, post)

        assert len(store.posts.thread("facebook", "1000000000001")) == 3


def test_new_comment_makes_its_whole_thread_due_for_judging(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _judge_all(store, QUESTION)
        add(store, COMMENT)

        assert store.posts.unjudged() == [("facebook", "1000000000001")]


def test_thread_is_in_the_order_in_which_it_was_written(tmp_path: Path) -> None:
    early = replace(COMMENT, ref="1000000000005", posted_at=NOW - timedelta(hours=1), text="Først")
    with store_in(tmp_path) as store:
        for post in (COMMENT, early, QUESTION):
            add(store, post)

        texts = [post.text for post in store.posts.thread("facebook", "1000000000001")]

    assert texts == [QUESTION.text, "Først", COMMENT.text]


def _add(store: Store, post: Post) -> Added:
    whole = identified(post)
    return store.posts.add(whole, fingerprint(whole), NOW)


def _judge_all(store: Store, post: Post) -> None:

    store.opportunities.judged(add(store, post), NO, NOW)
