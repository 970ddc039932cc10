"""The clock: jobs that fail do not take the others with them."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest

from dialogbot.config import Config
from dialogbot.domain import Action, Decision
from dialogbot.jobs import JOBS, Job, database, scheduler
from dialogbot.store import opened
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
