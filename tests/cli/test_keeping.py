"""Backup and restore as commands, and one program a database."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.cli import main
from dialogbot.config import Config
from dialogbot.jobs import database
from dialogbot.lock import held
from dialogbot.store import opened


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_copy_is_made_checked_and_put_back(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(_export(here, "p1"))])
    assert main(["backup", "copy.db"]) == 0
    main(["import", str(_export(here, "p2"))])
    capsys.readouterr()
    assert main(["restore", "copy.db"]) == 0

    assert "copy.db er satt inn: 1 innlegg" in capsys.readouterr().out
    with opened(database(Config(folder=here))) as store:
        assert store.posts.count() == 1
    assert len([*here.glob("dialogbot.replaced-*.db")]) == 1


def test_without_a_database_there_is_nothing_to_copy(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["backup", "copy.db"]) == 1
    assert "ingenting å kopiere" in capsys.readouterr().err


@pytest.mark.parametrize("command", [["run"], ["restore", "copy.db"]])
def test_second_program_is_told_in_one_line_who_has_the_database(
    command: list[str], here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    main(["import", str(_export(here, "p1"))])
    main(["backup", "copy.db"])
    capsys.readouterr()
    with held(database(Config(folder=here)), datetime.now(UTC)):
        assert main(command) == 1

    told = capsys.readouterr().err
    assert "is in use by process " in told
    assert len(told.splitlines()) == 1


def test_single_commands_go_on_beside_the_program(here: Path) -> None:
    with held(database(Config(folder=here)), datetime.now(UTC)):
        assert main(["import", str(_export(here, "p1"))]) == 0
        assert main(["list"]) == 0
        assert main(["backup", "copy.db"]) == 0


def _export(folder: Path, ref: str) -> Path:
    when = (datetime.now(UTC) - timedelta(hours=5)).isoformat()
    path = folder / "posts.jsonl"
    row = {"id": ref, "group": "Vannkanna", "created": when, "text": f"Så fint vær på {ref}!"}
    path.write_text(json.dumps(row), encoding="utf-8")
    return path
