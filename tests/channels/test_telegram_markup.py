from __future__ import annotations

import pytest

from dialogbot.channels.telegram_markup import cut, fitted, html_of, units
from dialogbot.domain import Block, Style


def block(text: str, style: Style = Style.PLAIN, url: str | None = None) -> Block:
    return Block(style=style, text=text, url=url)


@pytest.mark.parametrize(
    ("style", "html"),
    [
        (Style.HEADING, "<b>ord</b>"),
        (Style.PLAIN, "ord"),
        (Style.QUOTE, "<blockquote>ord</blockquote>"),
        (Style.ITEM, "• ord"),
        (Style.NOTE, "<i>ord</i>"),
    ],
)
def test_each_style_has_its_markup(style: Style, html: str) -> None:
    assert html_of([block("ord", style)]) == html


def test_words_and_addresses_are_escaped() -> None:
    html = html_of([block('<i>"&', Style.ITEM, "https://eksempel.no/?a=1&b=<2>")])

    assert html == '• <a href="https://eksempel.no/?a=1&amp;b=&lt;2&gt;">&lt;i&gt;&quot;&amp;</a>'


def test_person_is_called_by_their_id() -> None:
    html = html_of([Block(style=Style.ITEM, text="Til Kari", calls=501)])

    assert html == '• <a href="tg://user?id=501">Til Kari</a>'


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "ftp://eksempel.no", "https://", "https://a b", "https://a\n", "tg://user?id=1"]
)
def test_only_web_addresses_are_links(url: str) -> None:
    assert html_of([block("ord", url=url)]) == "ord"


def test_address_without_words_stands_for_itself() -> None:
    assert html_of([block("", url="https://eksempel.no")]) == '<a href="https://eksempel.no">https://eksempel.no</a>'


def test_paragraphs_are_parted_and_lists_are_not() -> None:
    blocks = [
        block("Uke 10", Style.HEADING),
        block("Funnet: 2"),
        block("Åpne", Style.HEADING),
        block("en", Style.ITEM),
        block("to", Style.ITEM),
    ]

    assert html_of(blocks) == "<b>Uke 10</b>\nFunnet: 2\n\n<b>Åpne</b>\n• en\n• to"


@pytest.mark.parametrize("blocks", [[], [block(" \n")]])
def test_nothing_to_say_is_nothing(blocks: list[Block]) -> None:
    assert html_of(blocks) == ""


def test_half_a_surrogate_pair_can_be_sent() -> None:
    assert html_of([block("kart \ud83d nå \ud83d\ude42")]).encode() == "kart � nå 🙂".encode()


def test_cut_keeps_whole_words() -> None:
    assert cut("Hvor låner jeg kart", 12) == "Hvor låner…"


def test_text_that_fits_is_left_alone() -> None:
    assert cut("Hvor låner jeg kart", 19) == "Hvor låner jeg kart"


def test_cut_never_halves_an_emoji() -> None:
    assert cut("🙂🙂🙂", 4) == "🙂…"


def test_longest_block_gives_way_first() -> None:
    heading, quote, note = (
        block("Nr. 12", Style.HEADING),
        block("ord " * 500, Style.QUOTE),
        block("n" * 300, Style.NOTE),
    )

    kept = fitted([heading, quote, note], 1000)

    assert (kept[0], kept[2]) == (heading, note)
    assert kept[1].text.endswith("ord…")
    assert 600 < units(kept[1].text) < 700


def test_last_blocks_are_left_out_when_all_are_short() -> None:
    kept = fitted([block(f"nummer {number}", Style.ITEM) for number in range(1000)], 4096)

    assert (kept[0].text, kept[-1].text) == ("nummer 0", "…")
    assert 300 < len(kept) < 400


@pytest.mark.parametrize("size", [1, 299, 300, 301, 4093, 4096, 10_000])
@pytest.mark.parametrize("count", [1, 2, 13, 60])
def test_message_is_never_too_long(size: int, count: int) -> None:
    kept = fitted([block("🙂" * (size // 2) + "a" * (size % 2), Style.ITEM)] * count, 4096)

    assert units("\n".join(f"• {each.text}" for each in kept)) <= 4096
