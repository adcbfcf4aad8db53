"""The database: the only place that begins, commits and rolls back."""

import asyncio
import fcntl
import hashlib
from collections.abc import AsyncIterator, Awaitable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, TypeVar

from pydantic_core import to_json
from sqlalchemy import Table, event, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from core.database import sqlite
from core.errors import Refused

Connection = AsyncConnection
"""What every verb of core works on; it never commits."""

BUSY_TIMEOUT_MS = 5_000
"""How long SQLite waits for another process's lock: longer than any write of ours, shorter than a person waits."""
POOL_SIZE = 20
"""PostgreSQL connections of one process: sixteen people at once and the timers."""
JOTTERS = 4
"""Connections for notes of a moment: each is held for one short statement."""

CARELESS = {"server_settings": {"synchronous_commit": "off"}}
"""Has a connection of PostgreSQL's not wait for the disk."""
ALONE = {"alone": True}
"""Marks a connection of SQLite's whose statements each stand for themselves, so that nothing is begun."""

T = TypeVar("T")


class DatabaseUnavailable(Refused):
    """The database did not answer, or is busy; nothing was done."""

    code = "database_unavailable"


class DatabaseInUse(Refused):
    """Another process writes this SQLite file."""

    code = "database_in_use"


@dataclass(frozen=True, slots=True)
class Database:
    """A database, opened. ``read`` and ``write`` give connections; core's verbs use them."""

    url: str
    reader: AsyncEngine
    writer: AsyncEngine
    appender: AsyncEngine
    """Commits each statement by itself."""
    jotter: AsyncEngine
    """The same without waiting for the disk, where the database knows how: on PostgreSQL."""
    gate: asyncio.Lock | None
    """One writer at a time in this process; SQLite only."""
    lock_file: IO[str] | None

    @classmethod
    def open(cls, url: str, *, exclusive: bool = False) -> "Database":
        """Open a database that is migrated already.

        ``exclusive`` takes the lock file of a SQLite database, as whoever writes does.
        Raises :class:`DatabaseInUse` when another process holds it.
        """
        if not is_sqlite(url):
            engine = _engine(url, pool_size=POOL_SIZE, max_overflow=0, skip_autocommit_rollback=True)
            reading = engine.execution_options(isolation_level="AUTOCOMMIT")
            jotter = _engine(
                url,
                pool_size=JOTTERS,
                isolation_level="AUTOCOMMIT",
                skip_autocommit_rollback=True,
                connect_args=CARELESS,
            )
            return cls(
                url=url, reader=reading, writer=engine, appender=reading, jotter=jotter, gate=None, lock_file=None
            )
        lock_file = _take_lock_file(url) if exclusive else None
        connect = sqlite.connecting(url)
        reader = _engine(
            url, async_creator=connect, pool_size=4, isolation_level="AUTOCOMMIT", skip_autocommit_rollback=True
        )
        writer = _engine(url, async_creator=connect, pool_size=1, max_overflow=0)
        event.listen(reader.sync_engine, "connect", _prepare_sqlite_reader)
        event.listen(writer.sync_engine, "connect", _prepare_sqlite_writer)
        event.listen(writer.sync_engine, "begin", _begin_immediate)
        alone = writer.execution_options(**ALONE)
        gate = asyncio.Lock()
        return cls(url=url, reader=reader, writer=writer, appender=alone, jotter=alone, gate=gate, lock_file=lock_file)

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """Give a connection outside any transaction: each statement sees what is committed."""
        with told_plainly():
            async with self.reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """Give one written transaction, committed at the end or rolled back whole.

        A cancelled task cannot leave it half done: the commit, once begun, is waited for.
        """
        with told_plainly():
            async with self._gate(), self.writer.connect() as connection:
                transaction = await connection.begin()
                try:
                    yield connection
                except BaseException:
                    await _to_the_end(transaction.rollback())
                    raise
                await _to_the_end(transaction.commit())

    @asynccontextmanager
    async def append(self) -> AsyncIterator[Connection]:
        """Give a connection for exactly one writing statement, which commits by itself: one round trip, not three."""
        with told_plainly():
            async with self._gate(), self.appender.connect() as connection:
                yield connection

    @asynccontextmanager
    async def jot(self) -> AsyncIterator[Connection]:
        """Give a connection as :meth:`append` does, for what may be forgotten when the machine loses its power.

        It does not wait for the disk on PostgreSQL: most of what one small statement costs.
        """
        with told_plainly():
            async with self._gate(), self.jotter.connect() as connection:
                yield connection

    @staticmethod
    def commits(db: Connection) -> bool:
        """Tell whether a connection for reading may write a single statement, which then commits by itself.

        So it is on PostgreSQL; on SQLite readers only read, and there is one writer.
        """
        return db.dialect.name != "sqlite"

    async def close(self) -> None:
        """Let go of every connection and of the lock file."""
        for engine in (self.reader, self.writer, self.jotter):
            await engine.dispose()
        if self.lock_file is not None:
            self.lock_file.close()

    @asynccontextmanager
    async def _gate(self) -> AsyncIterator[None]:
        if self.gate is None:
            yield
            return
        async with self.gate:
            yield


def is_sqlite(url: str) -> bool:
    """Tell an embedded database from a server."""
    return make_url(url).get_backend_name() == "sqlite"


async def lock(db: Connection, *names: str) -> None:
    """Hold the named locks until the transaction ends; always in one order, so that none waits in a ring.

    On SQLite the transaction already holds the only writing lock there is.
    """
    if db.dialect.name == "sqlite" or not names:
        return
    numbers = sorted(set(map(_number, names)))
    await db.execute(select(*(func.pg_advisory_xact_lock(number) for number in numbers)))


async def lock_at_once(db: Connection, name: str) -> bool:
    """Hold a named lock as :func:`lock` does, without waiting for it; tell whether it is held."""
    return db.dialect.name == "sqlite" or bool(await db.scalar(select(func.pg_try_advisory_xact_lock(_number(name)))))


async def share(db: Connection, name: str) -> None:
    """Hold a named lock together with others who share it, until the transaction ends; :func:`lock` waits for all."""
    if db.dialect.name != "sqlite":
        await db.execute(select(func.pg_advisory_xact_lock_shared(_number(name))))


def insert_or_else(db: Connection, table: Table) -> Any:
    """Begin an insert that goes on to say what becomes of a row with the same key; both databases say it alike."""
    return sqlite_insert(table) if db.dialect.name == "sqlite" else postgresql_insert(table)


def insert_unless_there(db: Connection, table: Table) -> Any:
    """Begin an insert that does nothing where a row with the same key stands already."""
    return insert_or_else(db, table).on_conflict_do_nothing()


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


class told_plainly:  # noqa: N801 - reads as a clause of the with statement it stands in
    """A context that turns "the database is gone or busy" into a sentence for the person waiting."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        gone = isinstance(error, DBAPIError) and error.connection_invalidated
        no_database = type(error) is DatabaseError  # SQLite: the file is something else, or damaged
        if gone or no_database or isinstance(error, OperationalError | InterfaceError | OSError):
            raise DatabaseUnavailable(
                "The database does not answer just now, so nothing was done. Try again in a minute; "
                "if it stays so, tell whoever runs Pitboss."
            ) from error


def _engine(url: str, **how: Any) -> AsyncEngine:
    """Make an engine whose errors name no values: they end in the log, and values are personal data."""
    return create_async_engine(url, hide_parameters=True, json_serializer=_json, **how)


def _json(value: Any) -> str:
    """Write JSON six times as fast as the standard library: every event has some."""
    return to_json(value).decode()


async def _to_the_end(ending: Awaitable[T]) -> T:
    """Await to the end even when the task is cancelled, then let the cancellation through."""
    task = asyncio.ensure_future(ending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def _prepare_sqlite_reader(connection: Any, _record: object) -> None:
    cursor = connection.cursor()
    cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
    cursor.execute("PRAGMA query_only = ON")
    cursor.close()


def _prepare_sqlite_writer(connection: Any, _record: object) -> None:
    connection.isolation_level = None  # we say BEGIN IMMEDIATE ourselves: a deferred one loses or fails writes
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


def _begin_immediate(connection: Any) -> None:
    if not ALONE.items() <= connection.get_execution_options().items():
        connection.exec_driver_sql("BEGIN IMMEDIATE")


def _take_lock_file(url: str) -> IO[str]:
    path = Path(f"{make_url(url).database}.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    handle = path.open("w")
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise DatabaseInUse(
            f"Another Pitboss is writing {path.with_suffix('').name}. Stop it first, "
            "or give both a PostgreSQL database by PITBOSS_DATABASE_URL."
        ) from None
    return handle
