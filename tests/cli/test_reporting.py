"""The commands that report and export, from the outside."""

from __future__ import annotations

import json
import stat
import webbrowser
from pathlib import Path

import pytest

from dialogbot.cli import FINE, OPERATOR_ERROR, main
from dialogbot.store import opened
from tests.report.small import fill

MAY_AND_JUNE = ("--from", "2026-05-01", "--to", "2026-06-30")


@pytest.fixture
def config(tmp_path: Path) -> str:
    """A configuration beside a little half-year."""
    with opened(tmp_path / "dialogbot.db") as store:
        fill(store)
    path = tmp_path / "config.toml"
    path.write_text('language = "nb"\n', encoding="utf-8")
    return str(path)


def test_report_says_where_its_three_files_are(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--config", config, "report", *MAY_AND_JUNE, "--language", "en", "--to-folder", str(tmp_path / "out")])
    written = [Path(line) for line in capsys.readouterr().out.splitlines()]

    assert code == FINE
    assert [path.suffix for path in written] == [".html", ".csv", ".xlsx"]
    assert '<html lang="en">' in written[0].read_text(encoding="utf-8")


def test_without_a_folder_the_report_goes_where_the_settings_say(config: str, tmp_path: Path) -> None:
    assert main(["--config", config, "report"]) == FINE
    assert len(list((tmp_path / "reports").iterdir())) == 3


def test_day_that_is_none_is_said_in_one_line(config: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--config", config, "report", "--from", "1. mai"]) == OPERATOR_ERROR
    assert capsys.readouterr().err == "dialogbot: there is no day '1. mai': write it as 2026-05-01\n"


def test_export_is_written_for_its_owner_alone(config: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = tmp_path / "saker.jsonl"
    code = main(
        ["--config", config, "export", "opportunities", "--format", "jsonl", *MAY_AND_JUNE, "--output", str(target)]
    )
    rows = [json.loads(line) for line in target.read_text(encoding="utf-8").splitlines()]

    assert code == FINE
    assert [row["number"] for row in rows] == [1, 2, 3, 4, 5, 6]
    assert stat.S_IMODE(target.stat().st_mode) == 0o600
    assert capsys.readouterr().out == f"6 saker skrevet til {target}\n"


def test_export_to_where_nothing_can_be_written_says_so(config: str, tmp_path: Path) -> None:
    assert (
        main(["--config", config, "export", "opportunities", "--output", str(tmp_path / "no" / "a.csv")])
        == OPERATOR_ERROR
    )


def test_digest_is_shown_in_the_browser(config: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(webbrowser, "open", shown.append)
    code = main(["--config", config, "digest", "--week", "2026-W23", "--open"])

    assert code == FINE
    assert shown == [(tmp_path / "reports" / "2026-W23.html").as_uri()]
    assert (tmp_path / "reports" / "2026-W23.png").exists()
