"""A server that is gone, full or a standby now is a database that does not answer; a wrong value is not."""

import pytest
from asyncpg import PostgresError, TargetServerAttributeNotMatched
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError

from core.database import faults
from core.database.connections import Database, DatabaseUnavailable, friendly_database_errors
from core.database.tables import seen_deliveries
from tests.support.gaming import NOW

GONE = ["57P01", "57P02", "57P03", "53300", "53100", "08P01", "08006", "25006", "58030"]
OURS = ["23505", "22001", "42501", "57014", "42P01", "P0001"]


def failed(state: str) -> DBAPIError:
    return DBAPIError("SELECT 1", {}, PostgresError.new({"C": state, "M": "hush"}))


@pytest.mark.parametrize("state", GONE)
def test_server_that_cannot_be_used_now_is_told_to_people(state: str) -> None:
    with pytest.raises(DatabaseUnavailable), friendly_database_errors():
        raise failed(state)


@pytest.mark.parametrize("state", OURS)
def test_fault_of_a_statement_stays_one(state: str) -> None:
    with pytest.raises(DBAPIError), friendly_database_errors():
        raise failed(state)


def test_no_server_that_can_be_written_is_told_to_people() -> None:
    assert faults.unanswered(TargetServerAttributeNotMatched("no host"))


@pytest.fixture
def database_kind() -> str:
    return "postgres"


async def test_connections_to_a_standby_are_left_once_it_refuses_to_write(database_url: str) -> None:
    database = Database.open(f"{database_url}?options=-c%20default_transaction_read_only%3Don")
    async with database.read() as db:
        before = await db.scalar(text("SELECT pg_backend_pid()"))

    with pytest.raises(DatabaseUnavailable):
        async with database.write() as db:
            await db.execute(insert(seen_deliveries).values(key="k", at=NOW))

    async with database.read() as db:
        assert await db.scalar(text("SELECT pg_backend_pid()")) != before
    await database.close()
