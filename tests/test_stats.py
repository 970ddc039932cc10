"""Figures of our own accounts: from the tables that platforms give to growth, engagement and sectors."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from dialogbot.domain import DialogbotError, Flaw, UnreadableFile
from dialogbot.exports import Limits
from dialogbot.forgetting import forget_author
from dialogbot.privacy import Guard, Privacy
from dialogbot.pseudonyms import Key
from dialogbot.stats import Asker, Brought, bring, correct, engagement, growth, proposed
from dialogbot.store import Store
from dialogbot.store.stats import Sector
from tests.build import NOW, OSLO, store_in

KEY = Key(secret=bytes(32))
TODAY = date(2026, 11, 24)
EVER = (date(1970, 1, 1), date(9999, 1, 1))
FOLLOWERS = "Navn;Sektor\nLyngvik folkebibliotek;\nBokforlaget Fjord;\nKari Testvik;\nLyngvik skole;museum\n"
POSTS = """Date,Platform,Post type,Likes,Comments,URL
2026-05-02,Facebook,Photo,12,3,https://facebook.example/1
2026-05-03,Facebook,Video,2,0,
2026-05-03,Facebook,Video,4,2,
i fjor,Facebook,Video,4,0,
2026-05-04,Facebook,Video,,,
"""


def _bring(store: Store, folder: Path, text: str, keeping: str = "keyed", today: date = TODAY) -> Brought:
    file = folder / "tall.csv"
    file.write_text(text, encoding="utf-8")
    asker = Asker(today=today, zone=OSLO, keeping=keeping, key=KEY, platform="facebook")
    return bring(store, file, Limits(), asker)


def test_followers_by_day_become_growth(tmp_path: Path) -> None:
    days = "Dato;Plattform;Følgere\n01.05.2026;Facebook;1 204\n30.10.2026;Facebook;1300\n02.05.2026;Instagram;80\n"
    with store_in(tmp_path) as store:
        brought = _bring(store, tmp_path, days)
        grown = growth(store.stats.figures(*EVER))

    assert brought.figures == 3
    assert [(one.platform, one.first, one.last, one.last_day) for one in grown] == [
        ("facebook", 1204, 1300, date(2026, 10, 30)),
        ("instagram", 80, 80, date(2026, 5, 2)),
    ]


def test_example_of_the_page_about_it_is_read_whole(tmp_path: Path) -> None:
    page = (Path(__file__).parents[1] / "docs" / "stats.md").read_text(encoding="utf-8")
    example = "\n".join(line.strip() for line in page.splitlines() if line.startswith("    ") and ";" in line)
    with store_in(tmp_path) as store:
        _bring(store, tmp_path, example)
        found = engagement(store.stats.figures(*EVER))

    assert [(one.post_type, one.likes, one.comments) for one in found] == [("bilde", 12, 3)]


def test_posts_become_engagement_per_type_and_bad_rows_are_told(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        brought = _bring(store, tmp_path, POSTS)
        found = engagement(store.stats.figures(*EVER))

    assert [(one.post_type, one.posts, one.likes, one.comments, one.mean) for one in found] == [
        ("photo", 1, 12, 3, 15.0),
        ("video", 2, 6, 2, 4.0),
    ]
    assert [(one.where, one.flaw) for one in brought.rejected] == [("row 5", Flaw.BAD_DATE), ("row 6", Flaw.BAD_ROW)]


def test_same_file_counts_once(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        for _ in range(2):
            _bring(store, tmp_path, POSTS)

        assert len(store.stats.figures(*EVER)) == 3


def test_followers_are_counted_by_sector_and_no_name_is_kept(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        brought = _bring(store, tmp_path, FOLLOWERS)
        ((platform, day, counts),) = store.stats.sectors(EVER[1])

    assert (brought.followers, brought.unsure) == (4, ("Kari Testvik",))
    assert (platform, day) == ("facebook", TODAY)
    assert counts == {Sector.LIBRARY: 1, Sector.PUBLISHER: 1, Sector.OTHER: 1, Sector.CULTURE: 1}
    assert b"Testvik" not in (tmp_path / "test.db").read_bytes()


def test_correction_by_staff_outlasts_the_next_import(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _bring(store, tmp_path, FOLLOWERS)
        correct(store, "kari  testvik", Sector.MEDIA, KEY)
        _bring(store, tmp_path, FOLLOWERS, today=date(2026, 11, 25))
        ((_, _, counts),) = store.stats.sectors(EVER[1])

    assert counts[Sector.MEDIA] == 1
    assert Sector.OTHER not in counts


def test_where_only_numbers_are_kept_nobody_can_be_corrected(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _bring(store, tmp_path, FOLLOWERS, keeping="counted")

        assert sum(store.stats.sectors(EVER[1])[0][2].values()) == 4
        with pytest.raises(DialogbotError, match="there is no follower 'Kari Testvik'"):
            correct(store, "Kari Testvik", Sector.MEDIA, KEY)


def test_forgotten_person_is_a_follower_no_more_and_does_not_come_back(tmp_path: Path) -> None:
    with store_in(tmp_path) as store:
        _bring(store, tmp_path, FOLLOWERS)
        forget_author(store, Guard(privacy=Privacy(), key=KEY), "Kari Testvik", NOW)
        _bring(store, tmp_path, FOLLOWERS)

        with pytest.raises(DialogbotError, match="there is no follower"):
            correct(store, "Kari Testvik", Sector.MEDIA, KEY)


@pytest.mark.parametrize(
    ("name", "sector"),
    [
        ("Lyngvik folkebibliotek", Sector.LIBRARY),
        ("Universitetsbiblioteket i Fjordby", Sector.LIBRARY),
        ("Fjordby Public Library", Sector.LIBRARY),
        ("Byarkivet", Sector.LIBRARY),
        ("Lyngvik ungdomsskule", Sector.EDUCATION),
        ("University of Fjordby", Sector.EDUCATION),
        ("Fjord Forlag", Sector.PUBLISHER),
        ("Lyngvik Avis", Sector.MEDIA),
        ("NRK Fjordane", Sector.MEDIA),
        ("Kystmuseet", Sector.CULTURE),
        ("Lyngvik Mannskor", None),
        ("Nora Bibow Lind", None),
        ("Kari Testvik", None),
    ],
)
def test_sector_is_proposed_by_the_name(name: str, sector: Sector | None) -> None:
    assert proposed(name) is sector


def test_table_of_something_else_is_refused_with_what_it_lacks(tmp_path: Path) -> None:
    with store_in(tmp_path) as store, pytest.raises(UnreadableFile, match=r"neither a date with followers"):
        _bring(store, tmp_path, "Farge;Antall\nblå;2\n")
