"""Judge with the first stage alone or with both, each in a process of its own, as installations have them."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from enum import StrEnum
from multiprocessing import get_context

from dialogbot.detect import judge_all
from dialogbot.detect.encoder import available
from dialogbot.domain import Post, Verdict


class Stage(StrEnum):
    """How much of the detector is at work."""

    FIRST = "first stage alone"
    BOTH = "both stages"


def stages() -> list[Stage]:
    """List what can be measured here."""
    return [Stage.FIRST, Stage.BOTH] if available() else [Stage.FIRST]


def judged(threads: Sequence[Sequence[Post]], stage: Stage) -> list[list[Verdict]]:
    """Judge threads as ``dialogbot.detect`` does where this much of it is installed."""
    with ProcessPoolExecutor(1, get_context("spawn"), prepare, (stage,)) as pool:
        return pool.submit(judge_all, threads).result()


def prepare(stage: Stage) -> None:
    """Hide onnxruntime from this process where the first stage is to stand alone; nothing may have been judged yet."""
    if stage is Stage.FIRST:
        sys.modules["onnxruntime"] = None  # type: ignore[assignment] # the import system's own way to say "not installed"
