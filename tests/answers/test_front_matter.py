"""Files of the answer bank: what is read from them, and on which line they are wrong."""

from __future__ import annotations

import pytest

from dialogbot.answers import Flawed, Why, read_answer
from dialogbot.domain import Answer, Topic

WHOLE = """---
id: fornye-laan
title: Fornye lån: slik gjør du
topic: loans
keywords: [forny, "lånefrist", purring]
url: https://bibliotek.example/laan
lang: nb
---

Du fornyer selv under «Mine lån».

Ring oss hvis det ikke går.
"""


def test_file_is_read_whole() -> None:
    assert read_answer(WHOLE) == Answer(
        id="fornye-laan",
        title="Fornye lån: slik gjør du",
        language="nb",
        topic=Topic.LOANS,
        keywords=("forny", "lånefrist", "purring"),
        url="https://bibliotek.example/laan",
        text="Du fornyer selv under «Mine lån».\n\nRing oss hvis det ikke går.",
    )


def test_byte_order_mark_windows_lines_and_lists_in_lines_are_fine() -> None:
    written = "---\nid: a\ntitle: 'A'\nkeywords:\n  - lån\n  - fo\u0301rny\nlang: nb\n---\nTekst\n"

    one = read_answer("\ufeff" + written.replace("\n", "\r\n"))

    assert (one.title, one.keywords, one.text) == ("A", ("lån", "fórny"), "Tekst")


def test_only_id_title_and_language_are_needed() -> None:
    one = read_answer("---\n# til oss selv\nid: a\ntitle: A\nlang: nn\nauthor: Kari\ntopic:\nurl:\n---\n")

    assert (one.topic, one.url, one.keywords, one.text) == (None, None, (), "")


@pytest.mark.parametrize(
    ("old", "new", "line", "why"),
    [
        ("---\nid", "id", 1, Why.NO_FRONT_MATTER),
        ("lang: nb\n---\n", "lang: nb\n", 11, Why.NOT_CLOSED),
        ("topic: loans", "topic loans", 4, Why.NO_COLON),
        ("id: fornye-laan\n", "", 1, Why.NO_ID),
        ("id: fornye-laan", "id:", 2, Why.NO_ID),
        ("title: Fornye lån: slik gjør du", "title: ''", 3, Why.NO_TITLE),
        ("topic: loans", "topic: lån", 4, Why.NO_TOPIC),
        ("https://bibliotek.example/laan", "javascript:alert(1)", 6, Why.NO_LINK),
        ("https://bibliotek.example/laan", "bibliotek.example/laan", 6, Why.NO_LINK),
        ("lang: nb", "lang: no", 7, Why.NO_LANGUAGE),
    ],
)
def test_what_is_wrong_is_told_with_its_line(old: str, new: str, line: int, why: Why) -> None:
    with pytest.raises(Flawed) as flawed:
        read_answer(WHOLE.replace(old, new, 1))

    assert (flawed.value.line, flawed.value.why) == (line, why)


@pytest.mark.parametrize("text", ["", "\n", "---", "---\n---\n", "\0" * 100])
def test_what_is_hardly_a_file_is_no_entry(text: str) -> None:
    with pytest.raises(Flawed):
        read_answer(text)
