from dataclasses import replace
from datetime import UTC, datetime

import pytest

from dialogbot.domain import Post
from dialogbot.normalise import alike, clean_link, clean_text, fingerprint, identified, is_local, meta_text, meta_tree

POST = Post(
    text="Hei på deg", platform="facebook", author="Åse Vik", posted_at=datetime(2026, 4, 19, 5, 5, 9, tzinfo=UTC)
)


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        ("a\u030a la\u030ane", "å låne"),
        ("\u200eAnne\u202c\u0000 Li\ufeff", "Anne Li"),
        ("to\u00a0  ord \r\n\r\n\r\n\r\nslutt ", "to ord\n\nslutt"),
        ("fÃ¥r Ã¦ lÃ¥ne? Â«sitatÂ» ð\x9f\x98\x85 â\x80\x93 ja", "får æ låne? «sitat» 😅 – ja"),
        ("Å\x81ukasz", "Łukasz"),
        ("SKAL VI «GÅ» NÅ?", "SKAL VI «GÅ» NÅ?"),
        ("halv \ud83d, hel \ud83d\ude05", "halv \ufffd, hel 😅"),
        ("👩\u200d🚀", "👩\u200d🚀"),
    ],
)
def test_text_is_made_alike(written: str, clean: str) -> None:
    assert clean_text(written) == clean


def test_cleaning_twice_changes_nothing_more() -> None:
    once = clean_text("fÃ¥r \u200e Ã¦\r\n\r\n\r\nlÃ¥ne?  ")
    assert clean_text(once) == once


@pytest.mark.parametrize(
    ("written", "clean"),
    [
        (
            "https://www.facebook.com/groups/1/permalink/2/?comment_id=3&__tn__=R&fbclid=x&ref=share",
            "https://www.facebook.com/groups/1/permalink/2/?comment_id=3",
        ),
        ("https://example.org/?utm_source=a&ref=kapittel-2", "https://example.org/?ref=kapittel-2"),
        ("https://www.youtube.com/watch?v=abc&si=x", "https://www.youtube.com/watch?v=abc"),
        ("javascript:alert(1)", None),
        ("http://[broken", None),
        ("", None),
        (None, None),
    ],
)
def test_links_lose_what_tracks_and_nothing_else(written: str | None, clean: str | None) -> None:
    assert clean_link(written) == clean


def test_an_empty_author_is_none() -> None:
    assert alike(replace(POST, author=" \u200e ")).author is None


def test_a_post_without_an_id_gets_one_from_what_it_says() -> None:
    first, again = identified(POST), identified(replace(POST, likes=9, url="https://example.org"))
    assert first.ref == again.ref
    assert first.ref is not None
    assert first.ref.startswith("h:")
    assert identified(replace(POST, text="Noe annet")).ref != first.ref


def test_a_post_with_an_id_keeps_it() -> None:
    assert identified(replace(POST, ref="17")).ref == "17"


def test_tools_that_write_no_seconds_give_the_same_fingerprint() -> None:
    assert POST.posted_at is not None
    assert fingerprint(POST) == fingerprint(replace(POST, posted_at=POST.posted_at.replace(second=0), ref="1"))


@pytest.mark.parametrize(
    ("ref", "local"), [("17", True), ("24422593674051007", False), ("h:12", False), ("t3_57", False)]
)
def test_a_row_number_is_local_to_its_file(ref: str, local: bool) -> None:  # noqa: FBT001 # the expected answer
    assert is_local(ref) is local


def test_the_letters_of_meta_are_put_right_once() -> None:
    assert meta_text("BlÃ¥bÃ¦r ð\x9f\x98\x85") == "Blåbær 😅"
    assert meta_text("Blåbær") == "Blåbær"
    assert meta_tree({"nÃ¸kkel": ["Ã¥", 1, None]}) == {"nøkkel": ["å", 1, None]}
