import asyncio
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import asyncpg
import pytest

from sandbox.changes import WAIT_SECONDS
from tests.support import postgres
from tests.support.require import require
from tests.support.waiting import POLL_SECONDS

ROOT = Path(__file__).parents[2]

START_AND_WAIT = """
from tests.support import postgres
with postgres.running() as cluster:
    print(cluster.url("postgres"), flush=True)
    input()
"""


async def ask(url: str, question: str) -> Any:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return await connection.fetchval(question)
    finally:
        await connection.close()


async def test_a_fresh_database_knows_nothing_of_the_one_before(cluster: postgres.Cluster) -> None:
    with cluster.fresh() as url:
        await ask(url, "CREATE TABLE left_behind (id int)")

    with cluster.fresh() as url:
        assert await ask(url, "SELECT to_regclass('left_behind')") is None


async def test_a_copy_holds_what_its_template_held(cluster: postgres.Cluster) -> None:
    with cluster.fresh() as template_url:
        await ask(template_url, "CREATE TABLE kept (id int)")

        with cluster.fresh(template=template_url.rpartition("/")[2]) as url:
            assert await ask(url, "SELECT to_regclass('kept')::text") == "kept"


async def test_a_wrong_password_does_not_open_the_server(cluster: postgres.Cluster) -> None:
    stranger = postgres.Cluster(port=cluster.port, password="guess")

    with pytest.raises(asyncpg.InvalidPasswordError):
        await ask(stranger.url("postgres"), "SELECT 1")


def test_server_ends_when_the_tests_are_killed() -> None:
    require("postgres")
    with subprocess.Popen(
        [sys.executable, "-c", START_AND_WAIT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as tests:
        url = tests.stdout.readline().decode().strip()
        folder = Path(asyncio.run(ask(url, "SHOW data_directory")))

        tests.kill()

    deadline = time.monotonic() + WAIT_SECONDS
    while folder.parent.exists() and time.monotonic() < deadline:
        time.sleep(POLL_SECONDS)
    with pytest.raises(ConnectionRefusedError):
        asyncio.run(ask(url, "SELECT 1"))
    assert not folder.exists()


async def test_a_durable_server_keeps_postgresqls_promises(cluster: postgres.Cluster) -> None:
    hasty = [await ask(cluster.url("postgres"), f"SHOW {name}") for name in ("fsync", "synchronous_commit")]

    with postgres.running(durable=True) as durable:
        safe = [await ask(durable.url("postgres"), f"SHOW {name}") for name in ("fsync", "synchronous_commit")]

    assert (hasty, safe) == (["off", "off"], ["on", "on"])


@pytest.mark.skipif(os.geteuid() != 0, reason="only root has to step down")
def test_server_never_runs_as_root(cluster: postgres.Cluster) -> None:
    assert postgres.unprivileged()["user"] != 0
