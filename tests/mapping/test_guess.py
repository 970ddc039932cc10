from pathlib import Path

import pytest

from dialogbot.domain import Post
from dialogbot.readers import read


def _posts(path: Path, text: str) -> list[Post]:
    path.write_text(text, encoding="utf-8")
    with read(path) as reading:
        return [row for row in reading.rows if isinstance(row, Post)]


@pytest.mark.parametrize(
    "header",
    [
        "navn;melding;dato",
        "Forfatter;Tekst;Opprettet",
        "user;comment;created_at",
        "Bruger;Opslag;Tidspunkt",
        "Namn;Inlägg;Datum",
    ],
)
def test_columns_are_found_in_the_nordic_languages_and_english(tmp_path: Path, header: str) -> None:
    (post,) = _posts(tmp_path / "x.csv", f"{header}\nÅse Vik;Har dere lydbøker?;19.04.2026 05:05\n")
    assert (post.author, post.text) == ("Åse Vik", "Har dere lydbøker?")
    assert post.posted_at is not None


def test_a_clock_without_a_date_gives_no_time_and_stops_nothing(tmp_path: Path) -> None:
    posts = _posts(tmp_path / "x.csv", "Namn,Inlägg,D\x82um,Klockslag\nÅsa Ek,Var finns böcker?,2026-04-19,05:05\n")
    assert [(post.text, post.posted_at) for post in posts] == [("Var finns böcker?", None)]


def test_the_header_may_stand_below_a_title(tmp_path: Path) -> None:
    (post,) = _posts(tmp_path / "x.csv", "Eksport fra gruppen;;\n;;\nNavn;Melding;Dato\nÅse Vik;Hei;19.04.2026\n")
    assert post.author == "Åse Vik"


def test_a_column_of_counts_is_not_taken_for_text(tmp_path: Path) -> None:
    (post,) = _posts(tmp_path / "x.csv", "id,comment,title,body,date\n11,5,Om bøker,Har dere lydbøker?,2026-04-19\n")
    assert post.text == "Har dere lydbøker?"


def test_a_text_whose_first_row_is_long_is_no_header(tmp_path: Path) -> None:
    first, second = _posts(
        tmp_path / "x.csv",
        "Åse Vik;Hvor finner jeg bygdeboka for Nes herred?;19.04.2026 05:05\n"
        "Per Li;I kjelleren på biblioteket, tror jeg;19.04.2026 06:05\n",
    )
    assert (first.author, second.author) == ("Åse Vik", "Per Li")


def test_comments_below_posts_in_json_are_found(tmp_path: Path) -> None:
    text = '{"export": {"innlegg": [{"tekst": "A", "bruker": "Åse", "svar": [{"tekst": "B", "bruker": "Per"}]}]}}'
    first, second = _posts(tmp_path / "x.json", text)
    assert second.parent_ref == first.ref
