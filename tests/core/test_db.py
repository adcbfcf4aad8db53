"""Transactions that are whole, and a database that is busy, gone, taken or ahead of us."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection as SyncConnection
from sqlalchemy import func, insert, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import TimeoutError as NoConnectionFree

from core.database import checks, sqlite, trigrams
from core.database import connections as dbs
from core.database.connections import Connection, Database, DatabaseInUse, DatabaseUnavailable, savepoint
from core.database.tables import metadata, seen_deliveries
from core.database.upgrade import MigratedTooFar, migrate
from core.errors import Refused

pytestmark = pytest.mark.every_wiring

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def see(database: Database, key: str) -> None:
    async with database.write() as db:
        await db.execute(insert(seen_deliveries).values(key=key, at=NOW))


async def count(database: Database) -> int:
    async with database.read() as db:
        return int((await db.execute(select(func.count()).select_from(seen_deliveries))).scalar_one())


async def add(db: Connection, key: str) -> None:
    await db.execute(insert(seen_deliveries).values(key=key, at=NOW))


async def refuse(db: Connection, name: str, key: str) -> None:
    async with savepoint(db, name):
        await add(db, key)
        raise Refused("No.")


async def test_a_savepoint_takes_back_what_was_refused_and_nothing_else(database: Database) -> None:
    async with database.write() as db, savepoint(db, "whole"):
        await add(db, "one")
        async with savepoint(db, "part"):
            await add(db, "two")
        with pytest.raises(Refused):
            await refuse(db, "part", "three")
        await add(db, "four")

    async with database.read() as db:
        assert set(await db.scalars(select(seen_deliveries.c.key))) == {"one", "two", "four"}


async def test_migrations_equal_the_tables(database: Database) -> None:
    def differences(connection: SyncConnection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"include_object": ours, "compare_type": True})
        return list(compare_metadata(context, metadata))

    def ours(_thing: object, name: str | None, kind: str, *_rest: object) -> bool:
        partition = name is not None and name.startswith(("records_", "events_"))
        similar = name is not None and name.startswith((trigrams.TABLES, trigrams.INDEX))
        return not (name == "alembic_version" or similar or (kind == "table" and partition))

    async with database.writer.connect() as connection:
        assert await connection.run_sync(differences) == []


async def test_migrating_twice_changes_nothing(database_url: str) -> None:
    await migrate(database_url)


async def test_a_database_of_a_newer_pitboss_is_refused(database: Database, database_url: str) -> None:
    async with database.write() as db:
        await db.execute(text("UPDATE alembic_version SET version_num = '9999'"))

    with pytest.raises(MigratedTooFar, match="9999"):
        await migrate(database_url)


async def test_an_error_rolls_everything_back(database: Database) -> None:
    async def fail_halfway() -> None:
        async with database.write() as db:
            await db.execute(insert(seen_deliveries).values(key="half", at=NOW))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail_halfway()

    assert await count(database) == 0


async def test_a_hundred_writers_at_once_lose_nothing(database: Database) -> None:
    await asyncio.gather(*(see(database, str(number)) for number in range(100)))

    assert await count(database) == 100


async def test_counting_up_from_many_tasks_loses_no_step(database: Database) -> None:
    async with database.write() as db:
        await db.execute(text("CREATE TABLE counter (n integer)"))
        await db.execute(text("INSERT INTO counter VALUES (0)"))

    async def step() -> None:
        async with database.write() as db:
            await dbs.lock(db, "counter")
            here = (await db.execute(text("SELECT n FROM counter"))).scalar_one()
            await asyncio.sleep(0)
            await db.execute(text("UPDATE counter SET n = :n"), {"n": here + 1})

    await asyncio.gather(*(step() for _ in range(40)))

    async with database.read() as db:
        assert (await db.execute(text("SELECT n FROM counter"))).scalar_one() == 40


async def test_a_cancelled_writer_leaves_all_or_nothing(database: Database) -> None:
    for number in range(30):
        task = asyncio.create_task(see(database, str(number)))
        await asyncio.sleep(0.0002 * number)
        task.cancel()
        await asyncio.wait({task})

    await see(database, "after")

    assert 1 <= await count(database) <= 31


async def test_a_reader_cannot_write_on_sqlite(database: Database) -> None:
    if database.gate is None:
        pytest.skip("PostgreSQL readers share the writers' connections")

    async def write_while_reading() -> None:
        async with database.read() as db:
            await db.execute(insert(seen_deliveries).values(key="x", at=NOW))

    with pytest.raises(DatabaseUnavailable):
        await write_while_reading()


async def test_a_naive_time_is_refused(database: Database) -> None:
    async def write_naive() -> None:
        async with database.write() as db:
            await db.execute(insert(seen_deliveries).values(key="x", at=datetime(2026, 1, 1)))  # noqa: DTZ001

    with pytest.raises(Exception, match="without a zone"):
        await write_naive()


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_locked_file_is_said_to_be_busy(
    database: Database, database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "BUSY_TIMEOUT_MS", 50)
    holder = sqlite3.connect(make_url(database_url).database or "")
    holder.execute("BEGIN IMMEDIATE")

    with pytest.raises(DatabaseUnavailable, match="nothing was done"):
        await see(database, "x")

    holder.rollback()
    holder.close()
    await see(database, "x")


@pytest.mark.parametrize("database_kind", ["sqlite"], indirect=True)
async def test_a_second_process_on_the_file_is_refused(database_url: str) -> None:
    first = Database.open(database_url, exclusive=True)

    with pytest.raises(DatabaseInUse, match="Another Pitboss"):
        Database.open(database_url, exclusive=True)

    await first.close()
    await Database.open(database_url, exclusive=True).close()


async def test_a_server_that_is_gone_is_said_to_be_gone() -> None:
    database = Database.open("postgresql+asyncpg://nobody@127.0.0.1:1/none")

    with pytest.raises(DatabaseUnavailable, match="does not answer"):
        await see(database, "x")

    await database.close()


async def test_a_file_that_is_no_database_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.sqlite3").write_bytes(b"not a database, just words" * 100)

    with pytest.raises(DatabaseUnavailable):
        await migrate(f"sqlite+aiosqlite:///{tmp_path / 'x.sqlite3'}")


def test_no_connection_free_says_that_the_database_is_busy() -> None:
    with pytest.raises(DatabaseUnavailable), dbs.friendly_database_errors():
        raise NoConnectionFree


async def test_no_connection_lets_postgresql_compile_statements(database: Database) -> None:
    if database.gate is not None:
        pytest.skip("SQLite compiles nothing")

    for opened in (database.read, database.write, database.append, database.write_unlogged):
        async with opened() as db:
            assert not await checks.compiles(db)
