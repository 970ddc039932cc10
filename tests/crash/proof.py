"""What must hold when all the kills are over."""

from __future__ import annotations

import json
import sqlite3
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory

from dialogbot.exports import Limits
from dialogbot.ingest import Settings, ingest
from dialogbot.judgement import Sensitivity
from dialogbot.store.copies import CopyError, contents
from tests.crash.scenes import Run, numbered, reference
from tests.endurance.world import World


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What was lost and what came twice, each as a line."""

    lost: list[str]
    doubled: list[str]
    unexplained: list[str]


def proved(run: Run) -> Outcome:
    """Compare what was asked of the program with what it has done."""
    with run.world.looked_at() as connection:
        lost = [*_damage(run.world.database), *_opportunities(run, connection), *_decisions(run, connection)]
        lost += [*_files(run), *_alerts(run, connection), *_answers(run), *_waiting(connection)]
        rows = connection.execute("SELECT reference FROM message WHERE reference IS NOT NULL").fetchall()
        unexplained = list(_twice_decided(connection))
    known = {row[0] for row in rows}
    extra = [one for call in run.world.sent() if (one := reference(call)) not in known]
    unexplained += [f"message {one} was sent and is not known, though nothing was cut" for one in extra
                    if one not in run.cut]  # fmt: skip
    unexplained += _twice_alerted(run.world, set(extra))
    return Outcome(lost=lost, doubled=[one for one in extra if one in run.cut], unexplained=unexplained)


def quiet(run: Run) -> bool:
    """Say whether nothing is left to be done."""
    inbox = run.world.folder / "inbox"
    files = [path for path in inbox.rglob("*") if path.is_file() and path.parent.name not in ("done", "failed")]
    if files or any(True for _ in chain(_answers(run), _files(run))):
        return False
    with run.world.watched() as connection:
        return next(iter(_waiting(connection)), None) is None


def left(run: Run) -> int:
    """Count what is still to be done: answers, files, messages, verdicts."""
    with run.world.watched() as connection:
        return sum(1 for _ in chain(_answers(run), _files(run), _waiting(connection)))


def _damage(database: Path) -> Iterator[str]:
    try:
        contents(database)
    except CopyError as error:
        yield str(error)


def _opportunities(run: Run, connection: sqlite3.Connection) -> Iterator[str]:
    """Compare with a run of the same posts that nobody killed."""
    found = {row[0] for row in connection.execute("SELECT ref FROM post JOIN opportunity ON post = post.id")}
    stored = {row[0] for row in connection.execute("SELECT ref FROM post")}
    yield from (f"post {post['id']} is not stored" for post in run.posts if post["id"] not in stored)
    yield from (f"opportunity {ref} was not found" for ref in sorted(_found_undisturbed(run) - found))


def _found_undisturbed(run: Run) -> set[str]:
    with TemporaryDirectory() as place:
        path, database = Path(place) / "all.jsonl", Path(place) / "undisturbed.db"
        path.write_text("\n".join(json.dumps(post) for post in run.posts), encoding="utf-8")
        settings = Settings(sensitivity=Sensitivity(own_accounts=frozenset(), threshold=None), limits=Limits())
        ingest(path, database, now=datetime.now(UTC), settings=settings, progress=lambda _: None)
        connection = sqlite3.connect(database)
        rows = connection.execute("SELECT ref FROM post JOIN opportunity ON post = post.id").fetchall()
        connection.close()
    return {row[0] for row in rows}


def _decisions(run: Run, connection: sqlite3.Connection) -> Iterator[str]:
    made = connection.execute("SELECT opportunity, action, note FROM decision").fetchall()
    for (number, action), mark in run.decided.items():
        if not any((one, what) == (number, action) and (what == "claim" or mark in note) for one, what, note in made):
            yield f"decision {action} about #{number} is not there"


def _twice_decided(connection: sqlite3.Connection) -> Iterator[str]:
    sql = "SELECT opportunity, action, count(*) AS n FROM decision GROUP BY 1, 2 HAVING n > 1"
    yield from (f"#{number} has {count} times {action}" for number, action, count in connection.execute(sql))


def _files(run: Run) -> Iterator[str]:
    done = run.world.folder / "inbox" / "done"
    yield from (f"file {name} is not in done" for name in run.files if not (done / name).is_file())
    answered = _replied(run.world)
    yield from (f"file of message {one} was not answered" for one in run.chat_files if one not in answered)


def _alerts(run: Run, connection: sqlite3.Connection) -> Iterator[str]:
    sent = {numbered(call) for call in run.world.sent()}
    silent = {row[0] for row in connection.execute("SELECT opportunity FROM same WHERE silent = 1")}
    numbers = {row[0] for row in connection.execute("SELECT number FROM opportunity")}
    yield from (f"alert of #{number} was never sent" for number in sorted(numbers - silent - sent))
    weeks = {row[0] for row in connection.execute("SELECT subject FROM message WHERE sort = 'digest'")}
    if len(weeks) < run.weeks:
        yield f"{run.weeks} weeks ended, and there are {len(weeks)} digests"


def _twice_alerted(world: World, extra: set[str]) -> list[str]:
    calls = [call for call in world.sent() if reference(call) not in extra]
    counted = Counter(number for call in calls if (number := numbered(call)) is not None)
    return [f"alert of #{number} was confirmed {count} times" for number, count in counted.items() if count > 1]


def _answers(run: Run) -> Iterator[str]:
    answered = _replied(run.world)
    yield from (f"command {line!r} was not answered" for _, one, line in run.commands if one not in answered)


def _replied(world: World) -> set[int]:
    asked = [call["params"].get("reply_parameters") for call in world.sent()]
    return {int((json.loads(one) if isinstance(one, str) else one)["message_id"]) for one in asked if one}


def _waiting(connection: sqlite3.Connection) -> Iterator[str]:
    sql = "SELECT key FROM message WHERE sent_at IS NULL AND failed_at IS NULL"
    yield from (f"message {row[0]} still waits" for row in connection.execute(sql))
    sql = "SELECT key, error FROM message WHERE failed_at IS NOT NULL"
    yield from (f"message {key} was given up: {error}" for key, error in connection.execute(sql))
    sql = "SELECT ref FROM post WHERE judged_at IS NULL"
    yield from (f"post {row[0]} was never judged" for row in connection.execute(sql))
