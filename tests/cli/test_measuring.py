"""`dialogbot evaluate`, as the one who labelled messages meets it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogbot.cli import main

ASK = "Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."
ROWS = (
    {"id": "a1", "thread": "t1", "text": ASK, "lang": "nb", "opportunity": True, "kind": "question", "topic": "loans"},
    {"id": "a2", "thread": "t2", "text": "Gratulerer med dagen!", "lang": "nb", "opportunity": False, "kind": "none"}
    | {"why_not": "chatter"},
)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_figures_are_printed_with_their_intervals(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(_file(here, second=False))]) == 0

    told = " ".join(capsys.readouterr().out.split())
    for words in ("2 meldinger i 2 tråder", "språk: nb 2 1,000 (1,00–1,00)", "lån 1 / 1", "småprat 0 / 1", "AUC"):
        assert words in told
    assert "Enighet" not in told


def test_agreement_is_printed_where_there_are_two_annotators(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", str(_file(here, second=True))]) == 0

    assert "like 2 av 2 · kappa 1,000" in capsys.readouterr().out


def test_figures_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["evaluate", "--format", "json", str(_file(here, second=True))]) == 0

    table = json.loads(capsys.readouterr().out)
    assert table["whole"]["f1"] == {"value": 1.0, "low": 1.0, "high": 1.0}
    assert table["topics"]["loans"]["said"] == 1
    assert [one["label"] for one in table["agreement"]] == ["opportunity", "topic", "why_not"]


def test_own_accounts_of_the_settings_apply(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "x.jsonl"
    path.write_text(json.dumps(ROWS[0] | {"author": "Lyngvik"}), encoding="utf-8")
    scores = []
    for settings in ("", '[detection]\nown_accounts = ["Lyngvik"]\n'):
        (here / "config.toml").write_text(settings, encoding="utf-8")
        main(["evaluate", "--format", "json", str(path)])
        scores.append(json.loads(capsys.readouterr().out)["reliability"][0]["mean_score"])

    assert scores[1] < scores[0]


def test_file_without_labels_is_one_line_and_exit_code_1(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = here / "x.jsonl"
    path.write_text('{"id": "a1", "text": "Hei"}', encoding="utf-8")

    assert main(["evaluate", str(path)]) == 1
    assert capsys.readouterr().err == (
        'dialogbot: x.jsonl, line 1: has no label; each message needs "opportunity": true or false\n'
    )


def _file(folder: Path, *, second: bool) -> Path:
    rows = [
        row | ({f"{name}_2": row.get(name) for name in ("opportunity", "topic", "why_not")} if second else {})
        for row in ROWS
    ]
    path = folder / "x.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path
