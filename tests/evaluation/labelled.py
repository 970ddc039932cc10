"""Labelled messages and verdicts for tests of the figures."""

from __future__ import annotations

from dialogbot.domain import Kind, Post, Reason, Topic, Verdict
from dialogbot.evaluation.labels import Label, Labelled

YES = Label(opportunity=True, topic=Topic.LOANS, why_not=None)
NO = Label(opportunity=False, topic=None, why_not=Reason.CHATTER)


def message(
    number: int,
    label: Label,
    *,
    thread: str = "",
    text: str = "Noen som vet?",
    parent: str | None = None,
) -> Labelled:
    return Labelled(
        post=Post(text=text, ref=f"m{number}", parent_ref=parent),
        thread=thread or f"t{number}",
        language="nb",
        kind=Kind.QUESTION if label.opportunity else Kind.NONE,
        label=label,
        second=None,
    )


def verdict(score: float, topic: Topic | None = Topic.LOANS) -> Verdict:
    yes = score >= 0.5
    return Verdict(
        opportunity=yes,
        score=score,
        kind=Kind.QUESTION if yes else Kind.NONE,
        topic=topic if yes else None,
        language="nb",
    )
