"""Measure the shipped detector.

usage: python training/measure.py verdicts GOLD.jsonl OUTPUT.jsonl     one verdict a labelled message
       python training/measure.py flags SENTENCES.jsonl...             flags per 1,000 that no library was asked
       python training/measure.py speed SENTENCES.jsonl                posts a second, cold and warm, and memory

SENTENCES hold ``text`` and perhaps ``is_question``. Sentences that the background was made from, and
questions, are left out of the flags, except in files named tweets*.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from background import SOURCES, for_training
from corpus import as_post, read

from dialogbot.detect import judge, judge_all
from dialogbot.domain import Post


def main() -> None:
    """Do what the first argument names."""
    commands: dict[str, Callable[[list[Path]], None]] = {"verdicts": verdicts, "flags": flags, "speed": speed}
    if len(sys.argv) < 3 or sys.argv[1] not in commands:  # noqa: PLR2004 - a command and a file
        raise SystemExit(__doc__)
    commands[sys.argv[1]]([Path(argument) for argument in sys.argv[2:]])


def verdicts(paths: list[Path]) -> None:
    """Write id, opportunity, score, kind, topic and language of each message of a labelled file."""
    gold, output = paths
    threads: dict[str, list[dict[str, object]]] = {}
    for row in read(gold):
        threads.setdefault(row["thread"], []).append(row)
    lines = []
    for thread in threads.values():
        for row, verdict in zip(thread, judge([as_post(row) for row in thread]), strict=True):
            found = {"opportunity": verdict.opportunity, "score": verdict.score, "kind": verdict.kind}
            found |= {"topic": verdict.topic, "language": verdict.language}
            lines.append(json.dumps({"id": row["id"], **found}, ensure_ascii=False))
    output.write_text("\n".join(lines) + "\n", "utf-8")


def flags(paths: list[Path]) -> None:
    """Print how many of 1,000 texts would be flagged, each alone."""
    for path in paths:
        texts = _ordinary(path)
        found = [verdict[0] for verdict in judge_all([[Post(text=text)] for text in texts])]
        flagged = sum(verdict.opportunity for verdict in found)
        print(f"{path.stem:20} {len(texts):6} texts {1000 * flagged / max(1, len(texts)):6.1f} per 1,000")


def speed(paths: list[Path]) -> None:
    """Print posts a second the first and the second time, one thread each, and the memory that it took."""
    threads = [[Post(text=row["text"])] for path in paths for row in read(path)]
    for name in ("cold", "warm"):
        started = time.perf_counter()
        judge_all(threads)
        print(f"{name} {len(threads) / (time.perf_counter() - started):8.0f} posts/s")
    started = time.perf_counter()
    for thread in threads:
        judge(thread)
    print(f"one  {len(threads) / (time.perf_counter() - started):8.0f} posts/s")
    print(f"{resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _ordinary(path: Path) -> list[str]:
    rows = read(path)
    if path.stem.startswith("tweets"):
        return [row["text"] for row in rows]
    unseen = [row for row in rows if path.stem not in SOURCES or not for_training(row["text"])]
    return [row["text"] for row in unseen if not row.get("is_question")]


if __name__ == "__main__":
    main()
