"""Whether the process that goes on is alive, told by itself once a minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlite_utils import Database

from dialogbot.store.values import known_time, stamp

ALIVE_FOR = timedelta(minutes=3)
"""So long a beat holds: two may be missed while something takes its time."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beat:
    """When the process last said that it is alive, and the channel through which it speaks."""

    at: datetime
    channel: str


class Heartbeat:
    """What is asked about the process that goes on."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def beat(self, channel: str, now: datetime) -> None:
        """Say that the process is alive."""
        sql = "INSERT OR REPLACE INTO heartbeat (id, at, channel) VALUES (1, ?, ?)"
        self._database.execute(sql, [stamp(now), channel])

    def stop(self) -> None:
        """Say that the process has ended."""
        self._database.execute("DELETE FROM heartbeat")

    def last(self) -> Beat | None:
        """Return the last beat, if the process did not end in good order since."""
        row = next(iter(list(self._database.query("SELECT at, channel FROM heartbeat"))), None)
        return Beat(at=known_time(row["at"]), channel=row["channel"]) if row else None

    def alive(self, now: datetime) -> Beat | None:
        """Return the last beat if the process is alive by it."""
        beat = self.last()
        return beat if beat is not None and now - beat.at < ALIVE_FOR else None
