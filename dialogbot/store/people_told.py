"""What is stored about a person by their name, apart from what they wrote."""

from __future__ import annotations

from collections.abc import Callable

from sqlite_utils import Database

_PLACES = {
    "decisions": "SELECT count(*) AS n FROM decision WHERE by = ? COLLATE NOCASE",
    "assignments": "SELECT count(*) AS n FROM assignment WHERE person = ? COLLATE NOCASE",
    "absences": "SELECT count(*) AS n FROM absence WHERE person = ? COLLATE NOCASE",
    "memberships": "SELECT count(*) AS n FROM member WHERE name = ? COLLATE NOCASE",
    "invitations": "SELECT count(*) AS n FROM invitation WHERE name = ? COLLATE NOCASE",
    "mutes": "SELECT count(*) AS n FROM mute WHERE by = ? COLLATE NOCASE",
    "settings": "SELECT count(*) AS n FROM setting_change WHERE ?1 IN (by, undone_by) COLLATE NOCASE",
    "audits": "SELECT count(*) AS n FROM audit WHERE by = ? COLLATE NOCASE",
}


class PeopleTold:
    """What is asked about a person by name."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def counts(self, name: str) -> dict[str, int]:
        """Count the rows that hold a name, by what they are."""
        return {place: int(next(iter(self._database.query(sql, [name])))["n"]) for place, sql in _PLACES.items()}

    def forget(self, name: str) -> None:
        """Take the name of an author out of the list of followers; what staff did is not an author's."""
        self._database.execute("UPDATE follower SET name = NULL WHERE name = ? COLLATE NOCASE", [name])

    def mask_notes(self, name: str, masked: Callable[[str], str]) -> int:
        """Mask a name in the notes of decisions, and count these."""
        rows = list(self._database.query("SELECT id, note FROM decision WHERE note != ''"))
        changed = [(masked(row["note"]), row["id"]) for row in rows if name.casefold() in row["note"].casefold()]
        for note, row in changed:
            self._database.execute("UPDATE decision SET note = ? WHERE id = ?", [note, row])
        return len(changed)
