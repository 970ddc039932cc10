"""Who was asked to look at what, who is away, and who was let in."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from dialogbot.store.values import stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Somebody who was let in by a code: their id on Telegram, name, role, and the language they chose, if any."""

    telegram_id: int
    name: str
    role: str
    language: str | None = None


class Duties:
    """What is asked about people."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def assign(self, number: int, person: str, mention: str) -> None:
        """Ask a person to look at an opportunity first, in place of whoever was asked before."""
        sql = "INSERT OR REPLACE INTO assignment (opportunity, person, mention) VALUES (?, ?, ?)"
        self._database.execute(sql, [number, person, mention])

    def load(self) -> Mapping[str, int]:
        """Count the unfinished opportunities that each person has claimed or was asked to look at."""
        sql = """
            SELECT iif(d.action = 'claim', d.by, a.person) AS person FROM assignment AS a
            LEFT JOIN last_decision AS d ON d.opportunity = a.opportunity
            WHERE d.action IS NULL OR d.action IN ('claim', 'reopen', 'release', 'expire')
        """
        return Counter(row["person"] for row in self._database.query(sql))

    def leave(self, person: str, last_day: date) -> None:
        """Take a person out of the round until a day, that day included."""
        sql = "INSERT OR REPLACE INTO absence (person, last_day) VALUES (?, ?)"
        self._database.execute(sql, [person, last_day.isoformat()])

    def come_back(self, person: str) -> bool:
        """Take a person into the round again, and say whether they were away."""
        return bool(list(self._database.query("DELETE FROM absence WHERE person = ? RETURNING person", [person])))

    def away(self) -> Mapping[str, date]:
        """Return the last day of each person's absence, by name."""
        rows = self._database.query("SELECT person, last_day FROM absence")
        return {row["person"]: date.fromisoformat(row["last_day"]) for row in rows}

    def invite(self, code: str, name: str, role: str, expires_at: datetime) -> None:
        """Keep an invitation; of its code only a hash is kept."""
        sql = "INSERT INTO invitation (code_hash, name, role, expires_at) VALUES (?, ?, ?, ?)"
        self._database.execute(sql, [_hash(code), name, role, stamp(expires_at)])

    def let_in(self, code: str, telegram_id: int, now: datetime) -> Member | None:
        """Use up an invitation and remember who came with it; ``None``: there is no such code, or it is too old."""
        sql = "DELETE FROM invitation WHERE code_hash = ? AND expires_at > ? RETURNING name, role"
        row = next(iter(list(self._database.query(sql, [_hash(code), stamp(now)]))), None)
        if row is None:
            return None
        sql = "INSERT OR REPLACE INTO member (telegram_id, name, role, joined_at) VALUES (?, ?, ?, ?)"
        self._database.execute(sql, [telegram_id, row["name"], row["role"], stamp(now)])
        return Member(telegram_id=telegram_id, name=row["name"], role=row["role"])

    def members(self) -> list[Member]:
        """List those who were let in."""
        sql = "SELECT telegram_id, name, role, language FROM member ORDER BY name"
        return [Member(**row) for row in self._database.query(sql)]

    def member(self, telegram_id: int) -> Member | None:
        """Return the one with this id, if they were let in."""
        return next((one for one in self.members() if one.telegram_id == telegram_id), None)

    def welcome(self, member: Member, now: datetime) -> None:
        """Remember somebody who is let in by the settings, for what they chose."""
        sql = "INSERT OR REPLACE INTO member (telegram_id, name, role, language, joined_at) VALUES (?, ?, ?, ?, ?)"
        self._database.execute(sql, [member.telegram_id, member.name, member.role, member.language, stamp(now)])

    def remove(self, name: str) -> bool:
        """Take a member's access away, and say whether there was such a member."""
        return bool(list(self._database.query("DELETE FROM member WHERE name = ? RETURNING name", [name])))

    def speak(self, telegram_id: int, language: str) -> bool:
        """Remember in which language a member wants to be spoken to, and say whether there is such a member."""
        sql = "UPDATE member SET language = ? WHERE telegram_id = ? RETURNING name"
        return bool(list(self._database.query(sql, [language, telegram_id])))


def _hash(code: str) -> str:
    return hashlib.sha256(code.strip().casefold().encode()).hexdigest()
