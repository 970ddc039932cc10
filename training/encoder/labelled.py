"""Labelled threads into what the network learns from: posts with their threads around them, targets, batches."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any

import torch
from torch import Tensor
from writing import rewritten

from dialogbot.detect.encoder import KINDS, TOPICS, Example, example
from dialogbot.detect.pieces import PAD, Segmenter
from dialogbot.detect.roles import Roles, roles
from dialogbot.domain import Post

REASONS = ("offtopic", "rhetorical", "announcement", "answer", "chatter", "quote", "staff", "closed")
NOT_TOLD = -100  # the target of a head that a post teaches nothing
_NEEDS_THREAD = (REASONS.index("closed"), REASONS.index("staff"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """What a post is, as the numbers of the heads' outputs."""

    ref: str
    opportunity: float
    topic: int
    kind: int
    reason: int


Taught = tuple[Example, Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class Labelled:
    """A thread, who is who in it, and a label for each post; ``source`` is the file that it stands in."""

    name: str
    source: str
    posts: list[Post]
    who: Roles
    labels: list[Label]


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """Some examples as tensors (posts x pieces), the places of padding 0 in ``mask``, and their labels."""

    pieces: Tensor
    segments: Tensor
    mask: Tensor
    labels: list[Label]


def read(paths: Iterable[Path]) -> list[Labelled]:
    """Read the threads of some files, in the order of the files' names."""
    found: dict[tuple[str, str], list[dict[str, Any]]] = {}
    for path in sorted(paths, key=lambda one: one.name):
        for line in path.read_text("utf-8").splitlines():
            if line.strip():
                row = json.loads(line)
                found.setdefault((path.stem, row["thread"]), []).append(row)
    return [_labelled(name, source, rows) for (source, name), rows in found.items()]


def _labelled(name: str, source: str, rows: list[dict[str, Any]]) -> Labelled:
    posts = [_post(row) for row in rows]
    return Labelled(
        name=name,
        source=source,
        posts=posts,
        who=roles(posts, frozenset()),
        labels=[_label(row) for row in rows],
    )


def _post(row: dict[str, Any]) -> Post:
    return Post(
        text=row["text"],
        platform=row.get("platform") or "unknown",
        ref=row["id"],
        thread_ref=row["thread"],
        parent_ref=row["parent"],
        community=row.get("group"),
        author=row.get("author"),
        posted_at=datetime.fromisoformat(row["created"]) if row.get("created") else None,
        likes=row.get("likes"),
    )


def _label(row: dict[str, Any]) -> Label:
    topic, reason = row.get("topic"), row.get("why_not")
    return Label(
        ref=row["id"],
        opportunity=float(row["opportunity"]),
        topic=TOPICS.index(topic) if row["opportunity"] and topic in TOPICS else NOT_TOLD,
        kind=KINDS.index(row["kind"]),
        reason=REASONS.index(reason) if reason in REASONS else NOT_TOLD,
    )


def plain(threads: Sequence[Labelled], segmenter: Segmenter) -> list[Taught]:
    """Every post as it stands."""
    return [
        (example(thread.posts, thread.who, number, segmenter), label)
        for thread in threads
        for number, label in enumerate(thread.labels)
    ]


def varied(threads: Sequence[Labelled], segmenter: Segmenter, chance: random.Random, alone: float) -> list[Taught]:
    """Every post once, some written in another way or with less of their thread; ``alone`` of them once more by itself.

    A post by itself is one that nobody knows anything about but its words, as a search on the web finds it.
    """
    found = []
    for thread in threads:
        posts, who = rewritten(thread.posts, thread.who, chance)
        for number, label in enumerate(thread.labels):
            found.append((example(posts, who, number, segmenter), label))
            if label.reason not in _NEEDS_THREAD and chance.random() < alone:
                by_itself = [Post(text=posts[number].text)]
                lone = replace(label, ref=f"{label.ref} alone")
                found.append((example(by_itself, roles(by_itself, frozenset()), 0, segmenter), lone))
    return found


def batches(examples: Sequence[Taught], size: int, chance: random.Random) -> list[Batch]:
    """Shuffle into batches of similar length."""
    order = list(range(len(examples)))
    chance.shuffle(order)
    cut = []
    for at in range(0, len(order), size * 24):
        pool = sorted(order[at : at + size * 24], key=lambda one: len(examples[one][0].pieces) + chance.random() * 4)
        cut += [pool[first : first + size] for first in range(0, len(pool), size)]
    chance.shuffle(cut)
    return [batch([examples[one] for one in part]) for part in cut]


def batch(part: Sequence[Taught]) -> Batch:
    """Pad some examples to one length."""
    longest = max(len(one.pieces) for one, _ in part)
    pieces = torch.full((len(part), longest), PAD)
    segments, mask = torch.zeros_like(pieces), torch.zeros_like(pieces)
    for at, (one, _) in enumerate(part):
        length = len(one.pieces)
        pieces[at, :length] = torch.tensor(one.pieces)
        segments[at, :length] = torch.tensor(one.segments)
        mask[at, :length] = 1
    return Batch(pieces=pieces, segments=segments, mask=mask, labels=[label for _, label in part])
