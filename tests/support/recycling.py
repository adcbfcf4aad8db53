"""PostgreSQL databases that are emptied after a test and lent again: making one costs ten times as much."""

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, TypeVar
from uuid import uuid4

import asyncpg

from tests.support.postgres import Cluster

SCHEMA = """
SELECT (SELECT ROW(count(*), max(xmin::text::bigint)) FROM pg_class)::text
    || (SELECT ROW(count(*), max(xmin::text::bigint)) FROM pg_attribute WHERE attrelid >= 16384)::text
    || (SELECT ROW(count(*), max(xmin::text::bigint)) FROM pg_constraint)::text
    || (SELECT ROW(count(*), max(xmin::text::bigint)) FROM pg_trigger)::text
    || (SELECT ROW(count(*), max(xmin::text::bigint)) FROM pg_proc WHERE oid >= 16384)::text
    || (SELECT ROW(count(*), max(xmin::text::bigint)) FROM pg_statistic)::text
    || (SELECT string_agg(version_num, ',') FROM alembic_version)
"""
"""A text that changes with every change of the schema, and when a table has been analysed."""

DISCONNECT = """
SELECT pg_terminate_backend(pid, 60000) FROM pg_stat_activity
WHERE datname = current_database() AND pid <> pg_backend_pid()
"""
FILLED = """
SELECT oid::regclass::text AS name FROM pg_class
WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace AND relname <> 'alembic_version'
    AND pg_relation_size(oid) > 0
"""
SEQUENCES = """
SELECT format('SELECT setval(%L, %s, %L)', sequencename, coalesce(last_value, start_value), last_value IS NOT NULL)
    AS back FROM pg_sequences
"""
"""Statements that set each sequence to where it stands now."""

T = TypeVar("T")


@dataclass
class Copy:
    """A copy of the template, and how it was when it was made."""

    name: str
    connection: Any
    """The one that empties it; it stays open."""
    schema: str
    sequences: list[str]
    """Statements that set them back."""


class Recycling:
    """Lends copies of a migrated database; one whose schema a test has changed is not lent again."""

    def __init__(self, cluster: Cluster, template: str) -> None:
        self._cluster = cluster
        self._template = template
        self._free: list[Copy] = []
        self._thread = ThreadPoolExecutor(max_workers=1)
        self._runner = asyncio.Runner()

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend an empty, migrated database; yields its URL."""
        copy = self._free.pop() if self._free else self._run(self._make())
        try:
            yield self._cluster.url(copy.name)
        finally:
            if self._run(_emptied(copy)):
                self._free.append(copy)
            else:
                self._run(self._drop(copy))

    def close(self) -> None:
        """Drop what is left."""
        while self._free:
            self._run(self._drop(self._free.pop()))
        self._thread.submit(self._runner.close).result()
        self._thread.shutdown()

    def _run(self, work: Coroutine[Any, Any, T]) -> T:
        """Run in a loop of our own, whose connections outlive the loops of the tests."""
        return self._thread.submit(self._runner.run, work).result()

    async def _make(self) -> Copy:
        name = f"pitboss_{uuid4().hex}"
        await self._cluster.execute(self._cluster.creation(name, template=self._template))
        connection = await self._cluster.connect(name)
        await connection.execute("SET session_replication_role = replica")  # rows that nobody may delete are deleted
        sequences = [row["back"] for row in await connection.fetch(SEQUENCES)]
        return Copy(name, connection, await connection.fetchval(SCHEMA), sequences)

    async def _drop(self, copy: Copy) -> None:
        copy.connection.terminate()
        await self._cluster.execute(self._cluster.removal(copy.name))


async def _emptied(copy: Copy) -> bool:
    """Delete every row, once nobody is connected any more; tell whether the database is again as it was made.

    Rows that were deleted are vacuumed away, so that the next test's rows lie in the order in which they are written.
    """
    try:
        await copy.connection.execute(DISCONNECT)
        if await copy.connection.fetchval(SCHEMA) != copy.schema:
            return False
        filled = [row["name"] for row in await copy.connection.fetch(FILLED)]
        empty = [f"DELETE FROM {table}" for table in filled]  # noqa: S608 - names as PostgreSQL quotes them
        await copy.connection.execute(";".join([*empty, *copy.sequences]))
        if filled:
            await copy.connection.execute(f"VACUUM (TRUNCATE, INDEX_CLEANUP ON) {', '.join(filled)}")
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError):
        return False
    return True
