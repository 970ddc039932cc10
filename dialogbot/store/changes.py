"""What staff changed of the settings, in place of what the file says."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from dialogbot.store.values import Row, known_time, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """A setting by its name in the file, its value in the form of the file, and who changed it when.

    ``value`` ``None``: from then on the file counts again. ``undone_by``: the change was taken back.
    """

    name: str
    value: Any
    by: str
    made_at: datetime
    undone_by: str | None = None


class Changes:
    """What is asked about changed settings."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def put(self, one: Change) -> None:
        """Change a setting; what was changed before stays known."""
        sql = "INSERT INTO setting_change (name, value, by, made_at) VALUES (?, ?, ?, ?)"
        value = None if one.value is None else json.dumps(one.value, ensure_ascii=False)
        self._database.execute(sql, [one.name, value, one.by, stamp(one.made_at)])

    def in_force(self) -> Mapping[str, Change]:
        """Return by name the changes that hold, the earliest first."""
        sql = """
            SELECT * FROM setting_change WHERE value IS NOT NULL AND id IN
                (SELECT max(id) FROM setting_change WHERE undone_at IS NULL GROUP BY name)
            ORDER BY id
        """
        return {row["name"]: _change(row) for row in self._database.query(sql)}

    def undo(self, name: str, by: str, now: datetime) -> Change | None:
        """Take back the last change of a setting that was not taken back yet; ``None``: there is none."""
        sql = """
            UPDATE setting_change SET undone_at = ?, undone_by = ?
            WHERE id = (SELECT max(id) FROM setting_change WHERE name = ? AND undone_at IS NULL) RETURNING *
        """
        row = next(iter(list(self._database.query(sql, [stamp(now), by, name]))), None)
        return _change(row) if row else None

    def history(self, name: str, most: int) -> list[Change]:
        """List the last changes of a setting, the latest first, those taken back among them."""
        sql = "SELECT * FROM setting_change WHERE name = ? ORDER BY id DESC LIMIT ?"
        return [_change(row) for row in self._database.query(sql, [name, most])]


def _change(row: Row) -> Change:
    return Change(
        name=row["name"],
        value=None if row["value"] is None else json.loads(row["value"]),
        by=row["by"],
        made_at=known_time(row["made_at"]),
        undone_by=row["undone_by"],
    )
