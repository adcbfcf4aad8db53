"""Connections and transactions: the only place that begins, commits and rolls back."""

import asyncio
import errno
import fcntl
import hashlib
import os
from collections.abc import AsyncIterator, Awaitable, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO, Any, TypeVar

from sqlalchemy import BigInteger, Table, bindparam, func, select
from sqlalchemy.dialects.postgresql import insert as postgresql_insert
from sqlalchemy.dialects.sqlite import insert as sqlite_insert
from sqlalchemy.exc import DatabaseError, DBAPIError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnectionFree
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from core.database import engines, faults, sqlite
from core.database.replica import Replica
from core.database.statements import Statement, send_text
from core.errors import Refused

Connection = AsyncConnection
"""What every function of core works on; none of them commits."""

T = TypeVar("T")


class DatabaseUnavailable(Refused):
    """The database did not answer, or is busy; nothing was done."""

    code = "database_unavailable"


class DatabaseInUse(Refused):
    """Another process writes this SQLite file."""

    code = "database_in_use"


@dataclass(frozen=True, slots=True)
class Database:
    """An open database; its ``read`` and ``write`` methods give connections to the functions of core."""

    url: str
    reader: AsyncEngine
    writer: AsyncEngine
    appender: AsyncEngine
    """Commits each statement on its own."""
    unlogged_writer: AsyncEngine
    """Commits each statement on its own and, on PostgreSQL, without waiting for the disk."""
    gate: asyncio.Lock | None
    """One writer at a time in this process; SQLite only."""
    lock_file: IO[str] | None
    replica: Replica | None = None
    """A standby for what may be seconds old; PostgreSQL only."""

    @classmethod
    def open(cls, url: str, *, exclusive: bool = False, replica: Replica | None = None) -> "Database":
        """Open a migrated database.

        ``exclusive`` takes the lock file of a SQLite database; every writing process must hold it.
        Raises :class:`DatabaseInUse` when another process holds the lock file.
        """
        if not is_sqlite(url):
            engine, unlogged_writer = engines.of_server(url)
            reading = engine.execution_options(isolation_level="AUTOCOMMIT")
            return cls(
                url=url,
                reader=reading,
                writer=engine,
                appender=reading,
                unlogged_writer=unlogged_writer,
                gate=None,
                lock_file=None,
                replica=replica,
            )
        lock_file = locked_file(url) if exclusive else None
        reader, writer = engines.of_file(url)
        single = writer.execution_options(**sqlite.SINGLE_STATEMENTS)
        return cls(
            url=url,
            reader=reader,
            writer=writer,
            appender=single,
            unlogged_writer=single,
            gate=asyncio.Lock(),
            lock_file=lock_file,
        )

    @asynccontextmanager
    async def read(self) -> AsyncIterator[Connection]:
        """Give a connection without a transaction: each statement sees what is committed when it runs."""
        with friendly_database_errors():
            async with self.reader.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write(self) -> AsyncIterator[Connection]:
        """Give a connection in a write transaction, which is committed at the end or rolled back on an error.

        A cancelled task cannot leave it half done: a commit that has begun is awaited.
        """
        with friendly_database_errors():
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
        with friendly_database_errors():
            async with self._gate(), self.appender.connect() as connection:
                yield connection

    @asynccontextmanager
    async def write_unlogged(self) -> AsyncIterator[Connection]:
        """Give a connection like :meth:`append`, for writes that may be lost on power failure.

        PostgreSQL then does not wait for the disk, which is most of the cost of a small statement.
        """
        with friendly_database_errors():
            async with self._gate(), self.unlogged_writer.connect() as connection:
                yield connection

    @staticmethod
    def commits(db: Connection) -> bool:
        """Tell whether a reading connection may run a single writing statement, which then commits by itself.

        True on PostgreSQL. SQLite's readers are read-only, and there is one writer.
        """
        return db.dialect.name != "sqlite"

    async def close(self) -> None:
        """Close every connection and release the lock file."""
        if self.replica is not None:
            await self.replica.close()
        for engine in (self.reader, self.writer, self.unlogged_writer):
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
    """Tell whether the URL names a SQLite file rather than a PostgreSQL server."""
    return engines.is_sqlite(url)


def is_distributed(db: Connection) -> bool:
    """Tell whether the tables may lie on several machines, which some statements must know."""
    return bool(db.sync_connection is not None and db.sync_connection.info.get(engines.DISTRIBUTED))


@asynccontextmanager
async def savepoint(db: Connection, name: str) -> AsyncIterator[None]:
    """Take back what is done inside where it is refused; nothing is sent where it is not: the commit releases it.

    One within another has another name.
    """
    await send_text(db, f"SAVEPOINT {name}")
    try:
        yield
    except Refused:
        await send_text(db, f"ROLLBACK TO SAVEPOINT {name}")
        raise


async def lock(db: Connection, *names: str, shared: Collection[str] = ()) -> None:
    """Take the named locks until the transaction ends, always in the same order to avoid deadlocks.

    ``shared`` ones are kept from those alone who take them for themselves. On SQLite the transaction already holds the
    only write lock.
    """
    if db.dialect.name == "sqlite":
        return
    alone = {_number(name): True for name in names}
    if taking := sorted(({_number(name): False for name in shared} | alone).items()):
        numbers = {f"name_{place}": number for place, (number, _) in enumerate(taking)}
        await _locking(tuple(one for _, one in taking)).send(db, numbers)


@cache
def _locking(alone: tuple[bool, ...]) -> Statement:
    """Make the statement that takes so many locks, each alone or shared; some people and days ask for the same."""
    functions = {True: func.pg_advisory_xact_lock, False: func.pg_advisory_xact_lock_shared}
    numbers = (bindparam(f"name_{place}", type_=BigInteger) for place in range(len(alone)))
    return Statement(select(*(functions[one](number) for one, number in zip(alone, numbers, strict=True))))


async def try_locks(db: Connection, names: Collection[str]) -> frozenset[str]:
    """Take those of the named locks that nobody holds, without waiting, and name them."""
    if db.dialect.name == "sqlite" or not names:
        return frozenset(names)
    ordered = sorted(set(names))
    taken = (await db.execute(select(*(func.pg_try_advisory_xact_lock(_number(name)) for name in ordered)))).one()
    return frozenset(name for name, held in zip(ordered, taken, strict=True) if held)


async def try_lock(db: Connection, name: str) -> bool:
    """Take a named lock like :func:`lock`, but without waiting; tell whether it was taken."""
    return bool(await try_locks(db, [name]))


def insert_or_else(db: Connection, table: Table) -> Any:
    """Start an insert that can take an ``on_conflict`` clause, on either database."""
    return sqlite_insert(table) if db.dialect.name == "sqlite" else postgresql_insert(table)


def insert_unless_there(db: Connection, table: Table) -> Any:
    """Start an insert that does nothing where a row with the same key exists."""
    return insert_or_else(db, table).on_conflict_do_nothing()


def _number(name: str) -> int:
    return int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)


class friendly_database_errors:  # noqa: N801 - a context manager, named like a function
    """A context manager that turns "the database is gone or busy" into a sentence for the person waiting."""

    def __enter__(self) -> None:
        return None

    def __exit__(self, _kind: object, error: BaseException | None, _trace: object) -> None:
        if error is None:
            return
        gone = isinstance(error, DBAPIError) and error.connection_invalidated
        no_database = type(error) is DatabaseError  # SQLite: the file is damaged or no database
        unanswered = isinstance(error, OperationalError | InterfaceError | NoConnectionFree | OSError)
        if gone or no_database or unanswered or faults.unanswered(error) or faults.collided(error):
            raise DatabaseUnavailable(
                "The database does not answer right now, so nothing was done. Try again in a minute; "
                "if that does not help, tell the operator of Pitboss."
            ) from error


async def _to_the_end(ending: Awaitable[T]) -> T:
    """Await to the end even when the task is cancelled, then re-raise the cancellation."""
    task = asyncio.ensure_future(ending)
    try:
        return await asyncio.shield(task)
    except asyncio.CancelledError:
        await asyncio.wait({task})
        raise


def unwritable(path: Path, error: OSError) -> DatabaseUnavailable:
    """Say that the file of the database, or its folder, cannot be written."""
    return DatabaseUnavailable(f"{path} cannot be written: {error.strerror}. Correct PITBOSS_DATABASE_URL.")


def locked_file(url: str) -> IO[str]:
    """Take the lock file of a SQLite database until it is closed, so that nobody else opens it for writing.

    Raises :class:`DatabaseInUse` when another process holds it.
    """
    database = sqlite.path_of(url)
    path = database.with_name(f"{database.name}.lock")
    if database.is_dir():
        raise unwritable(database, IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR)))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = path.open("w")
    except OSError as error:
        raise unwritable(database, error) from error
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        handle.close()
        raise DatabaseInUse(
            f"Another Pitboss is writing {database.name}. Stop it first, "
            "or point PITBOSS_DATABASE_URL of both at a PostgreSQL database."
        ) from None
    return handle
