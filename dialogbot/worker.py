"""A process beside the program's own for what keeps a processor busy: staff are answered meanwhile.

It is started when there is something to do, and ends when there was nothing for a while, with the memory that it took.
It is less urgent than the program (``nice``), and ends with it, however that ends.
"""

from __future__ import annotations

import contextlib
import logging
import multiprocessing
import os
import signal
import sqlite3
import threading
import traceback
from collections.abc import Callable
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from dialogbot.domain import DialogbotError

_log = logging.getLogger(__name__)

IDLE_SECONDS = 120.0
NICENESS = 10

_LOOK_SECONDS = 0.1
_ATTEMPTS = 2
_EXPECTED = (DialogbotError, OSError, sqlite3.Error)
_Result = TypeVar("_Result")


class Interrupted(DialogbotError):
    """Work that was broken off because the program ends; the next start takes it up again."""


class WorkerDied(DialogbotError):
    """The process ended in the midst of the work, each time that it was tried."""


class WorkFailed(Exception):
    """The work raised what nobody expected; the text is its traceback."""


class Worker:
    """Does one piece of work at a time. ``prepare`` is called in each new process, before any work."""

    def __init__(self, prepare: Callable[[], None], idle_seconds: float = IDLE_SECONDS) -> None:
        """Start nothing yet."""
        self._prepare = prepare
        self._idle_seconds = idle_seconds
        self._busy = threading.Lock()
        self._closed = threading.Event()
        self._running: tuple[BaseProcess, Connection] | None = None

    def do(self, work: Callable[[], _Result], stopping: Callable[[], bool]) -> _Result:
        """Have something done that can be pickled, as what it returns can, and wait for its end.

        Raises what the work raises where that is a ``DialogbotError``, ``OSError`` or error of SQLite's, else
        ``WorkFailed``; ``Interrupted`` as soon as ``stopping`` says so, and ``WorkerDied``.
        """
        with self._busy:
            for attempt in range(1, _ATTEMPTS + 1):
                try:
                    _, pipe = self._running = self._alive() or self._started()
                    pipe.send(work)
                    result, error = self._answer(pipe, stopping)
                except (EOFError, BrokenPipeError, ConnectionResetError):
                    _log.warning("the process at work ended with %s, in attempt %d", self._end(), attempt)
                except BaseException:
                    self._end()
                    raise
                else:
                    if error is not None:
                        raise error
                    return result  # type: ignore[no-any-return]
        raise WorkerDied("the process at work on it ended twice before it was done: perhaps memory does not suffice")

    def close(self) -> None:
        """End the process, in the midst of its work too."""
        self._closed.set()
        with self._busy:
            self._end()

    def _answer(self, pipe: Connection, stopping: Callable[[], bool]) -> Any:
        while not pipe.poll(_LOOK_SECONDS):
            if stopping() or self._closed.is_set():
                raise Interrupted("the work was broken off; it is taken up at the next start")
        return pipe.recv()

    def _alive(self) -> tuple[BaseProcess, Connection] | None:
        """Return the process that waits for work, if there still is one."""
        if self._running is not None and not self._running[0].is_alive():
            self._end()
        return self._running

    def _started(self) -> tuple[BaseProcess, Connection]:
        context = multiprocessing.get_context("spawn")  # a fork would take the program's threads and locks along
        ours, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, self._prepare, self._idle_seconds), name="worker")
        process.start()
        theirs.close()
        return process, ours

    def _end(self) -> int | None:
        """End the process if there is one, and return its exit code."""
        if self._running is None:
            return None
        process, pipe = self._running
        self._running = None
        pipe.close()
        process.kill()
        process.join()
        return process.exitcode


def unheard(_: int) -> None:
    """Take the progress of the work, and tell nobody."""


def _work(pipe: Connection, prepare: Callable[[], None], idle_seconds: float) -> None:
    """Do what comes through the pipe until nothing has come for so long."""
    for sign in (signal.SIGINT, signal.SIGTERM):  # those are for the program, which ends this process itself
        signal.signal(sign, signal.SIG_IGN)
    threading.Thread(target=_end_with_program, daemon=True).start()
    if hasattr(os, "nice"):
        with contextlib.suppress(PermissionError):  # a unit of systemd may forbid it
            os.nice(NICENESS)
    prepare()
    while pipe.poll(idle_seconds):
        try:
            work = pipe.recv()
        except EOFError:
            return
        pipe.send(_done(work))


def _done(work: Callable[[], Any]) -> tuple[Any, Exception | None]:
    try:
        return work(), None
    except _EXPECTED as error:
        return None, error
    except Exception:  # noqa: BLE001 - whatever it is, the program logs it in full
        return None, WorkFailed(traceback.format_exc())


def _end_with_program() -> None:
    """Wait until the program has ended, even if it was killed, and end at once: nobody would read the result."""
    if (program := multiprocessing.parent_process()) is not None:
        program.join()
        os._exit(1)
