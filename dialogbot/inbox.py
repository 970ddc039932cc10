"""The folder that is watched: what has come to rest in it, and where it goes afterwards."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

DONE, FAILED = "done", "failed"
CHAT = ".chat"
"""The folder in the inbox for what was sent in a chat: it is answered there, and deleted."""

_UNFINISHED = (".part", ".tmp", ".crdownload", ".partial", ".download")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """How a file looked: its size and time of change (of a folder: of all within), and since when it has."""

    size: int
    changed: float
    since: datetime


def look(folder: Path, before: Mapping[Path, Seen], now: datetime) -> dict[Path, Seen]:
    """Look at what lies in the inbox; what has not changed since ``before`` keeps its time."""
    folder.mkdir(parents=True, exist_ok=True)
    seen = {}
    for path in sorted(folder.iterdir()):
        if path.name in (DONE, FAILED) or path.name.startswith(".") or path.suffix.casefold() in _UNFINISHED:
            continue
        size, changed = _measure(path)
        last = before.get(path)
        same = last is not None and (last.size, last.changed) == (size, changed) and last.since <= now  # else: set back
        seen[path] = last if last is not None and same else Seen(size=size, changed=changed, since=now)
    return seen


def at_rest(seen: Mapping[Path, Seen], now: datetime, seconds: float) -> list[Path]:
    """List what has kept its size for so long."""
    return [path for path, one in seen.items() if (now - one.since).total_seconds() >= seconds]


def put_away(path: Path, place: str, words: Sequence[str], now: datetime) -> Path:
    """Move a file into ``done`` or ``failed`` beside it, with a ``.txt`` that says what came of it; return where to."""
    folder = path.parent / place
    folder.mkdir(mode=0o700, exist_ok=True)
    target = folder / path.name
    if target.exists():
        target = folder / f"{now:%Y%m%d-%H%M%S-%f}-{path.name}"
    target.with_name(f"{target.name}.txt").write_text("\n".join(words) + "\n", encoding="utf-8")
    shutil.move(path, target)
    return target


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """A file that was sent in a chat, and the reference of the message that brought it."""

    path: Path
    reference: str


def sent(folder: Path) -> list[Sent]:
    """List the files that were sent in a chat and stand whole in the inbox."""
    found = sorted((folder / CHAT).glob("*/*"))
    return [Sent(path=path, reference=path.parent.name.replace("~", ":")) for path in found if path.name[0] != "."]


def keep_pasted(folder: Path, reference: str, text: str) -> None:
    """Keep a text that was pasted into a chat as a file sent there."""
    place = folder / CHAT / reference.replace(":", "~")
    place.mkdir(parents=True, exist_ok=True)
    unfinished = place / ".paste.part"
    unfinished.write_text(text, encoding="utf-8")
    unfinished.rename(place / "paste.txt")


def discard(one: Sent) -> None:
    """Delete a file that was sent in a chat, with its folder."""
    shutil.rmtree(one.path.parent)


def delete_old(folder: Path, days: int, now: datetime) -> int:
    """Delete the exports that were put away more than so many days ago (0: none), and the notes on them; count them.

    The time is that of the note beside each: an export keeps the time at which it was made.
    """
    count = 0
    for note in [*folder.glob(f"{DONE}/*.txt"), *folder.glob(f"{FAILED}/*.txt")] if days else []:
        export = note.with_name(note.name.removesuffix(".txt"))
        if not export.exists() or note.stat().st_mtime > (now - timedelta(days=days)).timestamp():
            continue
        if export.is_dir():
            shutil.rmtree(export)
        else:
            export.unlink()
        note.unlink()
        count += 1
    return count


def _measure(path: Path) -> tuple[int, float]:
    """Return size and time of change; what goes away meanwhile counts as nothing."""
    found = [path, *path.rglob("*")] if path.is_dir() else [path]
    sizes, times = 0, 0.0
    for one in found:
        try:
            facts = one.stat()
        except OSError:
            continue
        sizes, times = sizes + facts.st_size, max(times, facts.st_mtime)
    return sizes, times
