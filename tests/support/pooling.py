"""A PgBouncer of the tests' own before their PostgreSQL server, in transaction mode."""

import asyncio
import contextlib
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import asyncpg

from tests.support import postgres
from tests.support.require import require

START_SECONDS = 60
SETTINGS = """
[databases]
* = host=127.0.0.1 port={server}

[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {port}
unix_socket_dir =
auth_type = trust
auth_file = {home}/users
pool_mode = transaction
default_pool_size = {connections}
{more}
"""


@contextlib.contextmanager
def pooled(cluster: postgres.Cluster, url: str, *, connections: int = 3, more: str = "") -> Iterator[str]:
    """Run PgBouncer before a database until the block ends; yields the URL that leads through it."""
    program, port, home = (
        require("pgbouncer"),
        postgres.free_port(),
        Path(tempfile.mkdtemp(prefix="pitboss-pgbouncer-")),
    )
    try:
        (home / "users").write_text(f'"{postgres.OWNER}" "{cluster.password}"\n')
        settings = SETTINGS.format(server=cluster.port, port=port, home=home, connections=connections, more=more)
        (home / "pgbouncer.ini").write_text(settings)
        as_nobody = postgres.unprivileged()
        if as_nobody:
            for path in (home, *home.iterdir()):
                shutil.chown(path, as_nobody["user"], as_nobody["group"])
        command = [program, "--quiet", home / "pgbouncer.ini"]
        server = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **as_nobody)
        try:
            through = url.replace(f":{cluster.port}/", f":{port}/")
            postgres.complete(lambda: _answering(through.replace("+asyncpg", "")))
            yield through
        finally:
            server.terminate()
            server.wait()
    finally:
        shutil.rmtree(home, ignore_errors=True)


async def _answering(url: str) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            connection = await asyncpg.connect(url, statement_cache_size=0)
        except OSError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)
        else:
            await connection.close()
            return
