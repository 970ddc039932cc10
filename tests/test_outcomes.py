"""What became of our own replies: read from threads that are small enough to count by hand."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from dialogbot.domain import Action, Decision, Post, Topic
from dialogbot.outcomes import Known, Length, Outcome, by_form, by_topic, effect, first_waits, follow, marks, thanks
from tests.build import NOW, YES, add, store_in

OURS = frozenset({"lyngvik bibliotek"})
SPAN = (NOW - timedelta(days=7), NOW + timedelta(days=7))


def _post(ref: str, author: str, text: str, minutes: int, parent: str | None = None, **more: object) -> Post:
    usual: dict[str, object] = {"platform": "facebook", "thread_ref": "1", "community": "Vannkanna"}
    when = NOW + timedelta(minutes=minutes)
    return Post(text=text, ref=ref, author=author, posted_at=when, parent_ref=parent, **usual | more)  # type: ignore[arg-type]  # the fields of a post


THREAD = [
    _post("1", "Kari Testvik", "Noen som vet hvordan jeg fornyer lånet?", 0),
    _post("2", "Ola Eksempel", "Har dere noter også?", 10, "1"),
    _post("3", "Lyngvik bibliotek", "Ja, se https://lyngvik.example/lån?x=1", 30, "1", likes=4),
    _post("4", "Kari Testvik", "Tusen takk!", 40, "3"),
    _post("5", "Lyngvik Bibliotek", "Hva slags noter leter du etter?", 60, "2"),
]


def _of(ref: str, known: Known | None = None) -> Outcome:
    found = {one.reply.ref: one for one in follow(THREAD, known or Known(own=OURS, found={"1": (7, Topic.LOANS)}))}
    return found[ref]


def test_reply_is_followed_to_its_thanks_and_likes() -> None:
    one = _of("3")

    assert (one.asked.ref, one.number, one.topic, one.first) == ("1", 7, Topic.LOANS, True)
    assert (one.followups, one.thanks, one.likes, one.last_word) == (1, 1, 4, False)
    assert one.waited == timedelta(minutes=30)


def test_question_back_that_nobody_answers_is_the_last_word() -> None:
    one = _of("5")

    assert (one.asked.ref, one.asks_back, one.link, one.last_word, one.reached) == ("2", True, False, True, False)


def test_link_with_a_question_mark_asks_nothing_back() -> None:
    assert (_of("3").link, _of("3").asks_back, _of("3").length) == (True, False, Length.SHORT)


def test_what_opens_a_thread_of_ours_answers_nobody() -> None:
    news = _post("1", "Lyngvik bibliotek", "Nye åpningstider!", 0)
    answer = _post("2", "Kari Testvik", "Gjelder det lørdag også?", 5, "1")
    reply = _post("3", "Lyngvik bibliotek", "Ja!", 9, "2")

    assert [one.reply.ref for one in follow([news, answer, reply], Known(own=OURS))] == ["3"]


def test_second_reply_to_the_same_question_is_no_first_answer() -> None:
    more = _post("6", "Lyngvik bibliotek", "Og så dette.", 70, "1")

    found = follow([*THREAD, more], Known(own=OURS))

    assert [one.first for one in found] == [True, True, False]
    assert first_waits(found) == [timedelta(minutes=30), timedelta(minutes=50)]


def test_asker_without_a_parent_is_heard_after_our_reply() -> None:
    flat = [
        _post("1", "Kari Testvik", "Hvor får jeg lånt noter?", 0),
        _post("2", "Lyngvik bibliotek", "Hos oss.", 5),
        _post("3", "Nils Prøve", "Kjekt.", 6),
        _post("4", "Kari Testvik", "Supert, takk.", 7),
    ]

    (one,) = follow(flat, Known(own=OURS))

    assert (one.asked.ref, one.followups, one.thanks, one.last_word) == ("1", 1, 1, False)


def test_linked_reply_of_a_colleague_counts_as_ours() -> None:
    linked = Known(own=frozenset(), linked={"id:2": 7})

    (one,) = follow(THREAD, linked)

    assert (one.reply.ref, one.handled, one.number) == ("2", True, 7)


@pytest.mark.parametrize(
    "text",
    [
        "Takk!", "Tusen takk for hjelpa", "mange takk, det hjalp", "Takkar så mykje", "takk ska du ha", "Takk, takk",
        "Så snill du er", "Thanks a lot", "thank you!", "thx", "🙏", "Set stor pris på det", "Tack snälla",
    ],
)  # fmt: skip
def test_thanks_are_recognised_as_people_write_them(text: str) -> None:
    assert thanks(text)


@pytest.mark.parametrize(
    "text", ["Nei takk", "Ellers takk", "Takket være dere", "takke nei", "Taket lekker", "Thanks to the rain", "Ok"]
)
def test_what_only_sounds_like_thanks_is_none(text: str) -> None:
    assert not thanks(text)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("https://www.facebook.com/groups/1/posts/222222/", "m.facebook.com/groups/1/posts/222222?ref=share"),
        ("https://facebook.com/groups/1/posts/2/?comment_id=333333", "https://x.example/?comment_id=333333"),
        ("https://facebook.com/story.php?story_fbid=5&id=1", "https://m.facebook.com/story.php?story_fbid=5&id=1&x=2"),
    ],
)
def test_links_to_the_same_words_have_a_mark_in_common(one: str, other: str) -> None:
    assert marks(one) & marks(other)


def test_link_to_a_comment_is_none_to_its_post() -> None:
    assert not marks("https://facebook.com/groups/1/posts/222222/?comment_id=3") & marks(
        "https://facebook.com/groups/1/posts/222222"
    )


def test_address_that_is_broken_has_no_mark() -> None:
    assert marks("http://[::1") == frozenset()


def test_effects_are_counted_by_topic_and_form() -> None:
    found = follow(THREAD, Known(own=OURS, found={"1": (7, Topic.LOANS)}))
    forms = by_form(found)

    assert (effect(found).replies, effect(found).answered, effect(found).thanked, effect(found).likes) == (2, 1, 1, 4)
    assert (forms["link"].reached, forms["no_link"].reached, forms["question"].replies) == (1, 0, 1)
    assert {topic: one.replies for topic, one in by_topic(found).items()} == {Topic.LOANS: 2}


def test_store_reads_a_past_week_as_it_was_known_then(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for post in THREAD[:3]:
            add(store, post, NOW + timedelta(hours=2))
        for post in THREAD[3:]:
            add(store, post, NOW + timedelta(days=3))
        add(store, _post("3", "Lyngvik bibliotek", THREAD[2].text, 30, "1", likes=9), NOW + timedelta(days=3))
        (then,) = store.outcomes.of(["Lyngvik bibliotek"], SPAN, NOW + timedelta(days=2))
        now = store.outcomes.of(["Lyngvik bibliotek"], SPAN, NOW + timedelta(days=4))

    assert (then.likes, then.followups) == (4, 0)
    assert [(one.reply.ref, one.likes, one.followups) for one in now] == [("3", 9, 1), ("5", 0, 0)]


def test_link_given_with_an_answer_is_matched_to_the_reply(tmp_path: Path) -> None:
    url = "https://www.facebook.com/groups/1/posts/1/?comment_id=2"
    with store_in(tmp_path) as store:
        for post in THREAD:
            add(store, post)
        number = store.opportunities.judged(THREAD[0], YES, NOW)
        assert number
        note = f"svarte her: {url}."
        store.opportunities.decide(Decision(number=number, action=Action.HANDLE, by="Kari", made_at=NOW, note=note))
        found = store.outcomes.of([], SPAN, NOW + timedelta(days=1))

    assert [(one.reply.ref, one.handled, one.number, one.topic) for one in found] == [("2", True, number, Topic.LOANS)]
