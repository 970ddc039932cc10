"""Where messages go: addresses that have moved, and those at which nothing may be said any more."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.store.values import known_time, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Shut:
    """An address at which nothing may be said since a time, and why."""

    address: str
    since: datetime
    why: str


class Addresses:
    """What is asked about addresses."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def move(self, old: str, new: str, now: datetime) -> bool:
        """Let all that goes, and went, to an address go to another from now on; say whether that is news."""
        sql = "INSERT INTO moved_address (old, new, at) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING old"
        news = bool(list(self._database.query(sql, [old, new, stamp(now)])))
        self._database.execute("UPDATE moved_address SET new = ? WHERE new = ?", [new, old])
        # also what was delivered: what is unique there must not come a second time under the new address
        self._database.execute("UPDATE OR IGNORE message SET address = ? WHERE address = ?", [new, old])
        sql = "UPDATE message SET failed_at = ?, error = 'known there' WHERE address = ? AND sent_at IS NULL"
        self._database.execute(sql, [stamp(now), old])
        return news

    def moved(self) -> Mapping[str, str]:
        """Return where each address that has moved is now."""
        return {row["old"]: row["new"] for row in self._database.query("SELECT old, new FROM moved_address")}

    def current(self, address: str) -> str:
        """Return where an address is now."""
        return self.moved().get(address, address)

    def bar(self, address: str, why: str, now: datetime) -> bool:
        """Remember that nothing may be said at an address, and say whether that is news."""
        sql = """
            INSERT INTO barred_address (address, since, why) VALUES (?, ?, ?) ON CONFLICT DO NOTHING RETURNING address
        """
        return bool(list(self._database.query(sql, [address, stamp(now), why])))

    def admit(self, address: str) -> None:
        """Remember that something could be said at an address."""
        self._database.execute("DELETE FROM barred_address WHERE address = ?", [address])

    def shut(self) -> list[Shut]:
        """List the addresses at which nothing may be said, the longest shut first."""
        sql = "SELECT address, since, why FROM barred_address ORDER BY since, address"
        return [
            Shut(address=row["address"], since=known_time(row["since"]), why=row["why"])
            for row in self._database.query(sql)
        ]
