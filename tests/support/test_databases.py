from pathlib import Path

import pytest
from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import create_async_engine

pytestmark = pytest.mark.every_wiring


async def tables(url: str) -> set[str]:
    engine = create_async_engine(url)
    async with engine.connect() as connection:
        names = await connection.run_sync(lambda here: inspect(here).get_table_names())
    await engine.dispose()
    return set(names)


async def test_a_test_gets_a_migrated_database_of_its_own(database_url: str) -> None:
    names = await tables(database_url)
    assert "alembic_version" in names
    assert "left_behind" not in names

    engine = create_async_engine(database_url)
    async with engine.begin() as connection:
        await connection.execute(text("CREATE TABLE left_behind (id INTEGER)"))
    await engine.dispose()


async def test_the_next_test_finds_nothing_of_it(database_url: str) -> None:
    await test_a_test_gets_a_migrated_database_of_its_own(database_url)


async def test_an_empty_database_has_not_been_migrated(empty_database_url: str) -> None:
    assert await tables(empty_database_url) == set()


async def test_sqlite_is_a_file_and_never_memory(
    database_kind: str, empty_database_url: str, database_file: Path
) -> None:
    kept_in_a_file = empty_database_url == f"sqlite+aiosqlite:///{database_file}"

    assert kept_in_a_file == (database_kind == "sqlite")
