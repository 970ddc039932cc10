"""Work that is done in a process of its own: its result, its errors, and its end."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from dialogbot import intake
from dialogbot.channels.console import Console
from dialogbot.config import load
from dialogbot.domain import DialogbotError, UnreadableFile
from dialogbot.inbox import FAILED
from dialogbot.station import Station
from dialogbot.worker import Interrupted, Worker, WorkerDied, WorkFailed
from tests.build import NOW, texts, words
from tests.endurance.world import is_running, until

ROOT = Path(__file__).parents[1]
ENDLESS = 600


@pytest.fixture
def worker() -> Iterator[Worker]:
    made = Worker(_prepared)
    yield made
    made.close()


def _prepared() -> None:
    os.environ["PREPARED"] = "yes"


def _refused() -> None:
    raise UnreadableFile("no post can be had")


def _without_disk() -> None:
    raise OSError(28, "No space left on device")


def _unexpected() -> None:
    raise KeyError("nobody thought of that")


def _asleep(mark: Path) -> None:
    mark.write_text(str(os.getpid()), encoding="ascii")
    time.sleep(ENDLESS)


def _dies(times: int, marks: Path) -> int:
    """Die in the midst of the work so many times, then return how often it was begun."""
    (marks / f"{len(list(marks.iterdir()))}").touch()
    begun = len(list(marks.iterdir()))
    if begun <= times:
        os.kill(os.getpid(), signal.SIGKILL)
    return begun


def _never() -> bool:
    return False


def test_work_is_done_in_one_other_process_that_was_prepared_and_is_less_urgent(worker: Worker) -> None:
    first = worker.do(os.getpid, _never)

    assert first != os.getpid()
    assert worker.do(os.getpid, _never) == first
    assert worker.do(partial(os.getenv, "PREPARED"), _never) == "yes"
    assert worker.do(partial(os.getpriority, os.PRIO_PROCESS, 0), _never) > os.getpriority(os.PRIO_PROCESS, 0)


def test_what_the_work_raises_is_raised_here_and_what_nobody_expects_with_its_place(worker: Worker) -> None:
    with pytest.raises(UnreadableFile, match="no post can be had"):
        worker.do(_refused, _never)
    with pytest.raises(OSError, match="No space left"):
        worker.do(_without_disk, _never)
    with pytest.raises(WorkFailed, match=r"(?s)_unexpected.*KeyError"):
        worker.do(_unexpected, _never)


def test_process_ends_when_there_was_nothing_to_do_for_a_while() -> None:
    worker = Worker(_prepared, idle_seconds=0.1)
    first = worker.do(os.getpid, _never)
    until(lambda: not is_running(first), "its end")

    assert worker.do(os.getpid, _never) != first
    worker.close()


def test_work_whose_process_is_killed_is_begun_once_more_and_then_given_up(worker: Worker, tmp_path: Path) -> None:
    (tmp_path / "once").mkdir()
    (tmp_path / "always").mkdir()

    assert worker.do(partial(_dies, 1, tmp_path / "once"), _never) == 2
    with pytest.raises(WorkerDied, match="memory"):
        worker.do(partial(_dies, 99, tmp_path / "always"), _never)
    assert len(list((tmp_path / "always").iterdir())) == 2
    assert worker.do(os.getpid, _never) != os.getpid()


def test_work_is_broken_off_when_the_program_is_to_end(worker: Worker, tmp_path: Path) -> None:
    mark = tmp_path / "pid"

    with pytest.raises(Interrupted):
        worker.do(partial(_asleep, mark), mark.exists)

    until(lambda: not mark.exists() or not is_running(int(mark.read_text(encoding="ascii") or 0)), "its end")


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="there is no /proc to look at processes")
def test_process_ends_with_a_program_that_is_killed(tmp_path: Path) -> None:
    mark = tmp_path / "pid"
    program = f"""
from functools import partial
from pathlib import Path
from dialogbot.worker import Worker
from tests import test_worker as t
if __name__ == "__main__":
    Worker(t._prepared).do(partial(t._asleep, Path({str(mark)!r})), t._never)
"""
    (tmp_path / "program.py").write_text(program, encoding="utf-8")
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    started = subprocess.Popen([sys.executable, str(tmp_path / "program.py")], cwd=ROOT, env=environment)
    try:
        until(lambda: mark.exists() and mark.read_text(encoding="ascii") != "", "a worker")
        worker = int(mark.read_text(encoding="ascii"))
        assert is_running(worker)
    finally:
        started.kill()
        started.wait()

    until(lambda: not is_running(worker), "its end")


def test_file_that_kills_its_process_each_time_is_put_aside_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "inbox").mkdir()
    file = tmp_path / "inbox" / "huge.jsonl"
    file.write_text("{}", encoding="ascii")
    (tmp_path / "config.toml").write_text("", encoding="ascii")
    config = load(tmp_path / "config.toml")
    station = Station(
        config=config,
        texts=texts(),
        vocabulary=words(),
        channel=Console(name="Kari"),
        clock=lambda: NOW,
        stop=asyncio.Event(),
        news=asyncio.Event(),
        worker=_Dying(_prepared),
    )

    place, said = intake._imported(file, station)  # noqa: SLF001 - the way of one file, without waiting for the inbox

    assert place == FAILED
    assert said == ["huge.jsonl: kunne ikke leses: it died"]


class _Dying(Worker):
    def do(self, work: Callable[[], Any], stopping: Callable[[], bool]) -> Any:  # noqa: ARG002 - it does nothing
        raise WorkerDied("it died")


def test_error_of_the_program_is_not_one_of_the_work() -> None:
    assert not issubclass(WorkFailed, DialogbotError)
    assert issubclass(WorkerDied, DialogbotError)
