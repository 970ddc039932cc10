"""What may not come back, and what was deleted when: keyed hashes and counts, no names and no texts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlite_utils import Database

from dialogbot.store.values import known_time, stamp


class Forgotten:
    """What is asked about what was deleted."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def remember(self, traces: Iterable[str], why: str, now: datetime) -> None:
        """Remember keyed hashes of what may not come back; that somebody asked for it outweighs that time was up."""
        sql = """
            INSERT INTO forgotten (trace, why, at) VALUES (?1, ?2, ?3)
            ON CONFLICT (trace) DO UPDATE SET why = excluded.why, at = excluded.at WHERE excluded.why = 'asked'
        """
        for trace in traces:
            self._database.execute(sql, [trace, why, stamp(now)])

    def all(self) -> Mapping[str, str]:
        """Return every hash with why it may not come back."""
        return {row["trace"]: row["why"] for row in self._database.query("SELECT trace, why FROM forgotten")}

    def count(self, why: str) -> int:
        """Count the hashes that are remembered for a reason."""
        sql = "SELECT count(*) AS n FROM forgotten WHERE why = ?"
        return int(next(iter(self._database.query(sql, [why])))["n"])

    def same_key(self, check: str) -> bool:
        """Say whether the key is the one that this database was begun with; the first one is."""
        self._note("key", check, only_first=True)
        return self._noted("key") == check

    def swept(self, days: Mapping[str, int], counts: Mapping[str, int], now: datetime) -> None:
        """Remember that the retention was enforced: for how many days what is kept, and what was deleted."""
        self._note("swept", json.dumps({"at": stamp(now), "days": dict(days), "counts": dict(counts)}))

    def last_sweep(self) -> tuple[datetime, Mapping[str, int], Mapping[str, int]] | None:
        """Return when the retention was enforced last, the days of each kind, and what was deleted then."""
        noted = self._noted("swept")
        if noted is None:
            return None
        table = json.loads(noted)
        return known_time(table["at"]), table["days"], table["counts"]

    def compaction_wanted(self) -> bool:
        """Say whether something was deleted since the files were compacted last."""
        return self._noted("deleted") is not None

    def want_compaction(self) -> None:
        """Remember that something was deleted."""
        self._note("deleted", "1")

    def compacted(self) -> None:
        """Remember that the files hold no remains."""
        self._database.execute("DELETE FROM noted WHERE name = 'deleted'")

    def _note(self, name: str, value: str, *, only_first: bool = False) -> None:
        verb = "INSERT OR IGNORE" if only_first else "INSERT OR REPLACE"
        self._database.execute(f"{verb} INTO noted (name, value) VALUES (?, ?)", [name, value])

    def _noted(self, name: str) -> str | None:
        row = next(iter(self._database.query("SELECT value FROM noted WHERE name = ?", [name])), None)
        return None if row is None else str(row["value"])
