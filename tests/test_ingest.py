"""From files to opportunities: once, whole, and again when a thread has news."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogbot.domain import Action, Decision, Flaw, Kind, Status, Topic, UnreadableFile
from dialogbot.exports import Limits
from dialogbot.ingest import Report, Settings, ingest
from dialogbot.judgement import Sensitivity
from dialogbot.store import opened
from tests.build import NOW

ASK = "Hei! Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."
OWN = frozenset({"Lyngvik bibliotek"})


def test_question_becomes_an_opportunity_with_a_number(tmp_path: Path) -> None:
    report = _ingest(tmp_path, _post("p1", ASK), _post("p2", "For en nydelig dag på fjellet, sol og skare!"))

    assert (report.new, report.known, report.opportunities) == (2, 0, (1,))
    assert report.communities == ("Vannkanna",)


def test_same_file_again_brings_nothing(tmp_path: Path) -> None:
    posts = (_post("p1", ASK), _post("p2", "Gratulerer med dagen!"))
    _ingest(tmp_path, *posts)
    report = _ingest(tmp_path, *posts)

    assert (report.new, report.known, report.opportunities) == (0, 2, ())


def test_overlapping_export_brings_only_what_is_new(tmp_path: Path) -> None:
    _ingest(tmp_path, _post("p1", ASK))
    report = _ingest(tmp_path, _post("p1", ASK), _post("p2", "Gratulerer med dagen!"))

    assert (report.new, report.known) == (1, 1)


def test_answer_of_the_library_in_a_later_export_closes_the_opportunity(tmp_path: Path) -> None:
    _ingest(tmp_path, _post("p1", ASK))
    answer = _post(
        "p2",
        "Hei! Du fornyer lånene selv under «Mine lån», så får du fire nye uker. Hilsen Lyngvik bibliotek",
        parent="p1",
        author="Lyngvik bibliotek",
        minutes=30,
    )
    report = _ingest(tmp_path, _post("p1", ASK), answer)

    assert (report.opportunities, report.settled, report.answered) == ((), (), (1,))
    with opened(tmp_path / "x.db") as store:
        one = store.opportunities.numbered(1)
    assert one is not None
    assert one.last is not None
    assert (one.status, one.last.by) == (Status.HANDLED, "Lyngvik bibliotek")


def test_question_that_somebody_took_is_closed_only_where_the_thread_says_it_is_settled(tmp_path: Path) -> None:
    _ingest(tmp_path, _post("p1", ASK), _post("p9", ASK.replace("lånene", "lånekortet")))
    with opened(tmp_path / "x.db") as store:
        for number in (1, 2):
            store.opportunities.decide(Decision(number=number, action=Action.CLAIM, by="Kari", made_at=NOW))
    thanks = _post("p2", "Fant det ut, det ordnet seg! Takk", parent="p1", minutes=10)
    report = _ingest(tmp_path, _post("p1", ASK), thanks, _post("p3", "Lurer på det samme!", parent="p9", minutes=9))

    with opened(tmp_path / "x.db") as store:
        one, other = (store.opportunities.numbered(number) for number in (1, 2))
    assert report.settled == (1,)
    assert one is not None
    assert other is not None
    assert (one.status, one.verdict.kind, one.verdict.topic) == (Status.SETTLED, Kind.QUESTION, Topic.LOANS)
    assert other.status is Status.CLAIMED


def test_question_that_was_settled_before_the_first_import_is_none(tmp_path: Path) -> None:
    thanks = _post("p2", "Fant det ut, det ordnet seg! Takk", parent="p1", minutes=10)

    assert _ingest(tmp_path, _post("p1", ASK), thanks).opportunities == ()


def test_rows_without_text_are_counted_with_their_places(tmp_path: Path) -> None:
    report = _ingest(tmp_path, _post("p1", ASK), {"id": "p2", "text": ""})

    assert (report.new, report.rejected) == (1, 1)
    assert report.flaws[0][:2] == (Flaw.NO_TEXT, 1)


def test_import_that_was_interrupted_is_taken_up_by_the_next(tmp_path: Path) -> None:
    def cut(_: int) -> None:
        with opened(tmp_path / "x.db") as store:
            if store.posts.count():  # all is stored and nothing judged
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _ingest(tmp_path, _post("p1", ASK), progress=cut)
    report = _ingest(tmp_path, _post("p1", ASK))

    assert (report.new, report.known, report.opportunities) == (0, 1, (1,))


def test_file_that_no_reader_knows_is_one_line_that_says_what_was_seen(tmp_path: Path) -> None:
    path = tmp_path / "picture.bin"
    path.write_bytes(bytes(range(256)) * 20)

    with pytest.raises(UnreadableFile, match=r"picture\.bin") as refused:
        _read(path, tmp_path, lambda _: None)
    assert "\n" not in str(refused.value)


def _ingest(folder: Path, *posts: dict[str, Any], progress: Callable[[int], None] = lambda _: None) -> Report:
    path = folder / "posts.jsonl"
    path.write_text("\n".join(json.dumps(post) for post in posts), encoding="utf-8")
    return _read(path, folder, progress)


def _read(path: Path, folder: Path, progress: Callable[[int], None]) -> Report:
    settings = Settings(sensitivity=Sensitivity(own_accounts=OWN, threshold=None), limits=Limits())
    return ingest(path, folder / "x.db", now=NOW, settings=settings, progress=progress)


def _post(
    ref: str, text: str, parent: str | None = None, author: str = "Kari Testvik", minutes: int = 0
) -> dict[str, Any]:
    when: datetime = NOW - timedelta(hours=3) + timedelta(minutes=minutes)
    return {
        "id": ref,
        "thread": "p1" if parent else ref,
        "parent": parent,
        "platform": "facebook",
        "group": "Vannkanna",
        "author": author,
        "created": when.isoformat(),
        "text": text,
    }
