"""On PostgreSQL a statement is planned once and not at each click: connections keep it, and the warm ones serve."""

from contextlib import AsyncExitStack

import pytest
from sqlalchemy import text

from tests.support.office import World

pytestmark = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)

STATEMENTS = 300
"""More than the driver keeps by itself."""
BACKEND = text("SELECT pg_backend_pid()")


async def test_a_connection_keeps_all_statements_of_the_desk(office: World) -> None:
    async with office.read() as db:
        for number in range(STATEMENTS):
            await db.execute(text(f"SELECT {number}"))
        kept = await db.scalar(text("SELECT count(*) FROM pg_prepared_statements WHERE statement ~ '^SELECT [0-9]+$'"))

    assert kept == STATEMENTS


async def test_the_connection_used_last_serves_next(office: World) -> None:
    async with AsyncExitStack() as together:
        several = [await together.enter_async_context(office.read()) for _ in range(3)]
        assert len({await db.scalar(BACKEND) for db in several}) == 3

    served = set()
    for _ in range(4):
        async with office.read() as db:
            served.add(await db.scalar(BACKEND))

    assert len(served) == 1
