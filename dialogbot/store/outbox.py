"""The outbox: what is to be said to staff, and what was said where."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlite_utils import Database

from dialogbot.domain import Message, Sort
from dialogbot.store.values import Row, notice_of, notice_text, stamp

_LONGEST_WAIT = timedelta(days=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivered:
    """A message that stands somewhere: its row, and the channel's reference by which it can be edited."""

    row: int
    reference: str
    message: Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A message that did not get through, and why; ``given_up``: it is not tried again."""

    key: str
    address: str
    why: str
    given_up: bool


class Quiet(StrEnum):
    """Whether phones are to be left alone."""

    YES = "yes"
    NO = "no"


class Outbox:
    """What is asked about messages."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def queue(self, message: Message, now: datetime, numbers: Sequence[int] = ()) -> bool:
        """Queue a message about these opportunities, unless one with its key and address ever was; say whether.

        What is meant for an address that has moved goes to where that is now.
        """
        sql = """
            INSERT INTO message (key, address, sort, subject, notice, reply_to, queued_at, due_at)
            VALUES (?1, coalesce((SELECT new FROM moved_address WHERE old = ?2), ?2), ?3, ?4, ?5, ?6, ?7, ?8)
            ON CONFLICT DO NOTHING RETURNING id
        """
        notice, at = notice_text(message.notice), stamp(now)
        values = [message.key, message.address, message.sort, message.subject, notice, message.reply_to, at, at]
        rows = list(self._database.query(sql, values))
        for number in numbers if rows else ():
            self._database.execute("INSERT INTO about (message, number) VALUES (?, ?)", [rows[0]["id"], number])
        return bool(rows)

    def next_due(self, now: datetime, quiet: Quiet = Quiet.NO, busy: Sequence[str] = ()) -> tuple[int, Message] | None:
        """Return the message to be delivered next, with the number of its row; whoever waits for an answer is first.

        At the ``busy`` addresses one is under way: what is meant for them waits, so that it keeps its order.
        In quiet hours only what answers somebody is due, and what makes no phone ring.
        One that was queued in the future, or is to wait for over a day, met a clock that was wrong: it waits no longer.
        """
        sql = """
            SELECT * FROM message
            WHERE sent_at IS NULL AND failed_at IS NULL AND (due_at <= ?1 OR queued_at > ?1 OR due_at > ?2)
                AND (?3 = 'no' OR reply_to IS NOT NULL OR sort IN ('reply', 'edit', 'remove'))
                AND address NOT IN (SELECT value FROM json_each(?4))
            ORDER BY sort != 'reply' AND reply_to IS NULL, due_at, id LIMIT 1
        """
        values = [stamp(now), stamp(now + _LONGEST_WAIT), quiet, json.dumps(busy)]
        row = next(iter(self._database.query(sql, values)), None)
        return (row["id"], _message_of(row)) if row else None

    def was_queued(self, key: str) -> bool:
        """Say whether a message with this key is known, to whatever address."""
        return bool(list(self._database.query("SELECT 1 FROM message WHERE key = ? LIMIT 1", [key])))

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
        """List the delivered alerts, bundles and replies that show this opportunity and can still be edited."""
        sql = """
            SELECT message.* FROM message JOIN about ON about.message = message.id
            WHERE about.number = ? AND message.reference IS NOT NULL AND message.replaced_at IS NULL
                AND message.sort IN ('alert', 'bundle', 'anew', 'reply')
        """
        return [_delivered(row) for row in self._database.query(sql, [number])]

    def asking(self, number: int) -> list[Delivered]:
        """List the delivered questions about a message of the audit that can still be edited."""
        sql = """
            SELECT * FROM message WHERE sort = 'audit' AND subject = ? AND reference IS NOT NULL
                AND replaced_at IS NULL
        """
        return [_delivered(row) for row in self._database.query(sql, [str(number)])]

    def about(self, number: int) -> list[Delivered]:
        """List the delivered messages that tell of this opportunity in any way."""
        sql = """
            SELECT message.* FROM message JOIN about ON about.message = message.id
            WHERE about.number = ? AND message.reference IS NOT NULL AND message.replaced_at IS NULL
        """
        return [_delivered(row) for row in self._database.query(sql, [number])]

    def drop_words(self, needles: Sequence[str]) -> int:
        """Delete the undelivered messages whose words hold any of these; count them."""
        sql = "DELETE FROM message WHERE id = ?"
        rows = list(self._database.query("SELECT id, notice FROM message WHERE notice IS NOT NULL"))
        told = [row["id"] for row in rows if any(_holds(row["notice"], needle) for needle in needles)]
        for row in told:
            self._database.execute(sql, [row])
        return len(told)

    def delivered(self, row: int) -> Delivered | None:
        """Return a delivered message by its row, as long as it can be edited."""
        sql = "SELECT * FROM message WHERE id = ? AND reference IS NOT NULL AND replaced_at IS NULL"
        found = next(iter(self._database.query(sql, [row])), None)
        return _delivered(found) if found else None

    def replaced(self, row: int, now: datetime) -> bool:
        """Remember that a delivered message can no longer be edited, and say whether that is news."""
        sql = "UPDATE message SET replaced_at = ? WHERE id = ? AND replaced_at IS NULL RETURNING id"
        return bool(list(self._database.query(sql, [stamp(now), row])))

    def is_superseded(self, row: int, subject: str) -> bool:
        """Say whether a later edit of the same message waits, which makes an edit needless."""
        sql = """
            SELECT 1 FROM message WHERE sort = 'edit' AND subject = ? AND id > ? AND sent_at IS NULL
                AND failed_at IS NULL LIMIT 1
        """
        return bool(list(self._database.query(sql, [subject, row])))

    def adopt(self, number: int, reference: str, now: datetime) -> bool:
        """Take a message that stands in the chat for the alert which could not be confirmed; say whether there is one.

        After a time-out nobody knows whether a message arrived. Where one of its buttons is pressed, it did.
        """
        sql = """
            UPDATE message SET sent_at = ?1, reference = ?2, error = NULL
            WHERE id = (SELECT message.id FROM message JOIN about ON about.message = message.id
                        WHERE about.number = ?3 AND message.sort IN ('alert', 'anew') AND message.attempts > 0
                            AND message.sent_at IS NULL AND message.failed_at IS NULL
                            AND ?2 LIKE iif(instr(message.address, '/'),
                                            substr(message.address, 1, instr(message.address, '/') - 1),
                                            message.address) || ':%'
                        ORDER BY message.id LIMIT 1)
                AND NOT EXISTS (SELECT * FROM message WHERE reference = ?2)
            RETURNING id
        """
        return bool(list(self._database.query(sql, [stamp(now), reference, number])))

    def knows(self, reference: str) -> bool:
        """Say whether a message with this reference is ours."""
        sql = "SELECT 1 FROM message WHERE reference = ? LIMIT 1"
        return bool(list(self._database.query(sql, [reference])))

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

    def forget_command(self, key: str) -> None:
        """Forget that something was carried out, since it was not: it is to be tried again."""
        self._database.execute("DELETE FROM carried_out WHERE key = ?", [key])

    def alerts_since(self, time: datetime) -> int:
        """Count the messages with alerts that were queued since a time; one to several addresses counts once."""
        sql = "SELECT count(DISTINCT key) AS n FROM message WHERE sort IN (?, ?) AND reply_to IS NULL AND queued_at > ?"
        values = [Sort.ALERT, Sort.BUNDLE, stamp(time)]
        return int(next(iter(self._database.query(sql, values)))["n"])

    def failures(self, time: datetime, most: int) -> list[Failure]:
        """List what was given up since a time, and what waits after vain attempts, the newest first."""
        sql = """
            SELECT id, key, address, error, 1 AS given_up FROM message WHERE failed_at > ?1
            UNION ALL
            SELECT id, key, address, error, 0 FROM message
            WHERE attempts > 0 AND sent_at IS NULL AND failed_at IS NULL
            ORDER BY id DESC LIMIT ?2
        """
        return [
            Failure(key=row["key"], address=row["address"], why=row["error"] or "", given_up=bool(row["given_up"]))
            for row in self._database.query(sql, [stamp(time), most])
        ]

    def undelivered_since(self, time: datetime) -> int:
        """Count the messages that were given up since a time."""
        sql = "SELECT count(*) AS n FROM message WHERE failed_at > ?"
        return int(next(iter(self._database.query(sql, [stamp(time)])))["n"])

    def waiting(self) -> int:
        """Count the messages that are still to be delivered."""
        sql = "SELECT count(*) AS n FROM message WHERE sent_at IS NULL AND failed_at IS NULL"
        return int(next(iter(self._database.query(sql)))["n"])


def _holds(text: str, needle: str) -> bool:
    notice = notice_of(text)
    words = " ".join(word for block in notice.blocks for word in block.text.split()) if notice else ""
    return bool(needle) and needle.casefold() in words.casefold()


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
