from collections.abc import Iterator

import asyncpg
import pytest

from tests.support.postgres import Cluster
from tests.support.recycling import Recycling

A_RECORD = "INSERT INTO job_runs (name, ran_at) VALUES ('a job', now())"


@pytest.fixture
def copies(cluster: Cluster, postgres_template: str) -> Iterator[Recycling]:
    copies = Recycling(cluster, postgres_template)
    yield copies
    copies.close()


async def run(url: str, *statements: str) -> list[str]:
    """Run statements, the last of which asks for a database's own names or numbers."""
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        for statement in statements[:-1]:
            await connection.execute(statement)
        return [str(row[0]) for row in await connection.fetch(statements[-1])]
    finally:
        await connection.close()


HERE = "SELECT current_database()"
HELD = (
    "INSERT INTO purposes (person, player_id, purpose, at) VALUES ('bob', 1, 'phone', now())",
    (
        "INSERT INTO records (at, id, format, content, mac, person, action, module, outcome)"
        " VALUES (now(), gen_random_uuid(), 1, '', '', 'bob', 'players.profile', 'players', 'success')"
    ),
)


async def test_what_a_test_wrote_is_gone_and_the_database_is_lent_again(copies: Recycling) -> None:
    with copies.lent() as url:
        before = await run(url, *HELD, "SELECT nextval('event_intakes')", HERE)

    with copies.lent() as url:
        assert await run(url, HERE) == before
        assert await run(url, "SELECT purpose FROM purposes") == []
        assert await run(url, "SELECT action FROM records") == []
        assert await run(url, "SELECT nextval('event_intakes')") == ["1"]


async def test_whoever_is_still_writing_is_disconnected_first(copies: Recycling) -> None:
    with copies.lent() as url:
        writer = await asyncpg.connect(url.replace("+asyncpg", ""))
        transaction = writer.transaction()
        await transaction.start()
        await writer.execute(HELD[0])

    with copies.lent() as url:
        assert await run(url, "SELECT purpose FROM purposes") == []
    with pytest.raises((asyncpg.PostgresError, asyncpg.InterfaceError, OSError)):
        await transaction.commit()


@pytest.mark.parametrize(
    "change",
    [
        "CREATE TABLE left_behind (id int)",
        "DROP TABLE purposes",
        "ALTER TABLE purposes ADD COLUMN left_behind int",
        "ALTER TABLE purposes DROP COLUMN purpose",
        "ALTER TABLE records DISABLE TRIGGER ALL",
        "CREATE FUNCTION left_behind() RETURNS int LANGUAGE sql AS 'SELECT 1'",
        "ALTER TABLE purposes ADD CHECK (player_id > 0)",
        "GRANT SELECT ON purposes TO pg_monitor",
        "ANALYZE pg_class",
    ],
)
async def test_a_database_whose_schema_was_changed_is_not_lent_again(copies: Recycling, change: str) -> None:
    with copies.lent() as url:
        before = await run(url, change, HERE)

    with copies.lent() as url:
        assert await run(url, HERE) != before


async def test_two_at_once_are_two_databases(copies: Recycling) -> None:
    with copies.lent() as one, copies.lent() as other:
        assert await run(one, HERE) != await run(other, HERE)


async def test_a_database_that_was_dropped_is_replaced(cluster: Cluster, copies: Recycling) -> None:
    with copies.lent() as url:
        await cluster.execute(cluster.removal(url.rpartition("/")[2]))

    with copies.lent() as url:
        assert await run(url, "SELECT purpose FROM purposes") == []
