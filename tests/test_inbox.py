"""A file is taken when it has come to rest, and goes where it can be found again."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from dialogbot.inbox import DONE, FAILED, at_rest, look, put_away
from tests.build import NOW


def test_file_that_grows_is_left_alone_until_it_rests(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("a", encoding="utf-8")
    seen = look(tmp_path, {}, NOW)
    file.write_text("ab", encoding="utf-8")
    seen = look(tmp_path, seen, NOW + timedelta(seconds=2))

    assert at_rest(seen, NOW + timedelta(seconds=3), 2) == []
    assert at_rest(look(tmp_path, seen, NOW + timedelta(seconds=4)), NOW + timedelta(seconds=4), 2) == [file]


def test_unpacked_export_is_taken_as_one(tmp_path: Path) -> None:
    folder = tmp_path / "facebook-kari"
    folder.mkdir()
    (folder / "posts.json").write_text("[]", encoding="utf-8")

    assert list(look(tmp_path, {}, NOW)) == [folder]


def test_hidden_unfinished_and_finished_files_are_passed_over(tmp_path: Path) -> None:
    for name in (".DS_Store", "export.zip.part", "x.crdownload"):
        (tmp_path / name).write_text("x", encoding="utf-8")
    for name in (DONE, FAILED):
        (tmp_path / name).mkdir()

    assert look(tmp_path, {}, NOW) == {}


def test_missing_inbox_is_made(tmp_path: Path) -> None:
    assert look(tmp_path / "inbox", {}, NOW) == {}
    assert (tmp_path / "inbox").is_dir()


def test_file_is_put_away_with_a_word_why(tmp_path: Path) -> None:
    file = tmp_path / "export.csv"
    file.write_text("x", encoding="utf-8")

    assert put_away(file, FAILED, ["kunne ikke leses"], NOW) == tmp_path / "failed" / "export.csv"
    assert not file.exists()
    assert (tmp_path / "failed" / "export.csv.txt").read_text(encoding="utf-8") == "kunne ikke leses\n"


def test_second_file_of_the_same_name_does_not_replace_the_first(tmp_path: Path) -> None:
    for text in ("first", "second"):
        file = tmp_path / "export.csv"
        file.write_text(text, encoding="utf-8")
        put_away(file, DONE, [], NOW)

    kept = sorted(path.read_text(encoding="utf-8") for path in (tmp_path / "done").glob("*.csv"))
    assert kept == ["first", "second"]
