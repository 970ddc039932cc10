"""The clock: jobs that fail do not take the others with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from dialogbot.config import Config, from_table
from dialogbot.domain import Action, Decision, Sort
from dialogbot.jobs import JOBS, Job, announce_news, database, scheduler, send_digest
from dialogbot.lock import importing
from dialogbot.store import opened
from dialogbot.store.changes import Change
from dialogbot.store.imports import Imported
from tests.build import NOW, found


def test_every_job_may_run_at_any_time_and_any_number_of_times(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    with opened(database(config)) as store:
        found(store)
        store.opportunities.decide(Decision(number=1, action=Action.SNOOZE, by="Kari", made_at=NOW, until=NOW))
    clock = scheduler(config, lambda: NOW)
    for _ in range(3):
        clock.run_all()

    with opened(database(config)) as store:
        assert [one.action for one in store.opportunities.decisions(1)] == [Action.SNOOZE, Action.REOPEN]
        assert store.outbox.waiting() == 1


def test_digest_goes_to_readers_who_came_in_by_a_code_too(tmp_path: Path) -> None:
    config = replace(from_table({"channel": "telegram", "telegram": {"chats": [-1001]}}), folder=tmp_path)
    with opened(database(config)) as store:
        for number, role in ((504, "reader"), (505, "staff")):
            store.duties.invite("code", f"Person {number}", role, NOW + timedelta(days=1))
            store.duties.let_in("code", number, NOW)
        counts = {"new": 0, "known": 0, "edited": 0, "rejected": 0, "opportunities": 0}
        store.imports.remember(Imported(file="x", reader="y", at=NOW - timedelta(days=8), **counts))
    send_digest(config, NOW)

    with opened(database(config)) as store:
        sent = []
        while (due := store.outbox.next_due(NOW)) is not None:
            store.outbox.confirm(due[0], None, NOW)
            sent.append((due[1].sort, due[1].address))
    assert sent == [(Sort.DIGEST, "-1001"), (Sort.DIGEST, "504")]


def test_job_goes_by_the_settings_that_staff_changed(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    with opened(database(config)) as store:
        store.changes.put(Change(name="digest.day", value="friday", by="Kari", made_at=NOW))
    seen: list[str] = []
    job = Job(name="one", every=30, work=lambda held, _now: seen.append(held.digest.day))
    scheduler(config, lambda: NOW, (job,)).run_all()

    assert seen == ["friday"]


def test_leftover_alerts_wait_while_an_import_goes_on(tmp_path: Path) -> None:
    config = Config(folder=tmp_path)
    with opened(database(config)) as store:
        found(store)
    with importing(database(config)):
        announce_news(config, NOW)
        with opened(database(config)) as store:
            meanwhile = store.outbox.waiting()
    announce_news(config, NOW)

    with opened(database(config)) as store:
        assert (meanwhile, store.outbox.waiting()) == (0, 1)


def test_job_that_fails_keeps_its_place_and_stops_no_other(tmp_path: Path) -> None:
    done: list[str] = []

    def fail(_config: Config, _now: datetime) -> None:
        done.append("failed")
        raise ZeroDivisionError

    def work(_config: Config, _now: datetime) -> None:
        done.append("worked")

    jobs = (Job(name="bad", every=1, work=fail), Job(name="good", every=1, work=work))
    clock = scheduler(Config(folder=tmp_path), lambda: NOW, jobs)
    for _ in range(2):
        clock.run_all()

    assert done == ["failed", "worked"] * 2
    assert len(clock.jobs) == 2


def test_database_that_cannot_be_opened_is_a_line_a_job_and_no_end(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    config = replace(Config(), folder=tmp_path / "nowhere" / "file.txt")
    (tmp_path / "nowhere").write_text("a file where a folder should be", encoding="utf-8")

    scheduler(config, lambda: NOW).run_all()

    assert len(caplog.records) == len(JOBS)
