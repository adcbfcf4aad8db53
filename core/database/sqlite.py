"""SQLite in a thread of its own that is asked once for each statement, not once for each step of it."""

import sqlite3
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any, Self
from zoneinfo import ZoneInfo

import aiosqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection

ROWS_AT_ONCE = 64
"""What aiosqlite fetches together where somebody reads row by row; nobody here does."""
ROWS_LOOKED_AT = 1_000
"""Rows of an index that SQLite looks at to judge it: enough for its plans, and done in milliseconds."""


class Cursor:
    """One statement and all of its rows: what is read here is a page, never a table."""

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
        """Run a statement and fetch what it gives, in one visit to the thread."""
        await self._connection.visit(lambda db: self._keep(db.execute(statement, values)))
        return self

    async def executemany(self, statement: str, several: Sequence[Sequence[Any]]) -> "Cursor":
        """Run a statement for each set of values, in one visit to the thread."""
        await self._connection.visit(lambda db: self._keep(db.executemany(statement, several)))
        return self

    async def fetchall(self) -> list[Any]:
        """Give all rows."""
        return self._rows

    async def close(self) -> None:
        """Do nothing: the thread has closed it already."""

    def _keep(self, cursor: sqlite3.Cursor) -> None:
        self._rows = cursor.fetchall()
        self.description, self.rowcount, self.lastrowid = cursor.description, cursor.rowcount, cursor.lastrowid
        cursor.close()


class Connection(aiosqlite.Connection):
    """A connection whose cursors live here and not in the thread."""

    def cursor(self) -> Cursor:  # type: ignore[override]  # same words, fewer visits
        """Begin a statement."""
        return Cursor(self)

    async def commit(self) -> None:
        """Commit; a statement that stands for itself has done so already."""
        if self.in_transaction:
            await super().commit()

    async def rollback(self) -> None:
        """Roll back, if anything was begun; a connection whose statement was cut short is not used again at all."""
        if self.in_transaction:
            await super().rollback()

    async def visit(self, ask: Callable[[sqlite3.Connection], None]) -> None:
        """Let the thread do something with the connection that only it may touch."""
        await self._execute(ask, self._conn)  # type: ignore[no-untyped-call]


def connecting(url: str) -> Callable[[], Connection]:
    """Give what makes connections to the database of a URL; each opens when it is awaited."""
    path = make_url(url).database or ""

    def connect() -> Connection:
        connection = Connection(lambda: _opened(path), ROWS_AT_ONCE)
        connection._thread.daemon = True  # noqa: SLF001 - as SQLAlchemy does: a process that ends waits for no reader
        return connection

    return connect


async def look_again(db: AsyncConnection) -> None:
    """Let SQLite look at what has changed much, since its plans rest on that; PostgreSQL does so by itself."""
    if db.dialect.name == "sqlite":
        await db.exec_driver_sql(f"PRAGMA analysis_limit = {ROWS_LOOKED_AT}")
        await db.exec_driver_sql("PRAGMA optimize")


def local_day(at: str, zone: str) -> str:
    """Give the calendar day of an instant in a zone, which SQLite has no word for."""
    return datetime.fromisoformat(at).replace(tzinfo=UTC).astimezone(ZoneInfo(zone)).date().isoformat()


def _opened(path: str) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False)
    db.create_function("local_day", 2, local_day, deterministic=True)
    return db
