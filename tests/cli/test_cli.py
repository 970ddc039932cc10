"""The command line, as a librarian meets it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

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


def test_import_reports_and_shows_the_alert(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["import", str(_export(here, ASK, "Så fint vær!"))]) == 0

    printed = capsys.readouterr().out
    assert "2 nye, 0 kjente, 1 mulighet for samtale" in printed
    assert "#1 · Vannkanna" in printed
    assert "[Jeg tar den]" in printed


def test_import_of_a_known_file_alerts_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = str(_export(here, ASK))
    main(["import", file])
    capsys.readouterr()

    assert main(["import", file]) == 0
    printed = capsys.readouterr().out
    assert "0 nye, 1 kjent, ingen muligheter for samtale" in printed
    assert "#1" not in printed


def test_import_reports_as_json(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", "--format", "json", str(_export(here, ASK))])

    report = json.loads(capsys.readouterr().out)
    assert (report["new"], report["opportunities"], report["communities"]) == (1, [1], ["Vannkanna"])


def test_one_bad_file_does_not_keep_the_others_out(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    bad = here / "bad.bin"
    bad.write_bytes(bytes(range(256)) * 9)

    assert main(["import", str(bad), str(_export(here, ASK))]) == 1
    captured = capsys.readouterr()
    assert "bad.bin: kunne ikke leses" in captured.err
    assert "1 nytt" in captured.out


def test_preview_writes_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = _export(here, ASK, "Så fint vær!")

    assert main(["preview", str(file)]) == 0
    assert "1 mulighet for samtale i 2 innlegg:" in capsys.readouterr().out
    assert [path.name for path in here.iterdir()] == [file.name]


def test_preview_as_json_is_one_object_a_message(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["preview", "--format", "json", str(_export(here, ASK, "Så fint vær!"))])

    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [row["id"] for row in rows] == ["p0", "p1"]
    assert [row["opportunity"] for row in rows] == [True, False]
    assert rows[0]["topic"] == "loans"
    assert rows[0].keys() == rows[1].keys() == set(_FIELDS)
    assert 0 <= rows[1]["score"] < rows[0]["score"] <= 1
    assert rows[0]["signals"]


def test_each_decision_can_be_made_without_telegram(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(_export(here, ASK))])
    lines = [
        ["claim", "1", "--by", "Kari"],
        ["claim", "1", "--by", "Ola"],
        ["snooze", "1", "2d"],
        ["reopen", "1"],
        ["handle", "1", "svart", "i", "tråden", "--by", "Ola"],
        ["dismiss", "1"],
    ]
    capsys.readouterr()

    assert [main(line) for line in lines] == [0] * 6
    said = capsys.readouterr().out
    for words in (
        "Du har tatt #1.",
        "Kari har allerede #1",
        "#1 kommer tilbake",
        "Nå gjelder: Kari tok den",
        "er avsluttet",
    ):
        assert words in said
    main(["show", "1"])
    assert "Ola: besvart – svart i tråden" in " ".join(capsys.readouterr().out.split())


def test_list_and_digest_are_printed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["import", str(_export(here, ASK))])
    capsys.readouterr()
    week = "{}-W{:02}".format(*datetime.now(UTC).isocalendar()[:2])

    assert main(["list"]) == 0
    assert "1 sak er ikke ferdig" in capsys.readouterr().out
    assert main(["digest", "--week", week]) == 0
    assert "1 mulighet for samtale funnet" in capsys.readouterr().out


def test_decision_on_the_command_line_edits_the_alert_in_the_chat(here: Path) -> None:
    (here / "config.toml").write_text('channel = "telegram"\n[telegram]\nchats = [-1]\n', encoding="utf-8")
    main(["import", str(_export(here, ASK))])
    config = Config(folder=here)
    with opened(database(config)) as store:
        due = store.outbox.next_due(datetime.now(UTC))
        assert due is not None
        store.outbox.confirm(due[0], "-1:5", datetime.now(UTC))
    main(["claim", "1"])

    with opened(database(config)) as store:
        edit = store.outbox.next_due(datetime.now(UTC))
    assert edit is not None
    assert edit[1].key == "edit:1:1"


def test_import_with_telegram_says_who_sends_the_alerts(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "config.toml").write_text('channel = "telegram"\n[telegram]\nchats = [-1]\n', encoding="utf-8")
    main(["import", str(_export(here, ASK))])

    assert "1 varsel venter på å bli sendt; «dialogbot run» sender det." in capsys.readouterr().out


@pytest.mark.parametrize(
    ("line", "said"),
    [
        (["claim", "7"], "Det finnes ingen sak #7."),
        (["import", "nowhere.csv"], "nowhere.csv"),
        (["preview", "nowhere.csv"], "nowhere.csv"),
        (["--config", "nowhere.toml", "list"], "there is no such file"),
        (["digest", "--week", "46"], "2026-W46"),
    ],
)
def test_mistake_of_the_operator_is_one_line_and_exit_code_1(
    line: list[str], said: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(line) == 1
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1


@pytest.mark.parametrize("line", [[], ["fly"], ["claim"], ["claim", "one"], ["import"]])
def test_wrong_usage_is_exit_code_2(line: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(line)

    assert ended.value.code == 2


def test_help_speaks_the_language_of_the_settings(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "config.toml").write_text('language = "nn"', encoding="utf-8")
    with pytest.raises(SystemExit):
        main(["--help"])

    assert "dei tilsette" in capsys.readouterr().out


def test_formats_lists_the_readers(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["formats"]) == 0
    assert "canonical (" in capsys.readouterr().out


def test_formats_tells_of_a_file_what_is_found_and_how_to_map_it(
    here: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    table = here / "x.csv"
    table.write_text("Navn;Dato;Melding\nNina;2.11.2026 10:00;Hvor er boka?\n", encoding="utf-8")

    assert main(["formats", str(table)]) == 0
    told = capsys.readouterr().out
    assert "x.csv leses som table_csv" in told
    assert "author (1): Nina" in told
    assert "[mapping.columns]" in told


def test_mapping_in_the_settings_reads_what_cannot_be_guessed(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (here / "config.toml").write_text(
        '[mapping]\ngroup = "Klubben"\n[mapping.columns]\ntext = "K7"\n', encoding="utf-8"
    )
    (here / "x.csv").write_text(f"K6;K7\n9;{ASK}\n", encoding="utf-8")
    main(["preview", "--format", "json", "x.csv"])

    row = json.loads(capsys.readouterr().out)
    assert (row["text"], row["group"], row["opportunity"]) == (ASK, "Klubben", True)


def test_demo_tells_its_whole_story_and_leaves_nothing(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["demo"]) == 0

    told = capsys.readouterr().out
    for words in ("Grupper: Vannkanna", "Du har tatt #", "har allerede #", "er besvart. Takk!", "Uke 48"):
        assert words in told
    assert list(here.iterdir()) == []


_FIELDS = (
    "id", "thread", "parent", "platform", "group", "author", "created", "text", "likes", "url",
    "opportunity", "score", "kind", "topic", "language", "signals",
)  # fmt: skip


def _export(folder: Path, *texts: str) -> Path:
    path = folder / "posts.jsonl"
    when = datetime.now(UTC) - timedelta(hours=5)
    rows: list[dict[str, Any]] = [
        {"id": f"p{place}", "group": "Vannkanna", "author": "Nina Testvik", "created": when.isoformat(), "text": text}
        for place, text in enumerate(texts)
    ]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path
