"""`dialogbot learn`: what a librarian is told of what was learnt, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from dialogbot.cli import main
from dialogbot.config import Config
from dialogbot.jobs import database
from dialogbot.learning import Calibration, Correction, Figures, Weight
from dialogbot.store import opened
from tests.build import NOW

CABIN = Weight(feature="stem:hytt", value=-1.2, word="hytte", yes=2, no=7, recent=9, recent_no=7)
LOAN = Weight(feature="stem:fjernlån", value=1.1, word="fjernlån", yes=6, no=1, recent=7, recent_no=1)
LEARNT = Correction(
    weights=(CABIN, LOAN),
    calibrations=(Calibration(community="vannkanna", slope=0.8, shift=-0.2, verdicts=120),),
)
FIGURES = Figures(verdicts=140, yes=80, loss_before=0.71, loss_after=0.52, f1_before=0.73, f1_after=0.78)


@pytest.fixture(autouse=True)
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_too_few_decisions_are_counted_and_the_way_to_more_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["learn"]) == 0

    printed = capsys.readouterr().out
    assert "0 ja og 0 nei" in printed
    assert "Skriv grunnen" in printed


def test_what_was_learnt_is_shown_in_words(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _keep(here, LEARNT)

    assert main(["learn", "--show"]) == 0
    assert [line.strip() for line in capsys.readouterr().out.splitlines()] == [
        "1. tirsdag 24. november kl. 10.00: gjelder, 140 avgjørelser",
        "tap 0,710 → 0,520 · F1 0,730 → 0,780",
        "«hytte» veier mindre: 7 av de siste 9 var uaktuelle",
        "«fjernlån» veier mer: 6 av de siste 7 var aktuelle",
        "kalibrert for vannkanna: 120 avgjørelser",
    ]


def test_undo_says_what_holds_then(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _keep(here, Correction(weights=(replace(CABIN, value=-0.2),)))
    _keep(here, LEARNT)
    said = []
    for _ in range(3):
        assert main(["learn", "--undo"]) == 0
        said.append(capsys.readouterr().out.splitlines()[-1])

    assert said == [
        "Nå gjelder igjen det som ble lært tirsdag 24. november kl. 10.00.",
        "Nå gjelder modellene slik de ble levert.",
        "Ingenting er lært ennå.",
    ]


def test_attempts_say_how_each_stands(here: Path, capsys: pytest.CaptureFixture[str]) -> None:
    _keep(here, LEARNT)
    _keep(here, LEARNT)
    _keep(here, LEARNT)
    main(["learn", "--undo"])
    with opened(database(Config(folder=here))) as store:
        store.corrections.keep(Correction(), FIGURES, accepted=False, now=NOW)
    capsys.readouterr()
    main(["learn", "--show"])

    states = [line.split(": ")[1].split(",")[0] for line in capsys.readouterr().out.splitlines() if line[0].isdigit()]
    assert states == ["ikke tatt i bruk", "angret", "gjelder", "erstattet av en nyere"]


def test_undo_and_show_exclude_each_other() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["learn", "--undo", "--show"])

    assert ended.value.code == 2


def _keep(folder: Path, correction: Correction) -> None:
    with opened(database(Config(folder=folder))) as store:
        store.corrections.keep(correction, FIGURES, accepted=True, now=NOW)
