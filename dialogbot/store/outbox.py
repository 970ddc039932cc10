"""The outbox: what is to be said to staff, and what was said where."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from dialogbot.domain import Message, Sort
from dialogbot.store.values import Row, notice_of, notice_text, stamp


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that stands somewhere: its row, and the channel's reference by which it can be edited."""

    row: int
    reference: str
    message: Message


class Outbox:
    """What is asked about messages."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def queue(self, message: Message, now: datetime, numbers: Sequence[int] = ()) -> bool:
        """Queue a message about these opportunities, unless one with its key and address ever was; say whether."""
        sql = """
            INSERT INTO message (key, address, sort, subject, notice, reply_to, queued_at, due_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING RETURNING id
        """
        notice, at = notice_text(message.notice), stamp(now)
        values = [message.key, message.address, message.sort, message.subject, notice, message.reply_to, at, at]
        rows = list(self._database.query(sql, values))
        for number in numbers if rows else ():
            self._database.execute("INSERT INTO about (message, number) VALUES (?, ?)", [rows[0]["id"], number])
        return bool(rows)

    def next_due(self, now: datetime) -> tuple[int, Message] | None:
        """Return the message to be delivered next, with the number of its row."""
        sql = """
            SELECT * FROM message WHERE sent_at IS NULL AND failed_at IS NULL AND due_at <= ?
            ORDER BY due_at, id LIMIT 1
        """
        row = next(iter(self._database.query(sql, [stamp(now)])), None)
        return (row["id"], _message_of(row)) if row else None

    def confirm(self, row: int, reference: str | None, now: datetime) -> None:
        """Remember that a message was delivered, and forget its words."""
        sql = "UPDATE message SET sent_at = ?, reference = ?, notice = NULL, error = NULL WHERE id = ?"
        self._database.execute(sql, [stamp(now), reference, row])

    def failed_once(self, row: int, why: str) -> None:
        """Count a vain attempt."""
        self._database.execute("UPDATE message SET attempts = attempts + 1, error = ? WHERE id = ?", [why, row])

    def hold(self, address: str, until: datetime) -> None:
        """Let nothing be delivered at an address before a time, so that its messages keep their order."""
        sql = """
            UPDATE message SET due_at = ?
            WHERE address = ? AND due_at < ? AND sent_at IS NULL AND failed_at IS NULL
        """
        self._database.execute(sql, [stamp(until), address, stamp(until)])

    def give_up(self, row: int, why: str, now: datetime) -> None:
        """Mark a message that can never be delivered."""
        sql = "UPDATE message SET failed_at = ?, error = ?, notice = NULL WHERE id = ?"
        self._database.execute(sql, [stamp(now), why, row])

    def showing(self, number: int) -> list[Delivered]:
        """List the delivered alerts, bundles and replies that show this opportunity."""
        sql = """
            SELECT message.* FROM message JOIN about ON about.message = message.id
            WHERE about.number = ? AND message.reference IS NOT NULL AND message.sort IN ('alert', 'bundle', 'reply')
        """
        return [_delivered(row) for row in self._database.query(sql, [number])]

    def delivered(self, row: int) -> Delivered | None:
        """Return a delivered message by its row."""
        sql = "SELECT * FROM message WHERE id = ? AND reference IS NOT NULL"
        found = next(iter(self._database.query(sql, [row])), None)
        return _delivered(found) if found else None

    def numbers(self, reference: str) -> tuple[int, ...]:
        """Return the opportunities that the message with this reference shows."""
        sql = """
            SELECT DISTINCT about.number FROM message JOIN about ON about.message = message.id
            WHERE message.reference = ? ORDER BY about.number
        """
        return tuple(row["number"] for row in self._database.query(sql, [reference]))

    def first_time(self, key: str, now: datetime) -> bool:
        """Remember that a command is being carried out, and say whether it never was before."""
        sql = "INSERT INTO carried_out (key, at) VALUES (?, ?) ON CONFLICT DO NOTHING RETURNING key"
        return bool(list(self._database.query(sql, [key, stamp(now)])))

    def alerts_since(self, time: datetime) -> int:
        """Count the messages with alerts that were queued since a time; one to several addresses counts once."""
        sql = "SELECT count(DISTINCT key) AS n FROM message WHERE sort IN (?, ?) AND reply_to IS NULL AND queued_at > ?"
        values = [Sort.ALERT, Sort.BUNDLE, stamp(time)]
        return int(next(iter(self._database.query(sql, values)))["n"])

    def undelivered_since(self, time: datetime) -> int:
        """Count the messages that were given up since a time."""
        sql = "SELECT count(*) AS n FROM message WHERE failed_at > ?"
        return int(next(iter(self._database.query(sql, [stamp(time)])))["n"])

    def waiting(self) -> int:
        """Count the messages that are still to be delivered."""
        sql = "SELECT count(*) AS n FROM message WHERE sent_at IS NULL AND failed_at IS NULL"
        return int(next(iter(self._database.query(sql)))["n"])


def _message_of(row: Row) -> Message:
    return Message(
        key=row["key"],
        sort=Sort(row["sort"]),
        subject=row["subject"],
        address=row["address"],
        notice=notice_of(row["notice"]),
        reply_to=row["reply_to"],
        attempts=row["attempts"],
    )


def _delivered(row: Row) -> Delivered:
    return Delivered(row=row["id"], reference=row["reference"], message=_message_of(row))
