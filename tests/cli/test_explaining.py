"""`dialogbot explain` and the table of alerts a week: why a verdict fell, and what would change it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from dialogbot.cli import main
from dialogbot.cli.explaining import turning, turning_together
from dialogbot.cli.weekly import rates_table
from dialogbot.config import Config
from dialogbot.detect.encoder import available
from dialogbot.domain import Signal
from dialogbot.jobs import database
from dialogbot.learning import Correction, Figures, Weight, log_odds, probability
from dialogbot.store import opened
from tests.build import NO, NOW, QUESTION, YES, texts

ASK = "Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."
AGAINST = Weight(feature="stem:lån", value=-1.9, word="lånene", yes=1, no=9, recent=10, recent_no=9)
FIGURES = Figures(verdicts=40, yes=20, loss_before=0.7, loss_after=0.5, f1_before=0.6, f1_after=0.7)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_text_is_explained_with_score_threshold_and_signals(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", ASK]) == 0

    printed = capsys.readouterr().out
    assert "Mulighet for samtale: Spørsmål · lån" in printed
    for words in ("Begge trinn sammen" if available() else "Modellene", "Terskel (", " over)", "spør: «"):
        assert words in printed
    assert list(here.iterdir()) == []


def test_ordinary_text_says_how_much_is_missing(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", "Så fint vær det var på tur i dag!"]) == 0

    printed = capsys.readouterr().out
    assert "Ingen mulighet for samtale" in printed
    assert "Terskel (mangler 0," in printed


def test_export_is_explained_message_by_message_or_one_alone(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = here / "posts.jsonl"
    rows = [{"id": "p1", "text": ASK}, {"id": "p2", "text": "Så fint vær!"}]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")

    assert main(["explain", str(file)]) == 0
    assert [line.split()[0] for line in capsys.readouterr().out.splitlines() if line[:1] == "p"] == ["p1", "p2"]
    assert main(["explain", str(file), "--id", "p2"]) == 0
    assert "p1" not in capsys.readouterr().out


@pytest.mark.parametrize(("line", "said"), [(["nowhere.csv"], "nowhere.csv"), ([ASK, "--id", "p9"], "p9")])
def test_what_is_not_there_is_one_line(line: list[str], said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["explain", *line]) == 1

    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1


def test_what_was_learnt_is_a_stage_of_its_own(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(database(Config(folder=here))) as store:
        store.corrections.keep(Correction(weights=(AGAINST,)), FIGURES, accepted=True, now=NOW)
    main(["explain", ASK])

    printed = capsys.readouterr().out
    assert "Med det som er lært av dere" in printed
    assert "lært av dere: lånene" in printed


def test_signals_without_which_the_verdict_would_be_the_other() -> None:
    asks, comment = Signal(name="asks", weight=2.0), Signal(name="comment", weight=-0.4)
    yes = replace(YES, score=probability(1.0), signals=(asks, comment))
    no = replace(NO, score=probability(-0.3), signals=(asks, comment))

    assert turning(yes, 0.5) == (asks,)
    assert turning(no, 0.5) == (comment,)
    assert turning(replace(yes, score=0.99), 0.5) == ()
    assert log_odds(0.5) == 0


def test_where_no_single_signal_decides_the_fewest_together_are_named() -> None:
    asks, topic, reading = (
        Signal(name=name, weight=weight) for name, weight in (("asks", 2.0), ("topic", 1.5), ("x", 0.2))
    )
    sure = replace(YES, score=probability(3.0), signals=(asks, topic, reading))

    assert turning(sure, 0.5) == ()
    assert turning_together(sure, 0.5) == (asks, topic)
    assert turning_together(replace(sure, score=0.999), 0.5) == ()


def test_table_counts_alerts_a_week_per_community_and_in_all() -> None:
    judged = [
        (QUESTION, 0.95),
        (replace(QUESTION, posted_at=NOW - timedelta(days=14, hours=2)), 0.45),
        (replace(QUESTION, community="Leseklubben"), 0.65),
        (replace(QUESTION, posted_at=None), 0.99),
    ]

    assert [line.split() for line in rates_table(judged, 0.52, texts())[1:]] == [
        ["0,3", "0,4", "0,5", "0,6", "0,7", "0,8", "0,9"],
        ["Vannkanna", "1,0", "1,0", "0,5", "0,5", "0,5", "0,5", "0,5"],
        ["Leseklubben", "0,5", "0,5", "0,5", "0,5", "0,0", "0,0", "0,0"],
        ["I", "alt", "1,5", "1,5", "1,0", "1,0", "0,5", "0,5", "0,5"],
    ]


def test_table_without_times_says_so() -> None:
    assert rates_table([(replace(QUESTION, posted_at=None), 0.9)], 0.5, texts()) == [texts()("preview.rates_none")]


def test_preview_shows_the_table(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = here / "posts.jsonl"
    file.write_text(json.dumps({"id": "p1", "text": ASK, "created": NOW.isoformat()}), encoding="utf-8")
    main(["preview", str(file)])

    assert "Varsler i uka ved hver terskel (over 1,0 uker" in capsys.readouterr().out
