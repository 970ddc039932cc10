"""Kill the real program at random moments, again and again, and prove that nothing is lost: ``make crash KILLS=500``.

The last line is ``kills 500, lost 0, doubled 12, unexplained 0``; the exit code is 0 only where nothing was lost and
every double is a message that was sent and whose confirmation a kill cut off.
"""

from __future__ import annotations

import argparse
import contextlib
import random
import sys
import time

from tests.crash.proof import Outcome, left, proved, quiet
from tests.crash.scenes import SCENES, USERS, Run
from tests.endurance.world import ended, until, world


def main() -> int:
    """Read the arguments, run and report."""
    arguments = argparse.ArgumentParser(prog="python -m tests.crash", description=__doc__)
    arguments.add_argument("--kills", type=int, default=100)
    arguments.add_argument("--seed", type=int, default=None)
    chosen = arguments.parse_args()
    seed = chosen.seed if chosen.seed is not None else random.SystemRandom().randrange(10**6)
    print(f"seed {seed}", flush=True)
    start = time.monotonic()
    kills, outcome = crashed(chosen.kills, seed, tell=True)
    print(f"{time.monotonic() - start:.0f} s; kills by moment: {kills}")
    for name in ("lost", "unexplained"):
        for line in getattr(outcome, name)[:20]:
            print(f"{name}: {line}")
    counts = f"lost {len(outcome.lost)}, doubled {len(outcome.doubled)}, unexplained {len(outcome.unexplained)}"
    print(f"kills {sum(kills.values())}, {counts}")
    return 1 if outcome.lost or outcome.unexplained else 0


def crashed(kills: int, seed: int, *, tell: bool = False) -> tuple[dict[str, int], Outcome]:
    """Kill the program so many times; return how often in the middle of what, and what came of it."""
    with world(USERS) as made:
        chance = random.Random(seed)  # noqa: S311 - chance that can be repeated is what is wanted
        run = Run(world=made, chance=chance, process=made.start(tick=0.1))
        scenes: list[int] = []
        while sum(run.kills.values()) < kills:
            scenes = scenes or chance.sample(range(len(SCENES)), len(SCENES))
            SCENES[scenes.pop()](run)
            run.begin()
            if tell and sum(run.kills.values()) % 50 < 2:
                print(f"{sum(run.kills.values())} kills, {len(run.posts)} posts, {len(run.cut)} cut", flush=True)
        run.ready()
        _drained(run)
        ended(run.process)
        return run.kills, proved(run)


def _drained(run: Run) -> None:
    """Wait for the end of all work, as long as some is done within two minutes: a chat takes 20 messages a minute.

    What is not done then, the proof names.
    """
    before = left(run) + 1
    while before and (now := left(run)) < before:
        before = now
        with contextlib.suppress(TimeoutError):
            until(lambda: quiet(run), "the end of all work", seconds=120, pause=0.3)


if __name__ == "__main__":
    sys.exit(main())
