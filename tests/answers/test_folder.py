"""The folder of the answer bank: damaged files stop nothing, and what has changed is read anew."""

from __future__ import annotations

import logging
import os
from pathlib import Path

import pytest

from dialogbot.answers import Bank, Damaged, Why, bank_in

ENTRY = "---\nid: {id}\ntitle: {title}\nlang: {lang}\n---\nTekst\n"
SAMPLES = Path(__file__).parents[2] / "dialogbot" / "samples" / "answers"


def _put(folder: Path, name: str, **values: str) -> None:
    (folder / name).write_text(ENTRY.format(**{"id": "a", "title": "A", "lang": "nb"} | values), encoding="utf-8")


def test_damaged_files_are_told_of_and_the_others_are_read(tmp_path: Path) -> None:
    (tmp_path / "lån").mkdir()
    _put(tmp_path, "a.md")
    _put(tmp_path, "lån/b.md", id="b", lang="en")
    _put(tmp_path, "c.md", lang="no")
    _put(tmp_path, "twice.md")
    _put(tmp_path, ".hidden.md", id="hidden")
    (tmp_path / "latin.md").write_bytes(b"---\nid: d\ntitle: \xe5pning\nlang: nb\n---\n")
    (tmp_path / "folder.md").mkdir()
    (tmp_path / "notes.txt").write_text("---", encoding="utf-8")

    bank = bank_in(tmp_path)

    assert bank.ids == ("a", "b")
    assert bank.damaged == (
        Damaged(file="c.md", line=4, why=Why.NO_LANGUAGE),
        Damaged(file="latin.md", line=3, why=Why.UNREADABLE),
        Damaged(file="twice.md", line=2, why=Why.TWICE),
    )


def test_changed_file_is_read_anew_and_an_unchanged_folder_is_not(tmp_path: Path) -> None:
    _put(tmp_path, "a.md")
    before = bank_in(tmp_path)
    assert bank_in(tmp_path) is before

    _put(tmp_path, "a.md", title="Noe annet")
    os.utime(tmp_path / "a.md", (1, 1))

    assert bank_in(tmp_path).versions("a")["nb"].title == "Noe annet"
    assert bank_in(tmp_path).mark != before.mark


def test_what_is_wrong_is_logged_once(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    _put(tmp_path, "c.md", lang="no")
    with caplog.at_level(logging.WARNING):
        for _ in range(3):
            bank_in(tmp_path)

    assert [one.getMessage() for one in caplog.records] == [
        "left out of the answer bank: c.md, line 4: no_language",
    ]


def test_folder_that_is_not_there_is_an_empty_bank(tmp_path: Path) -> None:
    assert bank_in(tmp_path / "none") == Bank()


def test_sample_bank_is_whole() -> None:
    bank = bank_in(SAMPLES)

    assert (len(bank.answers), len(bank.ids), bank.damaged) == (32, 24, ())
