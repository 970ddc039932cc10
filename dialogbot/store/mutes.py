"""What staff do not want to hear of for a while."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.domain import Opportunity
from dialogbot.store.values import known_time, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Mute:
    """A community or topic (``scope``) about which nothing is alerted until a time."""

    scope: str
    name: str
    until: datetime
    by: str

    def silences(self, one: Opportunity) -> bool:
        """Say whether an opportunity falls under it; names of communities count without their case."""
        if self.scope == "topic":
            return one.verdict.topic == self.name
        return (one.post.community or "").casefold() == self.name.casefold()


class Mutes:
    """What is asked about mutes."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def put(self, mute: Mute) -> None:
        """Mute, in place of an earlier mute of the same."""
        sql = "INSERT OR REPLACE INTO mute (scope, name, until, by) VALUES (?, ?, ?, ?)"
        self._database.execute(sql, [mute.scope, mute.name, stamp(mute.until), mute.by])

    def lift(self, scope: str, name: str) -> bool:
        """End a mute, and say whether there was one."""
        sql = "DELETE FROM mute WHERE scope = ? AND name = ? RETURNING name"
        return bool(list(self._database.query(sql, [scope, name])))

    def standing(self, now: datetime) -> list[Mute]:
        """List the mutes that hold now."""
        sql = "SELECT * FROM mute WHERE until > ? ORDER BY until, scope, name"
        return [
            Mute(scope=row["scope"], name=row["name"], until=known_time(row["until"]), by=row["by"])
            for row in self._database.query(sql, [stamp(now)])
        ]
