"""`dialogbot stats` and `dialogbot audit` from the command line."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.cli import main
from dialogbot.config import Config
from dialogbot.jobs import database
from dialogbot.store import opened
from dialogbot.store.imports import Imported
from tests.build import NO, QUESTION, add


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_figures_are_taken_in_and_shown(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "a.csv").write_text("Dato;Følgere\n01.05.2026;1204\n30.10.2026;1300\n", encoding="utf-8")
    (here / "b.csv").write_text(
        "Følger;Plattform\nLyngvik folkebibliotek;facebook\nKari Testvik;facebook\n", encoding="utf-8"
    )

    assert main(["stats", "import", "a.csv", "--platform", "Facebook"]) == 0
    assert main(["stats", "import", "b.csv"]) == 0
    assert main(["stats", "sector", "Kari Testvik", "kultur"]) == 0
    assert main(["stats", "show"]) == 0

    lines = capsys.readouterr().out.replace("\N{NO-BREAK SPACE}", " ").splitlines()
    assert "facebook: 1 300 følgere (+96 siden 1. mai 2026)" in lines
    assert lines[-1].endswith("kultur 50 % (1) · bibliotek og arkiv 50 % (1)")


def test_what_is_wrong_is_one_line(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["stats", "sector", "Kari Testvik", "sport"]) == 1
    assert main(["stats", "sector", "Kari Testvik", "media"]) == 1
    assert main(["stats", "import", "nowhere.csv"]) == 1
    (here / "config.toml").write_text('[stats]\nfollowers = "counted"\n', encoding="utf-8")
    assert main(["stats", "sector", "Kari Testvik", "media"]) == 1

    assert len(capsys.readouterr().err.splitlines()) == 4


def test_audit_draws_lists_and_keeps_answers(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    last_week = datetime.now(UTC) - timedelta(days=7)
    nothing = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
    with opened(database(Config(folder=here))) as store:
        store.imports.remember(Imported(file="x", reader="y", at=last_week - timedelta(days=9), **nothing))
        for weeks in (0, 1):
            post = replace(QUESTION, ref=f"9{weeks}", text=f"Dette er melding nummer {weeks}")
            seen = last_week - timedelta(weeks=weeks)
            store.opportunities.judged(add(store, post, seen), NO, seen)
    assert main(["audit"]) == 0
    assert main(["audit", "1", "nei"]) == 0
    assert main(["audit"]) == 0

    lines = [line for line in capsys.readouterr().out.splitlines() if line]
    assert "Dette er melding nummer 0" in "\n".join(lines) or "Dette er melding nummer 1" in "\n".join(lines)
    assert "Notert: 1 var ikke noe for oss. Takk!" in lines
    assert lines[-1] == "Ingen stikkprøver venter på svar."
