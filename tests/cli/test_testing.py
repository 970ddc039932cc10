"""Whether it works, told at the machine: status, selftest, and the history of a card."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest

from dialogbot.cli import main
from dialogbot.config import Config
from dialogbot.jobs import database
from dialogbot.store import opened

ASK = "Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_selftest_without_the_running_process_goes_as_far_as_the_outbox(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["selftest"]) == 0

    assert [line[:6] for line in capsys.readouterr().out.splitlines()] == ["ok    "] * 5
    with opened(here / "dialogbot.db") as store:
        assert (store.posts.count(), store.outbox.waiting(), store.opportunities.all()) == (0, 0, [])


def test_selftest_that_finds_nothing_says_so(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "config.toml").write_text("[detection]\nthreshold = 0.9999\n", encoding="utf-8")

    assert main(["selftest"]) == 1
    assert capsys.readouterr().out.startswith("FEILET  et prøvespørsmål blir funnet")


def test_status_tells_whether_the_process_is_alive(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["status"])
    with opened(database(Config(folder=here))) as store:
        store.heartbeat.beat("telegram", datetime.now(UTC))
    main(["status"])

    first, second = capsys.readouterr().out.split("Slik står det til")[1:]
    assert "«dialogbot run» går ikke" in first
    assert "«dialogbot run» går (sist hørt fra" in second


def test_history_shows_what_was_taken_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "posts.csv").write_text(f'id,text\n1,"{ASK}"\n', encoding="utf-8")
    for line in ("import posts.csv", "claim 1 --by Kari", "reopen 1 --by Ola", "show 1"):
        main(line.split())

    printed = capsys.readouterr().out
    assert "Kari: tok den (angret)" in printed
    assert "Ola: angret" in printed
