"""Figures of the library's own accounts, and who follows them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlite_utils import Database


class Sector(StrEnum):
    """What kind of organisation or person a follower is."""

    LIBRARY = "library"
    CULTURE = "culture"
    EDUCATION = "education"
    PUBLISHER = "publisher"
    MEDIA = "media"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountFigure:
    """What a platform told of our account on a day: the followers, or the likes and comments of one of our posts.

    Whatever was not told is ``None``; a row without ``url`` and ``post_type`` is about the account as a whole.
    """

    platform: str
    day: date
    url: str = ""
    post_type: str = ""
    followers: int | None = None
    likes: int | None = None
    comments: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Follower:
    """A follower: by a key, or by name where the settings say so; ``corrected``: staff chose the sector."""

    platform: str
    key: str
    name: str | None
    sector: Sector
    corrected: bool = False


class Stats:
    """What is asked about our accounts and their followers."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def put_figures(self, figures: Iterable[AccountFigure]) -> int:
        """Remember figures, in place of earlier ones of the same day, platform and post; return how many."""
        sql = """
            INSERT INTO account_figure (platform, day, url, post_type, followers, likes, comments)
            VALUES (?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO UPDATE SET followers = coalesce(excluded.followers, followers),
                likes = coalesce(excluded.likes, likes), comments = coalesce(excluded.comments, comments)
        """
        count = 0
        for count, one in enumerate(figures, 1):  # noqa: B007 - how many there were is returned
            counts = [one.followers, one.likes, one.comments]
            self._database.execute(sql, [one.platform, one.day.isoformat(), one.url, one.post_type, *counts])
        return count

    def figures(self, first: date, after: date) -> list[AccountFigure]:
        """List the figures of the days from ``first`` and before ``after``, by platform and day."""
        sql = """
            SELECT * FROM account_figure WHERE day >= ? AND day < ? ORDER BY platform, day, url, post_type
        """
        rows = self._database.query(sql, [first.isoformat(), after.isoformat()])
        return [AccountFigure(**{**row, "day": date.fromisoformat(row["day"])}) for row in rows]

    def corrected(self, platform: str) -> dict[str, Sector]:
        """Return the sectors that staff chose, by key."""
        sql = "SELECT key, sector FROM follower WHERE platform = ? AND corrected = 1"
        return {row["key"]: Sector(row["sector"]) for row in self._database.query(sql, [platform])}

    def replace_followers(self, platform: str, followers: Iterable[Follower]) -> None:
        """Remember who follows us on a platform now, in place of who did before."""
        self._database.execute("DELETE FROM follower WHERE platform = ?", [platform])
        sql = "INSERT OR REPLACE INTO follower (platform, key, name, sector, corrected) VALUES (?, ?, ?, ?, ?)"
        for one in followers:
            self._database.execute(sql, [platform, one.key, one.name, one.sector, one.corrected])

    def correct(self, key: str, sector: Sector) -> int:
        """Give a follower another sector, on every platform; return how many rows that changed."""
        sql = "UPDATE follower SET sector = ?, corrected = 1 WHERE key = ? RETURNING platform, sector"
        return len(list(self._database.query(sql, [sector, key])))

    def following(self, key: str) -> list[Follower]:
        """List what is kept of a follower, by platform."""
        sql = "SELECT * FROM follower WHERE key = ? ORDER BY platform"
        return [
            Follower(**{**row, "sector": Sector(row["sector"]), "corrected": bool(row["corrected"])})
            for row in self._database.query(sql, [key])
        ]

    def forget(self, key: str) -> None:
        """Delete a follower; the counts of past days, which name nobody, stay."""
        self._database.execute("DELETE FROM follower WHERE key = ?", [key])

    def put_count(self, platform: str, day: date, counts: dict[Sector, int]) -> None:
        """Remember how many followers each sector had on a day, in place of an earlier count of that day."""
        where = [day.isoformat(), platform]
        self._database.execute("DELETE FROM follower_count WHERE day = ? AND platform = ?", where)
        sql = "INSERT INTO follower_count (day, platform, sector, count) VALUES (?, ?, ?, ?)"
        for sector, count in counts.items():
            self._database.execute(sql, [*where, sector, count])

    def recount(self) -> None:
        """Bring the newest count of each platform up to date with what staff corrected."""
        sql = "SELECT platform, max(day) AS day FROM follower_count GROUP BY platform"
        for row in list(self._database.query(sql)):
            of = "SELECT sector, count(*) AS n FROM follower WHERE platform = ? GROUP BY sector"
            counts = {Sector(one["sector"]): one["n"] for one in self._database.query(of, [row["platform"]])}
            if counts:
                self.put_count(row["platform"], date.fromisoformat(row["day"]), counts)

    def sectors(self, until: date) -> list[tuple[str, date, dict[Sector, int]]]:
        """List, for each platform, the newest count of followers per sector before a day, with the day it is of."""
        sql = """
            SELECT * FROM follower_count AS c WHERE day =
                (SELECT max(day) FROM follower_count WHERE platform = c.platform AND day < ?) ORDER BY platform, sector
        """
        found: dict[tuple[str, str], dict[Sector, int]] = {}
        for row in self._database.query(sql, [until.isoformat()]):
            found.setdefault((row["platform"], row["day"]), {})[Sector(row["sector"])] = row["count"]
        return [(platform, date.fromisoformat(day), counts) for (platform, day), counts in found.items()]
