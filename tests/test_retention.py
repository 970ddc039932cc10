"""What has been kept long enough goes, also from the raw files, and does not come back."""

from __future__ import annotations

import json
import os
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from dialogbot.config import Config, PrivacyConfig
from dialogbot.domain import Action, Decision, Message, Sort
from dialogbot.exports import Limits
from dialogbot.inbox import DONE, FAILED, put_away
from dialogbot.ingest import Report, Settings, ingest
from dialogbot.jobs import JOBS, scheduler
from dialogbot.judgement import Sensitivity
from dialogbot.privacy import privacy
from dialogbot.respond import Desk, carry_out
from dialogbot.retention import enforce, enforce_when_due
from dialogbot.store import Store, opened
from tests.build import NOW, texts, words

ASK = "Noen som vet hvordan jeg fornyer lånene på biblioteket? Fristen for Trollmannens hemmelighet er i morgen"
TALK = "Sol og skarenatt på fjellet i dag"
YEAR = timedelta(days=366)


def test_texts_of_closed_communities_go_when_their_days_are_over(tmp_path: Path) -> None:
    config = _config(tmp_path, closed=("Vannkanna",))
    _import(config)
    assert enforce(config, NOW + timedelta(days=13)).texts == 0
    assert enforce(config, NOW + timedelta(days=15)).texts == 2

    assert _remains(tmp_path, "Trollmannens", "skarenatt", "fornyer") == []
    with opened(tmp_path / "dialogbot.db") as store:
        assert store.posts.count() == 2


def test_text_of_a_closed_community_goes_when_the_question_is_finished(tmp_path: Path) -> None:
    config = _config(tmp_path, closed=("Vannkanna",))
    _import(config)
    _decide(config, Action.CLAIM)
    assert enforce(config, NOW).texts == 0
    _decide(config, Action.HANDLE)
    assert enforce(config, NOW).texts == 1

    assert _remains(tmp_path, "Trollmannens", "skarenatt") == ["skarenatt"]


def test_text_that_went_does_not_come_back_and_its_verdict_stands(tmp_path: Path) -> None:
    config = _config(tmp_path, closed=("Vannkanna",))
    _import(config)
    enforce(config, NOW + timedelta(days=15))
    report = _import(config, _post("p3", "Jeg lurer på det samme", parent="p1"), now=NOW + timedelta(days=15))

    assert (report.new, report.known, report.settled) == (1, 2, ())
    assert _remains(tmp_path, "Trollmannens") == []


def test_posts_go_after_a_year_and_do_not_come_back(tmp_path: Path) -> None:
    config = _config(tmp_path)
    _import(config)
    swept = enforce(config, NOW + YEAR)
    report = _import(config, now=NOW + YEAR)

    assert (swept.posts, swept.stripped) == (1, 1)
    assert (report.new, report.known, report.forgotten, report.opportunities) == (0, 2, 0, ())
    assert _remains(tmp_path, "Trollmannens", "skarenatt", "Testvik", "f.example") == []


def test_decisions_outlive_their_post_and_go_in_turn(tmp_path: Path) -> None:
    config = _config(tmp_path)
    _import(config)
    _decide(config, Action.HANDLE)
    enforce(config, NOW + YEAR)
    with opened(tmp_path / "dialogbot.db") as store:
        assert len(store.opportunities.decisions(1)) == 1
    assert enforce(config, NOW + 2 * YEAR).decisions == 1

    with opened(tmp_path / "dialogbot.db") as store:
        assert (store.opportunities.all(), store.posts.count()) == ([], 0)
    assert _import(config, now=NOW + 2 * YEAR).new == 0


def test_nothing_goes_where_zero_days_are_set(tmp_path: Path) -> None:
    config = _config(tmp_path, keep_posts_days=0, keep_decisions_days=0, keep_messages_days=0, keep_imports_days=0)
    _import(config)
    swept = enforce(config, NOW + 9 * YEAR)

    assert not swept.anything
    assert _remains(tmp_path, "Trollmannens") == ["Trollmannens"]


def test_messages_and_imports_go_but_not_what_waits(tmp_path: Path) -> None:
    config = _config(tmp_path)
    _import(config)
    with opened(tmp_path / "dialogbot.db") as store, store.writing():
        for key in ("alert:1", "alert:2"):
            store.outbox.queue(Message(key=key, sort=Sort.ALERT, subject="1", address="chat"), NOW)
        store.outbox.confirm(1, "chat:1", NOW)
    _import(config, now=NOW + timedelta(days=2))
    swept = enforce(config, NOW + YEAR)

    assert (swept.messages, swept.imports) == (1, 1)
    with opened(tmp_path / "dialogbot.db") as store:
        assert store.outbox.waiting() == 1


def test_exports_that_were_put_away_go_with_what_was_said_of_them(tmp_path: Path) -> None:
    config = _config(tmp_path)
    inbox = tmp_path / "inbox"
    (inbox / "folder").mkdir(parents=True)
    for name, place in (("chat.txt", DONE), ("folder", DONE), ("bad.csv", FAILED)):
        (inbox / name).write_text("gammelt", encoding="utf-8") if "." in name else None
        put_away(inbox / name, place, ["lest"], NOW)
    for note in inbox.glob("*/*"):
        os.utime(note, (NOW.timestamp(), NOW.timestamp()))
    assert enforce(config, NOW + timedelta(days=6)).files == 0
    assert enforce(config, NOW + timedelta(days=8)).files == 3

    assert [path for path in inbox.rglob("*") if path.is_file()] == []


def test_retention_is_enforced_once_a_day_by_the_clock(tmp_path: Path) -> None:
    config = _config(tmp_path)
    assert JOBS[0].name == "privacy"
    scheduler(config, lambda: NOW).run_all()

    assert enforce_when_due(config, NOW + timedelta(hours=23)) is None
    assert enforce_when_due(config, NOW + timedelta(hours=25)) is not None


def test_community_that_was_closed_today_does_not_wait_for_tomorrow(tmp_path: Path) -> None:
    config = _config(tmp_path)
    _import(config)
    enforce(config, NOW)
    swept = enforce_when_due(replace(config, privacy=PrivacyConfig(closed=("Vannkanna",))), NOW)

    assert swept is not None
    assert swept.closed == 2
    assert _remains(tmp_path, "Testvik") == []


def test_status_tells_what_is_kept_and_when_it_was_enforced(tmp_path: Path) -> None:
    config = _config(tmp_path)
    with opened(tmp_path / "dialogbot.db") as store:
        assert "Ryddingen har ikke gått ennå" in _status(store)
    enforce(config, NOW)
    with opened(tmp_path / "dialogbot.db") as store:
        told = _status(store)

    assert "Sist ryddet: tirsdag 24. november kl. 10.00" in told
    assert "innlegg 365" in told


def _status(store: Store) -> str:
    from dialogbot.domain import Command  # noqa: PLC0415 - only here
    from dialogbot.notices import plain  # noqa: PLC0415 - the same

    desk = Desk(store=store, now=NOW, texts=texts(), vocabulary=words(), alerts=Config().alerts)
    response = carry_out(Command(line="/status", by="Kari"), desk)
    assert response is not None
    return plain(response.notice)


def _config(folder: Path, **told: Any) -> Config:
    return Config(folder=folder, privacy=PrivacyConfig(**told))


def _decide(config: Config, action: Action) -> None:
    with opened(config.path(config.store.file)) as store:
        store.opportunities.decide(Decision(number=1, action=action, by="Kari", made_at=NOW))


def _post(ref: str, text: str, parent: str | None = None) -> dict[str, Any]:
    post = {
        "platform": "facebook", "id": ref, "text": text, "author": "Bruna Testvik", "community": "Vannkanna",
        "posted_at": (NOW - timedelta(hours=2)).isoformat(), "url": f"https://f.example/{ref}",
    }  # fmt: skip
    return post | ({"parent": parent} if parent else {})


def _import(config: Config, *more: dict[str, Any], now: datetime = NOW) -> Report:
    path = config.path("export.jsonl")
    rows = [_post("p1", ASK), _post("p2", TALK), *more]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    settings = Settings(
        sensitivity=Sensitivity(own_accounts=frozenset(), threshold=None), limits=Limits(), privacy=privacy(config)
    )
    report = ingest(path, config.path(config.store.file), now=now, settings=settings, progress=lambda _: None)
    path.unlink()
    return report


def _remains(folder: Path, *told: str) -> list[str]:
    """List which words stand in the raw files of the database, its log included."""
    raw = b"".join(path.read_bytes() for path in folder.glob("dialogbot.db*"))
    return [word for word in told if word.encode() in raw]
