"""The real program with a clock that is set from outside: ``python -m tests.endurance.driven --config FILE run``.

``DRIVEN_AHEAD`` seconds are added to the time and ``DRIVEN_SPEED`` makes it run faster from ``DRIVEN_FROM`` on (seconds
of the epoch); ``DRIVEN_MIGRATIONS`` migrations come behind the program's own, each of them slow enough to be cut.
``DRIVEN_TICK`` is the length of a tick. With ``DRIVEN_CLOCK`` the time is what stands in that file (seconds of the
epoch): it goes on only when that does, all jobs are done at each tick, and the time of each tick that is over is added
to the file of that name and ``.ticks``. All else is the program as it is.
"""

from __future__ import annotations

import importlib
import os
import sys
import time
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any

from dialogbot import schema

SLOW = """
CREATE TABLE slow_{number} (n INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT;
INSERT INTO slow_{number}
    WITH RECURSIVE count(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM count WHERE n < {rows})
    SELECT n, hex(randomblob(40)) FROM count;
DROP TABLE IF EXISTS slow_{before};
"""
ROWS = 40_000

# here, since the process for imports takes this module along and not what `main` does
schema.MIGRATIONS += tuple(
    SLOW.format(number=number, before=number - 1, rows=ROWS)
    for number in range(1, int(os.environ.get("DRIVEN_MIGRATIONS", "0")) + 1)
)


def main() -> int:
    """Set the clock, and hand over to the command line."""
    from dialogbot import cli, intake, jobs, serve  # noqa: PLC0415 - they are to see the migrations

    bench = importlib.import_module("dialogbot.cli.bench")  # the module: a function of that name hides it

    speed, ahead = float(os.environ.get("DRIVEN_SPEED", "1")), float(os.environ.get("DRIVEN_AHEAD", "0"))
    start, stepped = float(os.environ.get("DRIVEN_FROM", time.time())), os.environ.get("DRIVEN_CLOCK")

    def running() -> float:
        return start + ahead + (time.time() - start) * speed

    clock = partial(_read, Path(stepped)) if stepped else running
    bench.__dict__["now"] = lambda: datetime.fromtimestamp(clock(), UTC)
    if speed > 1 or stepped:  # Telegram's minutes go as fast as ours
        telegram = importlib.import_module("dialogbot.channels.telegram")
        telegram.__dict__["time"] = SimpleNamespace(monotonic=clock)
    if stepped:
        serve.__dict__["run_due"] = lambda scheduler: scheduler.run_all()
        deliver = importlib.import_module("dialogbot.deliver")
        deliver.__dict__["drain"] = partial(_drained, deliver.drain, clock, Path(f"{stepped}.ticks"))
    for loops in (intake, serve):
        loops.__dict__["TICK_SECONDS"] = float(os.environ.get("DRIVEN_TICK", "1"))
    if speed > 1:
        faster = tuple(replace(job, every=max(1, int(job.every / speed))) for job in jobs.JOBS)
        jobs.__dict__["JOBS"] = faster
    return cli.main(sys.argv[1:])


def _read(file: Path) -> float:
    return float(file.read_text(encoding="ascii"))


async def _drained(
    drain: Callable[[Any, Any], Awaitable[int]], clock: Callable[[], float], ticks: Path, channel: Any, desk: Any
) -> int:
    """Deliver, and note the time at which that began."""
    began, sent = clock(), await drain(channel, desk)
    with ticks.open("a", encoding="ascii") as file:
        file.write(f"{began}\n")
    return sent


if __name__ == "__main__":
    sys.exit(main())
