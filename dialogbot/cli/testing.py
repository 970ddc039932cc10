"""The command that follows a planted question to the chat."""

from __future__ import annotations

import argparse
import time

from dialogbot.cli.bench import Bench
from dialogbot.jobs import database
from dialogbot.selftest import Ground, selftest
from dialogbot.station import sensitivity


def selftest_command(_chosen: argparse.Namespace, bench: Bench) -> int:
    """Print each step with what came of it; 1: one of them failed."""
    config, texts = bench.config, bench.texts
    ground = Ground(
        database=database(config),
        sensitivity=sensitivity(config),
        texts=texts,
        alerts=config.alerts,
        address=config.addresses[0],
        clock=bench.clock,
        pause=time.sleep,
    )
    failed = False
    for step in selftest(ground):
        failed |= step.why is not None
        key = "selftest.ok" if step.why is None else "selftest.failed"
        print(texts(key, step=step.words, why=step.why), flush=True)
    return int(failed)
