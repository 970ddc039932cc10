"""Settings, as they are shown and changed at the machine."""

from __future__ import annotations

from pathlib import Path

import pytest

from dialogbot.cli import main


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_settings_are_shown_changed_and_changed_back(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        ["settings", "alerts.most_an_hour", "20"],
        ["settings", "varsler", "i", "timen", "30"],
        ["settings", "alerts.most_an_hour", "--undo"],
        ["settings", "alerts.most_an_hour", "--reset"],
        ["settings", "privacy.closed", "+Oss i Lyngvik, Åsen"],
        ["settings", "privacy.closed", "--", "-Oss i Lyngvik, Åsen"],
        ["settings"],
    ]

    assert [main(line) for line in lines] == [0] * len(lines)
    said = capsys.readouterr().out
    for words in (
        "varsler i timen er nå 20 (før: 12).",
        "varsler i timen er nå 30 (før: 20).",
        "Angret: varsler i timen er igjen 20.",
        "varsler i timen er som i config.toml igjen: 12.",
        "lukkede grupper er nå Oss i Lyngvik, Åsen; (før: ingen).",
        "lukkede grupper er nå ingen",
        "• påminnelse: 4 timer",
    ):
        assert words in said


def test_changed_language_is_that_of_the_next_command(capsys: pytest.CaptureFixture[str]) -> None:
    main(["settings", "language", "nynorsk"])
    capsys.readouterr()
    main(["list"])

    assert "Ingenting ventar" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["settings", "nothing"], "Ingen innstilling som kan endres her"),
        (["settings", "telegram.token_file"], "Ingen innstilling som kan endres her"),
        (["settings", "digest.time", "25"], "Skriv et klokkeslett"),
        (["settings", "--undo"], "skriv navnet på innstillingen"),
        (["settings", "digest.time", "8", "--reset"], "skriv navnet på innstillingen"),
    ],
)
def test_mistake_is_one_line_and_exit_code_1(line: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(line) == 1
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1


def test_file_is_not_written(here: Path) -> None:
    (here / "config.toml").write_text("[alerts]\nmost_an_hour = 5  # for now\n", encoding="utf-8")
    main(["settings", "alerts.most_an_hour", "20"])

    assert (here / "config.toml").read_text(encoding="utf-8") == "[alerts]\nmost_an_hour = 5  # for now\n"


def test_restore_works_where_the_database_cannot_be_read(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["settings", "alerts.most_an_hour", "20"])
    main(["backup", "copy.db"])
    (here / "dialogbot.db").write_bytes(b"this was a database once" * 400)

    assert main(["restore", "copy.db"]) == 0
    capsys.readouterr()
    main(["settings", "alerts.most_an_hour"])
    assert "varsler i timen: 20" in capsys.readouterr().out
