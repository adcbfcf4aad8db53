"""Distributed databases on the Citus cluster whose coordinator PITBOSS_TEST_CITUS names, emptied after a test."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from sqlalchemy.engine import URL, make_url

from core.database.distribution import distribute
from core.database.tables import metadata
from core.database.upgrade import migrate
from tests.support.postgres import complete

VARIABLE = "PITBOSS_TEST_CITUS"
WORKERS = "SELECT nodename, nodeport FROM pg_dist_node WHERE noderole = 'primary' AND groupid <> 0"
QUIET = "UPDATE pg_trigger SET tgenabled = 'D' WHERE tgname LIKE '%never_emptied%'"
BACK = """
SELECT format('SELECT setval(%L, %s, false)', sequencename, start_value) AS back FROM pg_sequences
WHERE schemaname = 'public' AND sequencename <> 'event_intakes'
UNION ALL SELECT 'SELECT setval(''event_intakes'', 0, true)'
"""


def coordinator() -> URL:
    """Give the coordinator's address, or skip the test."""
    if not (address := os.environ.get(VARIABLE)):
        pytest.skip(f"{VARIABLE} names no coordinator of a Citus cluster")
    return make_url(address).set(drivername="postgresql+asyncpg")


class Distributed:
    """Databases of a cluster: made with their workers, and emptied instead of made anew."""

    def __init__(self) -> None:
        self._address = coordinator()
        self._free: list[str] = []

    @contextmanager
    def lent(self) -> Iterator[str]:
        """Lend a migrated and distributed database without a row in it."""
        name = self._free.pop() if self._free else self._made()
        yield self._named(name)
        complete(lambda: self._emptied(name))
        self._free.append(name)

    @contextmanager
    def joined(self, *, workers: bool = True) -> Iterator[str]:
        """Lend a database with the extension in which nothing has happened, with the cluster's workers or alone."""
        name = f"pitboss_{uuid4().hex}"
        complete(lambda: self._create(name, workers=workers))
        yield self._named(name)
        complete(lambda: self._drop(name))

    def close(self) -> None:
        """Drop what is left."""
        for name in self._free:
            complete(lambda name=name: self._drop(name))  # type: ignore[misc]

    def _named(self, name: str) -> str:
        return self._address.set(database=name).render_as_string(hide_password=False)

    def _made(self) -> str:
        name = f"pitboss_{uuid4().hex}"

        async def make() -> None:
            await self._create(name, workers=True)
            await migrate(self._named(name))
            await distribute(self._named(name))
            for server in (self._address, *await self._workers()):
                await self._run(server.set(database=name), QUIET)

        complete(make)
        return name

    async def _create(self, name: str, *, workers: bool) -> None:
        servers = [self._address, *(await self._workers() if workers else ())]
        for server in servers:
            await self._run(server, f'CREATE DATABASE "{name}"')
            await self._run(server.set(database=name), "CREATE EXTENSION citus")
        here = self._address.set(database=name)
        await self._run(here, f"SELECT citus_set_coordinator_host('{here.host}', {here.port})")
        for server in servers[1:]:
            await self._run(here, f"SELECT citus_add_node('{server.host}', {server.port})")

    async def _drop(self, name: str) -> None:
        for server in (self._address, *await self._workers()):
            await self._run(server, f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')

    async def _emptied(self, name: str) -> None:
        here = self._address.set(database=name)
        tables = ", ".join(f'"{table}"' for table in metadata.tables)
        back = [row["back"] for row in await self._run(here, BACK)]
        await self._run(here, f"TRUNCATE {tables}")
        for statement in back:
            await self._run(here, statement)

    async def _workers(self) -> list[URL]:
        found = await self._run(self._address, WORKERS)
        return [self._address.set(host=row["nodename"], port=row["nodeport"]) for row in found]

    async def _run(self, server: URL, statement: str) -> list[Any]:
        address = server.set(drivername="postgresql").render_as_string(hide_password=False)
        connection = await asyncpg.connect(address)
        try:
            return list(await connection.fetch(statement))
        finally:
            await connection.close()
