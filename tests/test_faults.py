"""When the machine, a file or a plug-in fails: a clear line, nothing lost, and on it goes when it is over."""

from __future__ import annotations

import json
import os
import resource
import sqlite3
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from dialogbot import detect, readers
from dialogbot.config import Config
from dialogbot.domain import Flaw, Message, Post, Sort
from dialogbot.exports import Limits
from dialogbot.inbox import at_rest, look
from dialogbot.ingest import Report, Settings, ingest
from dialogbot.jobs import Job, run_due, scheduler
from dialogbot.judgement import Sensitivity
from dialogbot.store import StoreError, connections, opened
from dialogbot.store.copies import contents
from tests.build import NOW, found, store_in
from tests.endurance.world import family

ASK = "Hei! Er det noen som vet hvordan jeg fornyer lånene mine på biblioteket? Fristen går ut i morgen."
NOBODY = 65534


# The disk


def test_import_on_a_full_disk_is_one_line_and_is_taken_up_when_there_is_room(tmp_path: Path) -> None:
    path = _export(tmp_path, ASK, *(f"For en nydelig dag nummer {number} på fjellet!" for number in range(400)))
    with opened(tmp_path / "dialogbot.db"):
        pass
    full = _imported_by_the_program(tmp_path, path, most_bytes=90_000)
    room = _imported_by_the_program(tmp_path, path, most_bytes=resource.RLIM_INFINITY)

    assert (full.returncode, len(full.stderr.splitlines())) == (1, 1)
    assert full.stderr.startswith("dialogbot: the database ")
    assert room.returncode == 0
    assert contents(tmp_path / "dialogbot.db").rows["post"] == 401


def test_program_goes_on_by_itself_when_a_full_disk_has_room_again(tmp_path: Path) -> None:
    with opened(tmp_path / "dialogbot.db"):
        pass
    with _running(tmp_path) as process:
        _until((tmp_path / "inbox").exists)
        resource.prlimit(process.pid, resource.RLIMIT_FSIZE, (90_000, resource.RLIM_INFINITY))
        _export(tmp_path / "inbox", ASK, *(f"For en nydelig dag nummer {number} på fjellet!" for number in range(400)))
        _until(lambda: "; trying again" in _log(tmp_path))
        for one in family(process):
            resource.prlimit(one, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
        _until((tmp_path / "inbox" / "done" / "posts.jsonl").exists)
        assert process.poll() is None

    assert _log(tmp_path).count("; trying again") <= 4
    assert contents(tmp_path / "dialogbot.db").rows["post"] == 401


def test_database_that_may_not_grow_keeps_what_it_has(tmp_path: Path) -> None:
    with store_in(tmp_path) as one:
        found(one, 1)
    with pytest.raises(StoreError, match="full"):
        _fill(tmp_path)

    assert contents(tmp_path / "test.db").rows["post"] >= 1


def test_folder_that_may_only_be_read_is_one_line_and_no_loss() -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        with store_in(folder) as one:
            found(one, 1)
        folder.chmod(0o555)
        (folder / "test.db").chmod(0o444)
        with _as_nobody(), pytest.raises(StoreError, match=r"database .*test\.db cannot be"), store_in(folder) as one:
            found(one, 2)
        folder.chmod(0o755)
        (folder / "test.db").chmod(0o600)

        assert contents(folder / "test.db").rows["post"] == 1


# The database


def test_database_that_another_holds_is_one_line_and_the_file_stays(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connections, "BUSY_SECONDS", 0.05)
    path = _export(tmp_path, ASK)
    with opened(tmp_path / "x.db"), closing(sqlite3.connect(tmp_path / "x.db", isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreError, match="locked"):
            _ingested(tmp_path, path)
        other.execute("ROLLBACK")

    assert _ingested(tmp_path, path).opportunities == (1,)


def test_damaged_database_is_one_line_that_says_how_it_is_mended(tmp_path: Path) -> None:
    (tmp_path / "x.db").write_bytes(b"this was a database once" * 400)

    with pytest.raises(StoreError, match="dialogbot restore") as refused:
        _ingested(tmp_path, _export(tmp_path, ASK))
    assert "\n" not in str(refused.value)


# The clock


def test_what_was_queued_while_the_clock_was_ahead_is_sent_when_it_is_right(tmp_path: Path) -> None:
    ahead = NOW + timedelta(days=400)
    with store_in(tmp_path) as one:
        one.outbox.queue(Message(key="a", sort=Sort.WORD, subject="", address="1"), ahead)
        one.outbox.queue(Message(key="b", sort=Sort.WORD, subject="", address="2"), NOW - timedelta(minutes=1))
        one.outbox.hold("2", ahead)
        first = one.outbox.next_due(NOW)
        assert first is not None
        one.outbox.confirm(first[0], None, NOW)
        second = one.outbox.next_due(NOW)

    assert second is not None
    assert {first[1].key, second[1].key} == {"a", "b"}


def test_pause_that_the_channel_asked_for_holds_with_a_clock_that_is_right(tmp_path: Path) -> None:
    with store_in(tmp_path) as one:
        one.outbox.queue(Message(key="a", sort=Sort.WORD, subject="", address="1"), NOW)
        one.outbox.hold("1", NOW + timedelta(minutes=5))

        assert one.outbox.next_due(NOW + timedelta(minutes=4)) is None
        assert one.outbox.next_due(NOW + timedelta(minutes=6)) is not None


def test_file_is_taken_also_after_the_clock_was_set_back(tmp_path: Path) -> None:
    _export(tmp_path, ASK)
    seen = look(tmp_path, {}, NOW)
    yesterday = NOW - timedelta(days=1)
    seen = look(tmp_path, seen, yesterday)

    assert at_rest(look(tmp_path, seen, yesterday + timedelta(seconds=3)), yesterday + timedelta(seconds=3), 2)


def test_job_that_would_wait_for_days_since_the_clock_was_set_back_runs(tmp_path: Path) -> None:
    done: list[datetime] = []
    job = Job(name="one", every=30, work=lambda _config, now: done.append(now))
    clock = scheduler(Config(folder=tmp_path), lambda: NOW, (job,))
    run_due(clock)
    (planned,) = clock.jobs
    assert planned.next_run
    planned.next_run += timedelta(days=2)
    run_due(clock)
    run_due(clock)

    assert done == [NOW]


# Plug-ins and posts


def test_reader_that_cannot_be_loaded_is_left_out_and_the_rest_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "broken_format.py").write_text("import a_package_that_is_not_there\n", encoding="utf-8")
    (tmp_path / "empty_format.py").write_text("READER = None\n", encoding="utf-8")
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    readers.all_readers.cache_clear()
    try:
        report = _ingested(tmp_path, _export(tmp_path, ASK))
    finally:
        readers.all_readers.cache_clear()

    assert report.opportunities == (1,)
    assert [name in caplog.text for name in ("broken_format", "empty_format")] == [True, True]


def test_reader_that_fails_over_a_file_leaves_it_to_the_others(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    (tmp_path / "a_failing_format.py").write_text(
        "from dialogbot.readers import Reader\n"
        "def fail(_): raise ZeroDivisionError\n"
        "READER = Reader(name='a_failing_format', title='x', kinds='', tells=frozenset(), recognise=fail, read=fail)\n",
        encoding="utf-8",
    )
    monkeypatch.setattr(readers, "__path__", [*readers.__path__, str(tmp_path)])
    readers.all_readers.cache_clear()
    try:
        report = _ingested(tmp_path, _export(tmp_path, ASK))
    finally:
        readers.all_readers.cache_clear()

    assert report.opportunities == (1,)
    assert "a_failing_format failed" in caplog.text


def test_post_whose_judging_fails_is_left_out_and_judged_when_that_is_mended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    path = _export(tmp_path, ASK, "Denne sprenger alt: hemmelig", "Hvordan reserverer jeg en bok på biblioteket?")
    judge_all = detect.judge_all

    def failing(threads: list[list[Post]], **how: Any) -> object:
        for post in (post for thread in threads for post in thread):
            if "sprenger" in post.text:
                raise ValueError(post.text)
        return judge_all(threads, **how)

    monkeypatch.setattr(detect, "judge_all", failing)
    report = _ingested(tmp_path, path)
    monkeypatch.undo()

    assert (report.new, len(report.opportunities)) == (3, 2)
    assert "facebook/p1 is left out: judging failed with ValueError" in caplog.text
    assert "hemmelig" not in caplog.text
    with opened(tmp_path / "x.db") as one:
        assert one.posts.unjudged() == [("facebook", "p1")]
    _ingested(tmp_path, path)
    with opened(tmp_path / "x.db") as one:
        assert one.posts.unjudged() == []


def test_post_that_no_database_takes_is_a_rejected_row(tmp_path: Path) -> None:
    path = _export(tmp_path, ASK, "Så fint!")
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    path.write_text("\n".join(json.dumps(row) for row in [rows[0], rows[1] | {"likes": 10**30}]), encoding="utf-8")
    report = _ingested(tmp_path, path)

    assert (report.new, report.opportunities) == (1, (1,))
    assert report.flaws == ((Flaw.BAD_ROW, 1, ("p1",)),)


def _fill(folder: Path) -> None:
    """Store posts until a database that may not grow is full."""
    with store_in(folder) as one:
        one._database.execute("PRAGMA max_page_count = 1").fetchone()  # noqa: SLF001 - SQLite's own full disk
        for number in range(2, 2000):
            found(one, number)


@contextmanager
def _as_nobody() -> Iterator[None]:
    """Be an ordinary user for a while: root may write where nobody may."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


@contextmanager
def _running(folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    (folder / "config.toml").write_text("[inbox]\nsettle_seconds = 0.1\n", encoding="utf-8")
    command = [sys.executable, "-m", "dialogbot", "--config", str(folder / "config.toml"), "run"]
    with (folder / "log.txt").open("wb") as log:
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=log, cwd=Path(__file__).parent.parent
        )
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _imported_by_the_program(folder: Path, path: Path, most_bytes: int) -> subprocess.CompletedProcess[str]:
    """Import a file in a process none of whose files may become larger."""
    (folder / "config.toml").touch()
    line = f"import sys, resource; resource.setrlimit(resource.RLIMIT_FSIZE, ({most_bytes}, {most_bytes}))"
    script = f"{line}; from dialogbot.cli import main; sys.exit(main(sys.argv[1:]))"
    command = [sys.executable, "-c", script, "--config", str(folder / "config.toml"), "import", str(path)]
    return subprocess.run(command, capture_output=True, text=True, check=False, cwd=Path(__file__).parent.parent)


def _log(folder: Path) -> str:
    return (folder / "log.txt").read_text(encoding="utf-8")


def _until(fulfilled: Callable[[], bool], seconds: float = 30) -> None:
    end = time.monotonic() + seconds
    while not fulfilled():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.02)


def _export(folder: Path, *words: str) -> Path:
    when = (datetime.now(UTC) - timedelta(hours=1)).isoformat()
    rows = [{"id": f"p{place}", "platform": "facebook", "group": "Vannkanna", "created": when, "text": text}
            for place, text in enumerate(words)]  # fmt: skip
    path = folder / "posts.jsonl"
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    return path


def _ingested(folder: Path, path: Path) -> Report:
    settings = Settings(sensitivity=Sensitivity(own_accounts=frozenset(), threshold=None), limits=Limits())
    return ingest(path, folder / "x.db", now=NOW, settings=settings, progress=lambda _: None)
