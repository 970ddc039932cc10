"""How often the right entry is suggested: ``python -m tests.answers.measured FOLDER LABELLED...``.

FOLDER is an answer bank. LABELLED are labelled threads (JSON lines) in which some opportunities name, as ``answer``,
the entry that answers them; for the others no entry does. Topics are those that detection gives, not the labels.
"""

from __future__ import annotations

import json
import math
import random
import statistics
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from dialogbot import detect
from dialogbot.answers import GOOD_ENOUGH, Bank, Suggestion, bank_in
from dialogbot.domain import Post, Topic

_LINES = (*(place / 10 for place in range(26, 66, 3)), GOOD_ENOUGH)
_WANTED = 2 / 3  # of the suggestions that are shown are to be right
_SPLITS = 100
_MOST = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """An opportunity: its thread, what was suggested, and the entry that answers it (``None``: none does)."""

    thread: str
    suggested: tuple[Suggestion, ...]
    answer: str | None


def asked(bank: Bank, rows: Sequence[dict[str, Any]]) -> list[Asked]:
    """Have the bank suggest something for every opportunity of labelled rows."""
    texts, topics = {row["id"]: row["text"] for row in rows}, _topics(rows)
    return [
        Asked(
            thread=row["thread"],
            suggested=bank.suggestions(
                row["text"], above=texts.get(row["parent"], ""), topic=topics[row["id"]], most=_MOST
            ),
            answer=row.get("answer"),
        )
        for row in rows
        if row["opportunity"]
    ]


def _topics(rows: Sequence[dict[str, Any]]) -> dict[str, Topic | None]:
    threads: dict[str, list[Post]] = {}
    for row in rows:
        post = Post(text=row["text"], platform=row["platform"], ref=row["id"], thread_ref=row["thread"],
                    parent_ref=row["parent"], author=row["author"])  # fmt: skip
        threads.setdefault(row["thread"], []).append(post)
    judged = detect.judge_all(list(threads.values()), own_accounts=frozenset(), threshold=detect.shipped_threshold())
    return {
        post.ref or "": verdict.topic
        for thread, verdicts in zip(threads.values(), judged, strict=True)
        for post, verdict in zip(thread, verdicts, strict=True)
    }


def right(one: Asked) -> bool:
    """Say whether the entry that is suggested first is the one."""
    return one.suggested[0].id == one.answer


def held_out(found: Sequence[Asked]) -> list[float]:
    """Return the shares of right suggestions on half the threads, with the line chosen on the others, many times."""
    threads = sorted({one.thread for one in found})
    shares = []
    for seed in range(_SPLITS):
        chosen = set(random.Random(seed).sample(threads, len(threads) // 2))  # noqa: S311 - a split, no secret
        line = _line([one for one in found if one.thread in chosen])
        above = [one for one in found if one.thread not in chosen and one.suggested[0].score >= line]
        shares += [sum(map(right, above)) / len(above)] if above else []
    return sorted(shares)


def _line(found: Sequence[Asked]) -> float:
    """Return the lowest line above which as many are right as are wanted."""
    for place in range(40, 140):
        above = [one for one in found if one.suggested[0].score >= place / 20]
        if above and sum(map(right, above)) >= _WANTED * len(above):
            return place / 20
    return math.inf


def main() -> None:
    """Print the shares, and what each line would mean."""
    bank = bank_in(Path(sys.argv[1]))
    rows = [json.loads(line) for name in sys.argv[2:] for line in Path(name).read_text(encoding="utf-8").splitlines()]
    found = asked(bank, rows)
    known = [one for one in found if one.answer]
    first = sum(map(right, known)) / len(known)
    third = sum(one.answer in [each.id for each in one.suggested] for one in known) / len(known)
    print(f"{len(found)} opportunities, {len(known)} with an entry; top 1: {first:.3f}, top 3: {third:.3f}")
    print("line   suggested   right   of those with an entry   holes (true: those without)")
    for line in sorted(_LINES):
        above = [one for one in found if one.suggested[0].score >= line]
        correct = sum(map(right, above))
        share = f"{correct / len(above):.2f}" if above else "–"
        print(f"{line:.1f} {len(above):9} {share:>9} {correct / len(known):14.2f} {len(found) - len(above):17}")
    shares = held_out(found)
    middle = shares[len(shares) // 20 : -len(shares) // 20]
    print(f"line chosen on other threads: {statistics.mean(shares):.2f} right, {middle[0]:.2f} to {middle[-1]:.2f}")


if __name__ == "__main__":
    main()
