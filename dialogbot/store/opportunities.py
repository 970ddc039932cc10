"""Verdicts, the opportunities that they found, and what was decided about them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import takewhile

from sqlite_utils import Database

from dialogbot.domain import STATUS_AFTER, Action, Decision, Opportunity, Post, Status, Verdict
from dialogbot.store.values import decision_of, opportunity_of, signals_text, stamp, time_of

PROGRAM = "dialogbot"
"""In whose name the program decides."""

_SELECT = """
    SELECT o.number, o.found_at, o.announced_at, o.reminded_at, o.escalated_at,
           o.kind AS found_kind, o.topic AS found_topic, o.score AS found_score,
           (SELECT made_at FROM decision WHERE opportunity = o.number ORDER BY id DESC LIMIT 1) AS changed_at,
           assignment.person AS assigned_to, assignment.mention, p.*, v.*,
           above.text AS above_text, above.platform AS above_platform, above.ref AS above_ref,
           above.author AS above_author, above.community AS above_community, above.posted_at AS above_posted_at,
           above.likes AS above_likes, above.url AS above_url, above.thread AS above_thread,
           above.parent_ref AS above_parent_ref, above.closed AS above_closed,
           d.id AS decision_id, d.action AS decision_action, d.by AS decision_by, d.note AS decision_note,
           d.until AS decision_until, d.made_at AS decision_made_at, d.reason AS decision_reason,
           d.user AS decision_user
    FROM opportunity AS o
    JOIN post AS p ON p.id = o.post
    JOIN verdict AS v ON v.post = o.post
    LEFT JOIN post AS above ON above.platform = p.platform AND above.ref = p.parent_ref
    LEFT JOIN last_decision AS d ON d.opportunity = o.number
    LEFT JOIN assignment ON assignment.opportunity = o.number
"""
_CARD = "NOT EXISTS (SELECT * FROM same WHERE same.opportunity = o.number AND same.silent = 1)"
_NOT_CALLED_MISSED = "NOT EXISTS (SELECT * FROM audit WHERE audit.post = o.post AND audit.answer = 'yes')"
_NOT_OPENED_AGAIN = """
    NOT EXISTS (SELECT * FROM undone JOIN decision ON decision.id = undone.decision
                WHERE decision.opportunity = o.number AND decision.action IN ('settle', 'handle'))
"""
_SAID_SETTLED = "EXISTS (SELECT * FROM json_each(v.signals) AS s WHERE json_extract(s.value, '$[0]') = 'settled')"
_OPEN = "(d.action IS NULL OR d.action IN ('reopen', 'release', 'expire'))"

_UNFINISHED = f"({_OPEN} OR d.action IN ('claim', 'snooze'))"


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A decision of the past: whether it was taken back, and whether it took another back."""

    decision: Decision
    undone: bool
    undoes: bool


class Opportunities:
    """What is asked about opportunities."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def judged(self, post: Post, verdict: Verdict, now: datetime) -> int | None:
        """Keep a post's verdict, and return the number of the opportunity if it is a new one."""
        sql = "UPDATE post SET judged_at = ? WHERE platform = ? AND ref = ? RETURNING id"
        rows = list(self._database.query(sql, [stamp(now), post.platform, post.ref]))
        if not rows:
            return None
        self._keep(rows[0]["id"], verdict)
        if not verdict.opportunity:
            return None
        # not ON CONFLICT DO NOTHING: that uses up a number each time, and staff would ask where the others are
        sql = """
            INSERT INTO opportunity (post, found_at, kind, topic, score)
            SELECT ?1, ?2, ?3, ?4, ?5 WHERE NOT EXISTS (SELECT * FROM opportunity WHERE post = ?1) RETURNING number
        """
        thought = [verdict.kind, verdict.topic, verdict.score]
        found = list(self._database.query(sql, [rows[0]["id"], stamp(now), *thought]))
        return int(found[0]["number"]) if found else None

    def passed(self, post: Post, now: datetime) -> None:
        """Leave a post's verdict as it is, since its text was deleted."""
        sql = "UPDATE post SET judged_at = ? WHERE platform = ? AND ref = ?"
        self._database.execute(sql, [stamp(now), post.platform, post.ref])

    def outdated(self, platform: str, thread: str) -> list[Opportunity]:
        """List a thread's open or snoozed opportunities that, as the thread stands now, are none any more.

        One that somebody has taken is among them only where the thread says that it is settled.
        What staff have opened again after it was closed stays open. What they called missed was
        none to begin with, and stays until they decide.
        """
        sql = f"""{_SELECT} WHERE p.platform = ? AND p.thread = ? AND v.opportunity = 0
                  AND {_NOT_CALLED_MISSED}
                  AND ({_OPEN} OR d.action = 'snooze' OR (d.action = 'claim' AND {_SAID_SETTLED}))
                  AND {_NOT_OPENED_AGAIN} ORDER BY o.number"""
        return self._found(sql, [platform, thread])

    def unfinished_in(self, platform: str, thread: str) -> list[Opportunity]:
        """List a thread's opportunities that are open, claimed or snoozed."""
        sql = f"""{_SELECT} WHERE p.platform = ? AND p.thread = ? AND ({_OPEN} OR d.action IN ('claim', 'snooze'))
                  ORDER BY o.number"""
        return self._found(sql, [platform, thread])

    def undone_at(self, number: int) -> datetime | None:
        """Return when a decision about an opportunity was last taken back."""
        sql = """
            SELECT max(made_at) AS at FROM decision JOIN undone ON undone.undo = decision.id
            WHERE decision.opportunity = ?
        """
        rows = list(self._database.query(sql, [number]))
        return time_of(rows[0]["at"])

    def unannounced(self) -> list[Opportunity]:
        """List the open opportunities that staff have not heard of, the best first."""
        sql = f"{_SELECT} WHERE o.announced_at IS NULL AND {_OPEN} AND {_CARD} ORDER BY v.score DESC, o.number"
        return self._found(sql, [])

    def left_to_digest(self, oldest: datetime, now: datetime) -> None:
        """Remember that what was written before a time is told of in the digest only.

        Without reading it: the first import of a group may hold tens of thousands.
        """
        sql = """
            UPDATE opportunity SET announced_at = ? WHERE announced_at IS NULL AND EXISTS
                (SELECT * FROM post WHERE post.id = opportunity.post AND post.posted_at < ?)
        """
        self._database.execute(sql, [stamp(now), stamp(oldest)])

    def announced(self, numbers: Sequence[int], now: datetime) -> None:
        """Remember that staff are being told, now or in the digest."""
        sql = "UPDATE opportunity SET announced_at = ? WHERE number = ?"
        for number in numbers:
            self._database.execute(sql, [stamp(now), number])

    def reminded(self, numbers: Sequence[int], now: datetime) -> None:
        """Remember that staff were reminded of these."""
        for number in numbers:
            self._database.execute("UPDATE opportunity SET reminded_at = ? WHERE number = ?", [stamp(now), number])

    def escalated(self, numbers: Sequence[int], now: datetime) -> None:
        """Remember that these were brought before the administrators."""
        for number in numbers:
            self._database.execute("UPDATE opportunity SET escalated_at = ? WHERE number = ?", [stamp(now), number])

    def numbered(self, number: int) -> Opportunity | None:
        """Return the opportunity with this number, if there is one."""
        found = self._found(f"{_SELECT} WHERE o.number = ?", [number])
        return found[0] if found else None

    def unfinished(self, most: int = -1) -> list[Opportunity]:
        """List what is open, claimed or snoozed, the newest found first, if need be no more than ``most``."""
        return self._found(f"{_SELECT} WHERE {_CARD} AND {_UNFINISHED} ORDER BY o.number DESC LIMIT ?", [most])

    def unfinished_by_status(self) -> Counter[Status]:
        """Count what is open, claimed or snoozed."""
        sql = f"""
            SELECT d.action, count(*) AS n
            FROM opportunity AS o LEFT JOIN last_decision AS d ON d.opportunity = o.number
            WHERE {_CARD} AND {_UNFINISHED} GROUP BY d.action
        """  # noqa: S608 - of parts that are written here
        found = Counter[Status]()
        for row in self._database.query(sql):
            found[STATUS_AFTER[Action(row["action"])] if row["action"] else Status.OPEN] += row["n"]
        return found

    def found_since(self, time: datetime) -> list[Opportunity]:
        """List the opportunities found since a time that have a card of their own, the earliest first."""
        return self._found(f"{_SELECT} WHERE {_CARD} AND o.found_at >= ? ORDER BY o.number", [stamp(time)])

    def all(self) -> list[Opportunity]:
        """List every opportunity, the newest found first."""
        return self._found(f"{_SELECT} ORDER BY o.number DESC", [])

    def woken(self, now: datetime) -> list[Opportunity]:
        """List the snoozed opportunities whose time has come."""
        sql = f"{_SELECT} WHERE d.action = 'snooze' AND d.until <= ? ORDER BY o.number"
        return self._found(sql, [stamp(now)])

    def decide(self, decision: Decision) -> int:
        """Add a decision and return its id; ids grow with time."""
        sql = """
            INSERT INTO decision (opportunity, action, by, user, note, until, made_at, reason)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?) RETURNING id
        """
        until = stamp(decision.until) if decision.until else None
        what = [decision.number, decision.action, decision.by, decision.user, decision.note]
        values = [*what, until, stamp(decision.made_at), decision.reason]
        return int(next(iter(self._database.query(sql, values)))["id"])

    def undo(self, decision: Decision) -> int | None:
        """Add the decision that takes back the one which gave an opportunity its status, and return its id.

        Nothing is deleted: what was taken back only counts no more. A dismissal and the reason that was given for it
        later are taken back together. ``None``: there is nothing to take back.
        """
        sql = "SELECT id, action FROM standing WHERE opportunity = ? ORDER BY id DESC"
        rows = list(self._database.query(sql, [decision.number]))
        if not rows:
            return None
        alike = [rows[0], *takewhile(lambda row: row["action"] == rows[0]["action"] == Action.DISMISS, rows[1:])]
        made = self.decide(decision)
        for row in alike:
            self._database.execute("INSERT INTO undone (decision, undo) VALUES (?, ?)", [row["id"], made])
        return made

    def decisions(self, number: int) -> list[Decision]:
        """List an opportunity's decisions in the order they were made."""
        sql = """
            SELECT opportunity AS number, action AS decision_action, by AS decision_by, note AS decision_note,
                   until AS decision_until, made_at AS decision_made_at, reason AS decision_reason,
                   user AS decision_user
            FROM decision WHERE opportunity = ? ORDER BY id
        """
        return [decision_of(row) for row in self._database.query(sql, [number])]

    def history(self, number: int) -> list[Past]:
        """List an opportunity's decisions in the order they were made, with what was taken back."""
        sql = """
            SELECT d.opportunity AS number, d.action AS decision_action, d.by AS decision_by, d.note AS decision_note,
                   d.until AS decision_until, d.made_at AS decision_made_at, d.reason AS decision_reason,
                   d.user AS decision_user,
                   EXISTS (SELECT * FROM undone WHERE decision = d.id) AS undone,
                   EXISTS (SELECT * FROM undone WHERE undo = d.id) AS undoes
            FROM decision AS d WHERE d.opportunity = ? ORDER BY d.id
        """
        return [
            Past(decision=decision_of(row), undone=bool(row["undone"]), undoes=bool(row["undoes"]))
            for row in self._database.query(sql, [number])
        ]

    def latest_decision(self, numbers: Sequence[int]) -> int:
        """Return the id of the newest decision about any of these, 0 if there is none."""
        sql = "SELECT coalesce(max(id), 0) AS id FROM decision WHERE opportunity = ?"
        return max((int(next(iter(self._database.query(sql, [one])))["id"]) for one in numbers), default=0)

    def count(self, status: Status) -> int:
        """Count the opportunities that stand so."""
        return sum(one.status is status for one in self.all())

    def _keep(self, post: int, verdict: Verdict) -> None:
        sql = """
            INSERT INTO verdict (post, opportunity, score, kind, topic, language, signals) VALUES (?, ?, ?, ?, ?, ?, ?)
            ON CONFLICT (post) DO UPDATE SET opportunity = excluded.opportunity, score = excluded.score,
                kind = excluded.kind, topic = excluded.topic, language = excluded.language, signals = excluded.signals
        """
        signals = signals_text(verdict.signals)
        self._database.execute(
            sql,
            [post, verdict.opportunity, verdict.score, verdict.kind, verdict.topic, verdict.language, signals],
        )

    def _found(self, sql: str, parameters: list[object]) -> list[Opportunity]:
        return [opportunity_of(row) for row in self._database.query(sql, parameters)]


def answered_by(number: int, reply: Post, now: datetime) -> Decision:
    """Return the decision that one of our own accounts has answered a question where it was asked."""
    return Decision(number=number, action=Action.HANDLE, by=reply.author or PROGRAM, made_at=now, note=reply.url or "")


def settled(number: int, now: datetime) -> Decision:
    """Return the program's own decision that a question is settled in its thread."""
    return Decision(number=number, action=Action.SETTLE, by=PROGRAM, made_at=now)


def expired(number: int, now: datetime) -> Decision:
    """Return the program's own decision that a claim has lasted too long and is everybody's again."""
    return Decision(number=number, action=Action.EXPIRE, by=PROGRAM, made_at=now)


def woken(number: int, now: datetime) -> Decision:
    """Return the program's own decision that a snooze is over."""
    return Decision(number=number, action=Action.REOPEN, by=PROGRAM, made_at=now)
