"""`dialogbot answers`: what fitted how often, the holes, the best for a question, and what is wrong with the files."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.cli import main
from dialogbot.config import Config
from dialogbot.jobs import database
from dialogbot.store import opened
from tests.answers.test_folder import SAMPLES
from tests.build import QUESTION, YES, add

ENTRY = """---
id: {id}
title: {title}
topic: {topic}
keywords: [{keywords}]
url: https://bibliotek.example/{id}
lang: {lang}
---
Tekst
"""


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text('[answers]\nfolder = "svar"\n', encoding="utf-8")
    (tmp_path / "svar").mkdir()
    _put(tmp_path, "forny.md", id="forny", title="Fornye lån", topic="loans", keywords="fornye, fornyer, lån, lånet")
    _put(tmp_path, "rom.md", id="rom", title="Grupperom", topic="space", keywords="grupperom, booke")
    _put(tmp_path, "rom.nn.md", id="rom", title="Grupperom", topic="space", keywords="grupperom", lang="nn")
    return tmp_path


def _put(folder: Path, name: str, **values: str) -> None:
    (folder / "svar" / name).write_text(ENTRY.format(**{"lang": "nb"} | values), encoding="utf-8")


def _ask(folder: Path, *texts: str) -> None:
    now = datetime.now(UTC) - timedelta(days=1)
    with opened(database(Config(folder=folder))) as store:
        for place, text in enumerate(texts):
            store.opportunities.judged(add(store, replace(QUESTION, ref=f"9{place}", text=text), now), YES, now)


def test_entries_are_listed_with_how_often_they_fitted_and_the_holes(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    _ask(here, "Hvordan fornyer jeg lånet?", "Får barn eget kort?", "Kan jeg låne en symaskin?")
    assert main(["answers"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[1:3] == ["    1  forny (nb): Fornye lån", "    0  rom (nb, nn): Grupperom"]
    assert lines[4:] == ["Hull: spørsmål de siste åtte ukene som ingen svar passet godt nok til", "  lån: 2 av 3"]


def test_best_entries_for_a_question_come_with_scores_and_the_bar(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (here / "config.toml").write_text(f'[answers]\nfolder = "{SAMPLES.as_posix()}"\n', encoding="utf-8")
    assert main(["answers", "Må", "jeg", "ha", "VPN", "og", "Feide", "for", "databasene", "hjemmefra?"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[1].startswith("✓")
    assert lines[1].endswith("Tilgang til e-ressurser hjemmefra (e-tilgang-hjemmefra)")
    assert lines[2].strip() == "https://bibliotek.example.org/e-tilgang-hjemmefra"
    assert not lines[9].startswith("✓")
    assert lines[-1].startswith("Fra 4,4 og opp")


def test_damaged_files_are_named_with_line_and_reason(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _put(here, "kart.md", id="kart", title="Kart", topic="kart", keywords="kart")
    (here / "svar" / "tom.md").write_text("", encoding="utf-8")
    assert main(["answers"]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[-2].startswith("Utelatt: kart.md, linje 4: topic er ikke et av temaene: loans, access")
    assert lines[-1] == "Utelatt: tom.md, linje 1: filen begynner ikke med ---"


def test_without_a_bank_one_line_says_how_to_get_one(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    for settings in ("", '[answers]\nfolder = "ingen"\n', '[answers]\nfolder = "tom"\n'):
        (here / "tom").mkdir(exist_ok=True)
        (here / "config.toml").write_text(settings, encoding="utf-8")
        assert main(["answers"]) == 1

    assert len(capsys.readouterr().err.splitlines()) == 3


def test_show_tells_the_suggestion(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _ask(here, "Hvordan fornyer jeg lånet?")
    main(["answers"])
    assert main(["show", "1"]) == 0

    shown = capsys.readouterr().out
    assert "Kanskje til hjelp: Fornye lån" in shown
    assert "https://bibliotek.example/forny" in shown
