"""A question that the program asks itself: what became of it, and every trace of it taken away again."""

from __future__ import annotations

from dataclasses import dataclass

from sqlite_utils import Database


@dataclass(frozen=True, slots=True, kw_only=True)
class Fate:
    """What became of a message: the reference by which it stands somewhere, or why it does not; neither: it waits."""

    reference: str | None
    why: str | None


class Probe:
    """What is asked about a planted question."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def fate(self, key: str) -> Fate | None:
        """Return what became of the message with this key; ``None``: it waits, or is not there."""
        sql = """
            SELECT reference, error, sent_at IS NOT NULL OR failed_at IS NOT NULL AS ended FROM message WHERE key = ?
        """
        row = next(iter(list(self._database.query(sql, [key]))), None)
        if row is None or not row["ended"]:
            return None
        return Fate(reference=row["reference"], why=row["error"])

    def is_queued(self, key: str) -> bool:
        """Say whether the message with this key is in the outbox."""
        return bool(list(self._database.query("SELECT 1 FROM message WHERE key = ?", [key])))

    def erase(self, number: int, keys: tuple[str, ...]) -> bool:
        """Delete an opportunity with its post and these messages; say whether nothing is left of them.

        The number is free again, unless another has been given since.
        """
        sql = "DELETE FROM message WHERE key = ? OR id IN (SELECT message FROM about WHERE number = ?)"
        for key in keys:
            self._database.execute(sql, [key, number])
        sql = "DELETE FROM post WHERE id = (SELECT post FROM opportunity WHERE number = ?)"
        self._database.execute(sql, [number])
        sql = "UPDATE sqlite_sequence SET seq = ?1 - 1 WHERE name = 'opportunity' AND seq = ?1"
        self._database.execute(sql, [number])
        self._database.execute("DELETE FROM sqlite_sequence WHERE name = 'opportunity' AND seq = 0")
        sql = "SELECT 1 FROM opportunity WHERE number = ? UNION ALL SELECT 1 FROM about WHERE number = ?"
        return not list(self._database.query(sql, [number, number]))
