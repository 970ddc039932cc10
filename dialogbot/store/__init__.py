"""All that is remembered, in one SQLite file: posts, opportunities and decisions, the outbox, the imports."""

from __future__ import annotations

import contextlib
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlite_utils import Database

from dialogbot.domain import DialogbotError
from dialogbot.schema import MIGRATIONS
from dialogbot.store.addresses import Addresses
from dialogbot.store.audits import Audits
from dialogbot.store.changes import Changes
from dialogbot.store.connections import connected
from dialogbot.store.copies import copy
from dialogbot.store.corrections import Corrections
from dialogbot.store.duties import Duties
from dialogbot.store.figures import Figures
from dialogbot.store.forgotten import Forgotten
from dialogbot.store.heartbeat import Heartbeat
from dialogbot.store.history import History
from dialogbot.store.imports import Imports
from dialogbot.store.mutes import Mutes
from dialogbot.store.opportunities import Opportunities
from dialogbot.store.outbox import Outbox
from dialogbot.store.outcomes import Outcomes
from dialogbot.store.people_told import PeopleTold
from dialogbot.store.posts import Posts
from dialogbot.store.probe import Probe
from dialogbot.store.repeats import Repeats
from dialogbot.store.retention import Retention
from dialogbot.store.stats import Stats
from dialogbot.store.suggestions import Suggestions
from dialogbot.store.weeks import Weeks

_WRITING = threading.Lock()
"""Lets the threads of this process write one after the other: SQLite would have them look again every few moments."""


class StoreError(DialogbotError):
    """The database cannot be used as it is."""


class Store:
    """One open database. It belongs to the thread that opened it."""

    def __init__(self, database: Database) -> None:
        """Share one connection among the parts."""
        self._database = database
        self.posts = Posts(database)
        self.opportunities = Opportunities(database)
        self.outbox = Outbox(database)
        self.addresses = Addresses(database)
        self.heartbeat = Heartbeat(database)
        self.probe = Probe(database)
        self.mutes = Mutes(database)
        self.duties = Duties(database)
        self.changes = Changes(database)
        self.repeats = Repeats(database)
        self.imports = Imports(database)
        self.figures = Figures(database)
        self.history = History(database)
        self.corrections = Corrections(database)
        self.forgotten = Forgotten(database)
        self.retention = Retention(database)
        self.people_told = PeopleTold(database)
        self.weeks = Weeks(database)
        self.outcomes = Outcomes(database)
        self.audits = Audits(database)
        self.stats = Stats(database)
        self.suggestions = Suggestions(database)

    @property
    def path(self) -> Path:
        """Where the database is."""
        return Path(self._database.conn.execute("PRAGMA database_list").fetchone()[2])

    def compact(self) -> None:
        """Write the file anew without the remains of what was deleted, and empty its log.

        Not inside ``writing``. Where somebody reads just now, the log is emptied the next time.
        """
        self.forgotten.compacted()
        self._database.execute("VACUUM")
        busy = self._database.conn.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
        if busy:
            self.forgotten.want_compaction()

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Make what is inside one transaction; within another it is a part of that.

        It takes the write lock at once: a deferred transaction that reads first and writes later fails when
        somebody else has written in between.
        """
        connection = self._database.conn
        if connection.in_transaction:
            yield
            return
        with _WRITING:
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                connection.execute("ROLLBACK")
                raise
            connection.execute("COMMIT")


@contextmanager
def opened(path: Path) -> Iterator[Store]:
    """Open the database at ``path``, made or migrated if need be. Raises ``StoreError``, in one line."""
    with contextlib.ExitStack() as stack:
        try:
            connection = stack.enter_context(connected(path))
        except (OSError, sqlite3.Error) as error:
            raise StoreError(f"the database {path} cannot be opened: {error}") from None
        try:
            yield Store(connection.database if connection.used else prepared(connection.database.conn))
        except sqlite3.DatabaseError as error:
            if isinstance(error, sqlite3.IntegrityError | sqlite3.ProgrammingError | sqlite3.InterfaceError):
                raise
            mend = "" if isinstance(error, sqlite3.OperationalError) else "; `dialogbot restore` puts a copy back"
            raise StoreError(f"the database {path} cannot be used: {error}{mend}") from error


def prepared(connection: sqlite3.Connection, migrations: tuple[str, ...] = MIGRATIONS) -> Database:
    """Bring a connection and its database to the shape that the program expects."""
    database = Database(connection)
    database.execute("PRAGMA foreign_keys = ON")
    database.execute("PRAGMA secure_delete = ON")
    database.enable_wal()
    database.execute("PRAGMA synchronous = FULL")
    if _version(connection) != len(migrations):
        _migrate(connection, migrations)
    return database


def _version(connection: sqlite3.Connection) -> int:
    version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def _migrate(connection: sqlite3.Connection, migrations: tuple[str, ...]) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        version = _older(_version(connection), len(migrations))
        if 0 < version < len(migrations):
            _copied_before(connection, version)
        for script in migrations[version:]:
            for statement in _statements(script):
                connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {len(migrations)}")
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _copied_before(connection: sqlite3.Connection, version: int) -> None:
    """Copy a database that holds something beside itself before it is changed. Raises ``CopyError``."""
    path = str(connection.execute("PRAGMA database_list").fetchone()[2])
    holds = connection.execute("SELECT EXISTS (SELECT * FROM post) OR EXISTS (SELECT * FROM import)").fetchone()[0]
    if path and holds:
        copy(Path(path), Path(f"{path}.before-{version + 1}"))


def _older(version: int, known: int) -> int:
    if version > known:
        raise StoreError("the database was written by a newer dialogbot: install that version or a newer one")
    return version


def _statements(script: str) -> Iterator[str]:
    """Cut a script into statements: ``executescript`` would commit what is under way."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
