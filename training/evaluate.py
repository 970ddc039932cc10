"""Measure the detector as it is shipped, and write what was found into docs/model-card.md.

usage: python training/evaluate.py [--shared DIR]

DIR holds what is measured on and is no part of the project: ``data/detection/validation.jsonl``, ``data/background``
and ``data/questions``. Without it these parts of the card stay as they were, with the date on which they were measured.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from zlib import crc32

sys.path.insert(0, str(Path(__file__).parents[1]))

import card
from background import SOURCES, for_training
from corpus import read as rows_of
from corpus import shipped_files
from stages import Stage, judged, stages

from dialogbot.domain import Post, Verdict
from dialogbot.evaluation import figures, read

ROOT = Path(__file__).parents[1]
CARD = ROOT / "docs" / "model-card.md"
HELD_OUT = Path(__file__).with_name("held-out.jsonl")
DETECT = ROOT / "dialogbot" / "detect"
MODEL_FILES = ("weights.npz", "encoder.onnx", "encoder.json")


def main() -> None:
    """Measure, and write the card."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shared", type=Path, metavar="DIR", help="where the data lie that are only measured on")
    shared: Path | None = parser.parse_args().shared
    parts = {"model": model(), "data": data(), "cross-validation": cross_validation()}
    if HELD_OUT.exists():
        parts["held-out"] = labelled(HELD_OUT)
    if shared is not None:
        parts["validation"] = labelled(shared / "data" / "detection" / "validation.jsonl")
        parts["ordinary"] = ordinary(shared / "data" / "background", shared / "data" / "questions")
    text = CARD.read_text("utf-8")
    for name, lines in parts.items():
        text = card.with_part(text, name, lines)
    CARD.write_text(text, "utf-8")
    print(f"{CARD.name}: {', '.join(parts)} written; measured with {', '.join(stages())}")


def measured() -> str:
    """Say when, and with which files: figures of an earlier model are known by them."""
    return f"Measured on {datetime.now(UTC).date()} with {_files()}."


def model() -> str:
    """Describe the shipped files."""
    found = [DETECT / name for name in MODEL_FILES if (DETECT / name).exists()]
    rows = [[f"`{path.name}`", f"{path.stat().st_size / 1e6:.1f} MB", f"`{_mark(path)}`"] for path in found]
    return card.table(["file", "size", "mark (CRC-32)"], rows)


def data() -> str:
    """Count the labelled threads by file, language, and label."""
    rows, counts = (
        [],
        {"lang": Counter[str](), "topic": Counter[str](), "kind": Counter[str](), "why_not": Counter[str]()},
    )
    for path in shipped_files():
        found = rows_of(path)
        yes = sum(row["opportunity"] for row in found)
        rows.append([f"`{path.name}`", len(found), len({row["thread"] for row in found}), yes])
        for name, count in counts.items():
            count.update(str(row[name]) for row in found if row[name])
    total = ["all", *(sum(int(row[at]) for row in rows) for at in (1, 2, 3))]
    parts = [card.table(["file", "messages", "threads", "opportunities"], [*rows, total])]
    return "\n\n".join(
        [*parts, *(card.table([name, "messages"], count.most_common()) for name, count in counts.items())]
    )


def cross_validation() -> str:
    """Take what crossvalidate.py prints."""
    script = Path(__file__).with_name("crossvalidate.py")
    done = subprocess.run([sys.executable, script], capture_output=True, text=True, check=True)  # noqa: S603 - our own script
    return f"{measured()}\n\n```\n{done.stdout.rstrip()}\n```"


def labelled(path: Path) -> str:
    """Measure on labelled threads, stage by stage."""
    messages = read(path)
    threads: dict[str, list[int]] = {}
    for number, one in enumerate(messages):
        threads.setdefault(one.thread, []).append(number)
    found = {}
    for stage in stages():
        verdicts: list[Verdict | None] = [None] * len(messages)
        told = judged([[messages[number].post for number in thread] for thread in threads.values()], stage)
        for thread, some in zip(threads.values(), told, strict=True):
            for number, verdict in zip(thread, some, strict=True):
                verdicts[number] = verdict
        found[stage] = figures(messages, verdicts)
    return f"{measured()} {card.figures(found)}"


def ordinary(background: Path, questions: Path) -> str:
    """Count how much is flagged of what no library was asked, each text alone; no text goes into the card."""
    tweets = _tweets(background / "tweets.jsonl")
    sentences = {f"sentences, {path.stem}": _declarative(path) for path in sorted(questions.glob("*.jsonl"))}
    columns = {
        stage: {**_flagged("tweets", tweets, stage), **_flagged("sentences", sentences, stage)} for stage in stages()
    }
    rows = []
    for name, (_, texts) in next(iter(columns.values())).items():
        flagged = (column[name][0] for column in columns.values())
        rows.append([name, texts, *(f"{1000 * one / texts:.1f}" for one in flagged)])
    return f"{measured()}\n\n{card.table(['texts', 'n', *(f'flagged per 1,000, {stage}' for stage in stages())], rows)}"


def _flagged(whole: str, groups: Mapping[str, Sequence[str]], stage: Stage) -> dict[str, tuple[int, int]]:
    """Judge all groups of texts; return how many of each were flagged, and how many there are, and the sums."""
    told = iter(judged([[Post(text=text)] for texts in groups.values() for text in texts], stage))
    found = {
        name: (sum(next(told)[0].opportunity for _ in texts), len(texts)) for name, texts in groups.items() if texts
    }
    sums = [sum(column) for column in zip(*found.values(), strict=True)]
    return {**found, f"{whole}, all": (sums[0], sums[1])}


def _tweets(path: Path) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for row in rows_of(path):
        found.setdefault(f"tweets, {row.get('variety') or 'other'}", []).append(row["text"])
    return found


def _declarative(path: Path) -> list[str]:
    """Take the sentences that ask nothing and that the background was not made from."""
    rows = rows_of(path)
    unseen = [row["text"] for row in rows if not row["is_question"]]
    return [text for text in unseen if path.stem not in SOURCES or not for_training(text)]


def _files() -> str:
    return ", ".join(f"`{name}` {_mark(DETECT / name)}" for name in MODEL_FILES[:2] if (DETECT / name).exists())


def _mark(path: Path) -> str:
    return f"{crc32(path.read_bytes()):08x}"


if __name__ == "__main__":
    main()
