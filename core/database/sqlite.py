"""SQLite in its own thread, with one hop to the thread per statement instead of one per step."""

import os
import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self
from zoneinfo import ZoneInfo

import aiosqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's lock: longer than any of our writes, shorter than a person's patience."""
SINGLE_STATEMENTS = {"single_statements": True}
"""Marks a SQLite connection on which each statement commits by itself, so that no transaction is begun."""
ROWS_AT_ONCE = 64
"""Chunk size of aiosqlite's row iteration, which is not used here."""
ROWS_LOOKED_AT = 1_000
"""Rows of an index that ANALYZE samples: enough for good plans, and done in milliseconds."""


class Cursor:
    """One statement and all of its rows; queries here read a page, never a whole table."""

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None
        self.arraysize = 1

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, statement: str, values: Sequence[Any] = ()) -> "Cursor":
        """Run a statement and fetch its rows, in one hop to the thread."""
        await self._connection.run_in_thread(lambda db: self._store(db.execute(statement, values)))
        return self

    async def executemany(self, statement: str, several: Sequence[Sequence[Any]]) -> "Cursor":
        """Run a statement for each set of values, in one hop to the thread."""
        await self._connection.run_in_thread(lambda db: self._store(db.executemany(statement, several)))
        return self

    async def fetchall(self) -> list[Any]:
        """Return all rows."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: the thread has already closed the cursor."""

    def _store(self, cursor: sqlite3.Cursor) -> None:
        self._rows = cursor.fetchall()
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class Connection(aiosqlite.Connection):
    """A connection whose cursors need one hop to the thread per statement."""

    def cursor(self) -> Cursor:  # type: ignore[override]  # same interface, fewer hops
        """Make a cursor."""
        return Cursor(self)

    async def commit(self) -> None:
        """Commit the open transaction, if any; a single statement has already committed itself."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back the open transaction, if any; a connection whose statement was interrupted is discarded."""
        if self.in_transaction:
            await super().rollback()

    async def run_in_thread(self, call: Callable[[sqlite3.Connection], None]) -> None:
        """Call something with the sqlite3 connection, in the thread that owns it."""
        await self._execute(call, self._conn)  # type: ignore[no-untyped-call]


def connecting(url: str) -> Callable[[], Connection]:
    """Make the connection factory for a URL; a connection opens when it is awaited."""
    path = make_url(url).database or ""

    def connect() -> Connection:
        connection = Connection(lambda: _opened(path), ROWS_AT_ONCE)
        connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does, so that the process can exit
        return connection

    return connect


async def refresh_statistics(db: AsyncConnection) -> None:
    """Update SQLite's planner statistics where tables have changed much; PostgreSQL does so by itself."""
    if db.dialect.name == "sqlite":
        await db.exec_driver_sql(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        await db.exec_driver_sql("PRAGMA optimize")


def local_day(at: str, zone: str) -> str:
    """Give the calendar day of an instant in a time zone; SQLite has no such function."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def prepare_reader(connection: Any, _record: object) -> None:
    """Set up a connection that only reads."""
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def prepare_writer(connection: Any, _record: object) -> None:
    """Set up the connection that writes."""
    connection.isolation_level = (
        None  # BEGIN IMMEDIATE is sent explicitly: a deferred transaction can fail when it first writes
    )
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout = {BUSY_TIMEOUT_MS}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "wal_autocheckpoint = 20000",
    ):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def begin_immediate(connection: Any) -> None:
    """Begin a transaction that may write, unless each statement commits by itself."""
    if not SINGLE_STATEMENTS.items() <= connection.get_execution_options().items():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _opened(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False)
    db.create_function("local_day", 2, local_day, deterministic=True)
    return db


def path_of(url: str) -> Path:
    """Give the file of a database itself, where its address names a link to it."""
    return Path(os.path.realpath(str(make_url(url).database)))
