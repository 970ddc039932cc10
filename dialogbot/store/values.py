"""Between rows and values: times, signals and notices as they stand in the database."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from dialogbot.domain import (
    STATUS_AFTER,
    Action,
    Block,
    Button,
    Decision,
    Kind,
    Notice,
    Opportunity,
    Post,
    Reason,
    Signal,
    Status,
    Style,
    Topic,
    Verdict,
)

Row = Mapping[str, Any]


def stamp(time: datetime) -> str:
    """Write a time so that text order is time order: UTC, always with milliseconds."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds")


def time_of(text: str | None) -> datetime | None:
    """Read what ``stamp`` wrote."""
    return None if text is None else datetime.fromisoformat(text)


def known_time(text: str) -> datetime:
    """Read what ``stamp`` wrote, where there always is a time."""
    return datetime.fromisoformat(text)


def post_of(row: Row, prefix: str = "") -> Post:
    """Read a post from the columns that begin with ``prefix``."""
    return Post(
        text=row[f"{prefix}text"],
        platform=row[f"{prefix}platform"],
        ref=row[f"{prefix}ref"],
        thread_ref=row[f"{prefix}thread"],
        parent_ref=row[f"{prefix}parent_ref"],
        community=row[f"{prefix}community"],
        author=row[f"{prefix}author"],
        posted_at=time_of(row[f"{prefix}posted_at"]),
        likes=row[f"{prefix}likes"],
        url=row[f"{prefix}url"],
        closed=bool(row[f"{prefix}closed"]),
    )


def signals_text(signals: tuple[Signal, ...]) -> str:
    """Write signals as JSON rows of name, evidence, weight."""
    return json.dumps([[one.name, one.evidence, round(one.weight, 3)] for one in signals], ensure_ascii=False)


def verdict_of(row: Row) -> Verdict:
    """Read a verdict."""
    return Verdict(
        opportunity=bool(row["opportunity"]),
        score=row["score"],
        kind=Kind(row["kind"]),
        topic=Topic(row["topic"]) if row["topic"] else None,
        language=row["language"],
        signals=tuple(
            Signal(name=name, evidence=evidence, weight=weight) for name, evidence, weight in json.loads(row["signals"])
        ),
    )


def decision_of(row: Row) -> Decision:
    """Read a decision from the columns that begin with ``decision_``."""
    return Decision(
        number=row["number"],
        action=Action(row["decision_action"]),
        by=row["decision_by"],
        made_at=known_time(row["decision_made_at"]),
        note=row["decision_note"],
        until=time_of(row["decision_until"]),
        reason=Reason(row["decision_reason"]) if row["decision_reason"] else None,
        user=row["decision_user"],
    )


def opportunity_of(row: Row) -> Opportunity:
    """Read an opportunity with its post, the post above, its verdict and its last decision."""
    last = decision_of(row) if row["decision_action"] else None
    return Opportunity(
        number=row["number"],
        post=post_of(row),
        parent=post_of(row, "above_") if row["above_text"] is not None else None,
        verdict=_as_found(verdict_of(row), row),
        found_at=known_time(row["found_at"]),
        status=STATUS_AFTER[last.action] if last else Status.OPEN,
        last=last,
        announced_at=time_of(row["announced_at"]),
        reminded_at=time_of(row["reminded_at"]),
        escalated_at=time_of(row["escalated_at"]),
        changed_at=time_of(row["changed_at"]),
        assigned_to=row["assigned_to"],
        mention=row["mention"] or "",
    )


def _as_found(verdict: Verdict, row: Row) -> Verdict:
    """Keep what an opportunity is about, also where its thread has been settled and it would be none any more."""
    if verdict.opportunity or row["found_kind"] is None:
        return verdict
    topic = Topic(row["found_topic"]) if row["found_topic"] else None
    return replace(verdict, kind=Kind(row["found_kind"]), topic=topic, score=row["found_score"])


def notice_text(notice: Notice | None) -> str | None:
    """Write a notice as JSON."""
    if notice is None:
        return None
    blocks = [[block.style, block.text, block.url, block.calls] for block in notice.blocks]
    buttons = [[button.label, button.command] for button in notice.buttons]
    return json.dumps({"blocks": blocks, "buttons": buttons}, ensure_ascii=False)


def _block_of(style: str, text: str, url: str | None, calls: int | None = None) -> Block:
    return Block(style=Style(style), text=text, url=url, calls=calls)


def notice_of(text: str | None) -> Notice | None:
    """Read what ``notice_text`` wrote."""
    if text is None:
        return None
    table = json.loads(text)
    return Notice(
        blocks=tuple(_block_of(*parts) for parts in table["blocks"]),
        buttons=tuple(Button(label=label, command=command) for label, command in table["buttons"]),
    )
