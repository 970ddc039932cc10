"""The sample data tell a story that the reports can be tried on."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from dialogbot.config import Config, DetectionConfig
from dialogbot.report.evaluation import files
from dialogbot.report.measures import measure
from dialogbot.report.period import Period
from dialogbot.store import opened
from tests.build import OSLO, texts
from tests.halfyear.story import LIBRARY, write

PERIOD = Period(first=date(2026, 5, 1), last=date(2026, 10, 31))
AFTER = datetime(2026, 11, 2, tzinfo=UTC)


def test_story_fills_every_part_of_the_report(tmp_path: Path) -> None:
    write(tmp_path / "a.db", threads=600)
    config = Config(detection=DetectionConfig(own_accounts=(LIBRARY,)))
    with opened(tmp_path / "a.db") as store:
        made = files(store, PERIOD, config, texts(), AFTER)
    tables = {line.split(",")[0] for line in made[1].content().decode("utf-8-sig").splitlines()[1:]}

    assert tables >= {"topics", "joined", "waits", "people", "sureness", "reasons", "weeks", "hours"}
    assert tables >= {"topic_replies", "forms", "followers", "engagement", "sectors"}


def test_same_story_each_time(tmp_path: Path) -> None:
    told = []
    for name in ("a.db", "b.db"):
        write(tmp_path / name, threads=150)
        with opened(tmp_path / name) as store:
            told.append(measure(store, PERIOD, now=AFTER, zone=OSLO, own=frozenset({LIBRARY})))

    assert told[0] == told[1]
