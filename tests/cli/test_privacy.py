"""The command line about what is stored of people."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from dialogbot.cli import main

CONFIG = """
[detection]
own_accounts = ["Lyngvik bibliotek"]
[privacy]
closed = ["Vannkanna"]
"""
ASK = "Hei! Noen som vet hvordan jeg fornyer lånene mine på biblioteket? Astrid lurer"


@pytest.fixture(autouse=True)
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "config.toml").write_text(CONFIG, encoding="utf-8")
    row = {"platform": "facebook", "id": "p1", "author": "Bruna Testvik", "community": "Vannkanna", "text": ASK}
    (tmp_path / "x.jsonl").write_text(json.dumps(row | {"url": "https://f.example/1"}) + "\n", encoding="utf-8")
    return tmp_path


def test_alert_of_a_closed_group_hides_what_show_tells_on_the_machine(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", "x.jsonl"]) == 0
    alerted = capsys.readouterr().out
    assert main(["show", "1"]) == 0
    shown = capsys.readouterr().out

    assert "#1" in alerted
    assert "fornyer" not in alerted
    assert "fornyer lånene mine" in shown
    assert "Astrid" not in shown
    assert "Person " in shown


def test_forget_prints_a_receipt_without_the_name(capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "x.jsonl"])
    capsys.readouterr()
    assert main(["forget", "--author", "Bruna Testvik"]) == 0
    receipt = capsys.readouterr().out
    main(["import", "x.jsonl"])

    assert receipt.startswith("Slettet: 1 · varsler: 1")
    assert "Bruna" not in receipt
    assert "1 som skal være glemt, er ikke lagret" in capsys.readouterr().out


def test_forget_says_what_it_wants(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["forget", "--link", "ikke en lenke"]) == 1
    assert "is no link" in capsys.readouterr().err
    assert main(["forget", "--author", "Lyngvik bibliotek"]) == 1
    assert "library's own name" in capsys.readouterr().err


def test_person_is_printed_as_text_and_json(capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "x.jsonl"])
    capsys.readouterr()
    assert main(["person", "Bruna", "Testvik"]) == 0
    told = capsys.readouterr().out
    assert main(["person", "Bruna Testvik", "--format", "json"]) == 0
    table = json.loads(capsys.readouterr().out)
    assert main(["person", "Ingen Slik"]) == 0

    assert "1 innlegg:" in told
    assert table["posts"][0]["community"] == "Vannkanna"
    assert "Ingenting er lagret om Ingen Slik." in capsys.readouterr().out


@pytest.mark.parametrize("keeping", ["keyed", "named"])
def test_person_is_told_of_what_is_kept_of_a_follower(
    desk: Path, capsys: pytest.CaptureFixture[str], keeping: str
) -> None:
    (desk / "config.toml").write_text(f'[stats]\nfollowers = "{keeping}"\n', encoding="utf-8")
    (desk / "f.csv").write_text("Følger;Plattform\nKari Følgesvenn;facebook\nOla Nabo;facebook\n", encoding="utf-8")
    main(["stats", "import", "f.csv"])
    main(["stats", "sector", "Kari Følgesvenn", "media"])
    capsys.readouterr()
    assert main(["person", "kari  følgesvenn"]) == 0
    told = capsys.readouterr().out
    assert main(["person", "Kari Følgesvenn", "--format", "json"]) == 0
    (follows,) = json.loads(capsys.readouterr().out)["follows"]
    main(["forget", "--author", "Kari Følgesvenn"])
    capsys.readouterr()
    assert main(["person", "Kari Følgesvenn"]) == 0

    assert "Følger oss på facebook: medier (rettet av oss)" in told
    assert (follows["platform"], follows["sector"], follows["corrected"]) == ("facebook", "media", True)
    assert "Følger oss" not in capsys.readouterr().out


def test_documents_are_written_in_both_languages(desk: Path) -> None:
    assert main(["documents", "--to", "ut"]) == 0
    assert main(["documents", "--language", "nn", "--to", "ut-nn"]) == 0

    assert "Vannkanna" in (desk / "ut" / "dpia.md").read_text(encoding="utf-8")
    assert "Kven det gjeld" in (desk / "ut-nn" / "behandlingsprotokoll.md").read_text(encoding="utf-8")


def test_preview_makes_no_key(desk: Path) -> None:
    main(["preview", "x.jsonl"])

    assert not list(desk.glob("*.key"))
