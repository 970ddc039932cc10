"""The labelled threads as rows, posts and roles."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dialogbot.detect.roles import Roles, roles
from dialogbot.domain import UNKNOWN_PLATFORM, Post

THREADS = Path(__file__).parent / "threads"


TOPICS = Path(__file__).with_name("topics.toml")


@dataclass(frozen=True, slots=True, kw_only=True)
class Corpus:
    """Labelled messages: ``rows`` as they were written, ``threads`` as lists of their numbers, ``who`` a thread."""

    rows: list[dict[str, Any]]
    posts: list[Post]
    threads: list[list[int]]
    who: list[Roles]
    ordinary: NDArray[np.bool_]

    def column(self, name: str) -> NDArray[Any]:
        """Take one field of all rows; ``None`` becomes an empty string."""
        return np.array([row[name] if row[name] is not None else "" for row in self.rows])


def shipped_files() -> list[Path]:
    """List all files of labelled threads, in the order of their names."""
    return sorted(THREADS.glob("*.jsonl"))


def corpus_of(files: Sequence[Path]) -> Corpus:
    """Read labelled threads; files that are named ``ordinary-*`` hold what no library was asked about."""
    rows, ordinary = [], []
    for file in files:
        found = read(file)
        rows += found
        ordinary += [file.name.startswith("ordinary")] * len(found)
    posts = [as_post(row) for row in rows]
    threads: dict[str, list[int]] = {}
    for number, row in enumerate(rows):
        threads.setdefault(row["thread"], []).append(number)
    return Corpus(
        rows=rows,
        posts=posts,
        threads=list(threads.values()),
        who=[roles([posts[number] for number in thread], frozenset()) for thread in threads.values()],
        ordinary=np.array(ordinary),
    )


def naming() -> list[tuple[str, str]]:
    """Read the words that name a topic: each with its topic."""
    topics: dict[str, list[str]] = tomllib.loads(TOPICS.read_text("utf-8"))
    return [(words, topic) for topic, all_words in topics.items() for words in all_words]


def read(file: Path) -> list[dict[str, Any]]:
    """Read the rows of a file, one JSON object a line."""
    return [json.loads(line) for line in file.read_text("utf-8").splitlines() if line.strip()]


def as_post(row: dict[str, Any]) -> Post:
    """Turn a labelled message into the post that a reader would give; fields may be missing."""
    created = row.get("created")
    return Post(
        text=row["text"],
        platform=row.get("platform") or UNKNOWN_PLATFORM,
        ref=row["id"],
        thread_ref=row.get("thread"),
        parent_ref=row.get("parent"),
        community=row.get("group"),
        author=row.get("author"),
        posted_at=datetime.fromisoformat(created) if created else None,
        likes=row.get("likes"),
    )
