"""What is deleted, or stripped of what tells about people, when its time is up or somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlite_utils import Database

from dialogbot.domain import Post
from dialogbot.store.values import Row, post_of, stamp

_FINISHED = "('handle', 'dismiss', 'settle')"
_HAS_CARD = "EXISTS (SELECT * FROM opportunity WHERE opportunity.post = post.id)"
_TELLS = "(text != '' OR author IS NOT NULL OR url IS NOT NULL OR parent_ref IS NOT NULL)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Stored:
    """A post with its row and the mark by which it is known again."""

    row: int
    mark: str
    post: Post


class Retention:
    """What is asked when something is to go."""

    def __init__(self, database: Database) -> None:
        """Work on an open database."""
        self._database = database

    def open_communities(self) -> list[str | None]:
        """List the communities of which posts are stored as open ones; ``None`` is "no community"."""
        sql = "SELECT DISTINCT community AS name FROM post WHERE closed = 0"
        return [row["name"] for row in self._database.query(sql)]

    def open_posts(self, community: str | None) -> list[Stored]:
        """List the posts of a community that are stored as open ones."""
        return self._stored("SELECT * FROM post WHERE closed = 0 AND community IS ? ORDER BY id", community)

    def close(self, one: Stored) -> None:
        """Store a post of a community that is closed now in place of how it was stored, without its reasons."""
        sql = """
            UPDATE post SET fingerprint = ?, ref = ?, thread = ?, parent_ref = ?, author = ?, text = ?, closed = 1
            WHERE id = ?
        """
        post = one.post
        values = [one.mark, post.ref, post.thread_ref, post.parent_ref, post.author, post.text, one.row]
        self._database.execute(sql, values)
        self._without_reasons([one.row])

    def empty_closed(self, before: datetime) -> int:
        """Delete the texts of closed communities that came before a time, or whose thread is finished; count them."""
        sql = f"""
            UPDATE post SET text = '' WHERE closed = 1 AND text != '' AND (seen_at < ? OR (platform, thread) IN (
                SELECT p.platform, p.thread FROM opportunity AS o JOIN post AS p ON p.id = o.post
                LEFT JOIN last_decision AS d ON d.opportunity = o.number WHERE p.closed = 1
                GROUP BY p.platform, p.thread HAVING min(coalesce(d.action IN {_FINISHED}, 0)) = 1
            )) RETURNING id
        """  # noqa: S608 - the names of actions stand above
        emptied = [row["id"] for row in list(self._database.query(sql, [stamp(before)]))]
        self._without_reasons(emptied)
        return len(emptied)

    def past(self, before: datetime) -> list[Stored]:
        """List at most a thousand posts that came before a time and are no opportunities."""
        sql = f"SELECT * FROM post WHERE seen_at < ? AND NOT {_HAS_CARD} ORDER BY id LIMIT 1000"  # noqa: S608 - a clause written above
        return self._stored(sql, stamp(before))

    def past_opportunities(self, before: datetime) -> list[Stored]:
        """List the posts of opportunities that came before a time and still tell something of somebody."""
        sql = f"SELECT * FROM post WHERE seen_at < ? AND {_HAS_CARD} AND {_TELLS} ORDER BY id"  # noqa: S608 - clauses written above
        return self._stored(sql, stamp(before))

    def strip(self, one: Stored, ref: str, mark: str) -> None:
        """Leave of an opportunity's post only where and when it stood; ``ref`` and ``mark`` are hashes from now on."""
        sql = """
            UPDATE post SET text = '', author = NULL, url = NULL, likes = NULL, parent_ref = NULL, fingerprint = ?,
                closed = 1
            WHERE id = ?
        """
        self._database.execute(sql, [mark, one.row])
        self._database.execute("UPDATE post SET ref = ? WHERE id = ?", [ref, one.row])
        for column in ("parent_ref", "thread"):
            sql = f"UPDATE post SET {column} = ? WHERE platform = ? AND {column} = ?"  # noqa: S608 - one of two names written here
            self._database.execute(sql, [ref, one.post.platform, one.post.ref])
        self._without_reasons([one.row])

    def decided(self, before: datetime) -> list[Stored]:
        """List the posts of opportunities about which nothing was decided since a time."""
        sql = """
            SELECT post.* FROM opportunity AS o JOIN post ON post.id = o.post
            WHERE coalesce((SELECT max(made_at) FROM decision WHERE opportunity = o.number), o.found_at) < ?
        """
        return self._stored(sql, stamp(before))

    def delete(self, rows: Iterable[int]) -> None:
        """Delete posts with all that hangs on them: verdicts, opportunities, decisions, assignments."""
        for row in rows:
            self._database.execute("DELETE FROM post WHERE id = ?", [row])

    def delete_cards(self, rows: Iterable[int]) -> None:
        """Delete the opportunities of posts, with their decisions; the posts stay."""
        for row in rows:
            self._database.execute("DELETE FROM opportunity WHERE post = ?", [row])

    def delete_messages(self, before: datetime) -> int:
        """Delete what was delivered or given up before a time, and the keys of commands of before; count the messages.

        What says that a community is silent stays, since it is said once only.
        """
        sql = """
            DELETE FROM message WHERE coalesce(sent_at, failed_at) < ? AND key NOT LIKE 'silent:%' RETURNING id
        """
        deleted = len(list(self._database.query(sql, [stamp(before)])))
        sql = "DELETE FROM carried_out WHERE at < ? AND key NOT LIKE 'silent:%'"
        self._database.execute(sql, [stamp(before)])
        return deleted

    def delete_imports(self, before: datetime) -> int:
        """Delete what is known of imports of before a time, but for the last one; count them."""
        sql = "DELETE FROM import WHERE at < ? AND id != (SELECT max(id) FROM import) RETURNING id"
        deleted = len(list(self._database.query(sql, [stamp(before)])))
        self._database.execute("DELETE FROM imported_community WHERE at < ?", [stamp(before)])
        return deleted

    def delete_changes(self, before: datetime) -> None:
        """Delete what is known of changes to settings of before a time, but for those in force."""
        sql = """
            DELETE FROM setting_change WHERE made_at < ? AND id NOT IN
                (SELECT max(id) FROM setting_change WHERE undone_at IS NULL GROUP BY name)
        """
        self._database.execute(sql, [stamp(before)])

    def delete_outdated(self, now: datetime, today: date) -> None:
        """Delete the mutes, invitations and absences that are over."""
        self._database.execute("DELETE FROM mute WHERE until < ?", [stamp(now)])
        self._database.execute("DELETE FROM invitation WHERE expires_at < ?", [stamp(now)])
        self._database.execute("DELETE FROM absence WHERE last_day < ?", [today.isoformat()])

    def by_author(self, names: Sequence[str]) -> list[Stored]:
        """List the posts whose author is one of these names, whatever their case."""
        wanted = {name.casefold() for name in names}
        known = [row["author"] for row in self._database.query("SELECT DISTINCT author FROM post")]
        return [
            one
            for author in known
            if author is not None and author.casefold() in wanted
            for one in self._stored("SELECT * FROM post WHERE author = ? ORDER BY id", author)
        ]

    def by_link(self, url: str) -> list[Stored]:
        """List the posts that stand at a link."""
        return self._stored("SELECT * FROM post WHERE url = ? ORDER BY id", url)

    def by_number(self, number: int) -> list[Stored]:
        """List the post of an opportunity."""
        sql = "SELECT post.* FROM post JOIN opportunity ON opportunity.post = post.id WHERE opportunity.number = ?"
        return self._stored(sql, number)

    def by_text(self, words: str) -> list[Stored]:
        """List the posts that hold these words, whatever their case and blanks."""
        wanted = " ".join(words.split()).casefold()
        rows = self._database.query("SELECT * FROM post WHERE text != ''")
        return [_stored(row) for row in rows if wanted in " ".join(row["text"].split()).casefold()]

    def rewrite(self, row: int, text: str) -> None:
        """Replace a post's text, and drop the reasons of its verdict, which quote it."""
        self._database.execute("UPDATE post SET text = ? WHERE id = ?", [text, row])
        self._without_reasons([row])

    def cards(self, rows: Iterable[int]) -> list[int]:
        """Return the numbers of the opportunities of these posts."""
        sql = "SELECT number FROM opportunity WHERE post = ?"
        return [row["number"] for one in rows for row in list(self._database.query(sql, [one]))]

    def _without_reasons(self, rows: Iterable[int]) -> None:
        """Drop the reasons of verdicts: they quote the text."""
        for row in rows:
            self._database.execute("UPDATE verdict SET signals = '[]' WHERE post = ?", [row])

    def _stored(self, sql: str, *values: object) -> list[Stored]:
        return [_stored(row) for row in list(self._database.query(sql, list(values)))]


def _stored(row: Row) -> Stored:
    return Stored(row=row["id"], mark=row["fingerprint"], post=post_of(row))
