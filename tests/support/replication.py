"""A PostgreSQL server with a synchronous standby, which takes over when the first one is lost."""

import contextlib
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from tests.support import postgres
from tests.support.postgres import OWNER, SERVER, Cluster


@dataclass
class Pair:
    """Two servers: what is committed on the first stands on the second before anybody is told."""

    primary: Cluster
    standby: Cluster
    _lost: contextlib.ExitStack = field(default_factory=contextlib.ExitStack)

    def url(self, database: str) -> str:
        """Name a database on whichever of the two can be written."""
        hosts = "&".join(f"host=127.0.0.1:{cluster.port}" for cluster in (self.primary, self.standby))
        account = f"{OWNER}:{self.primary.password}"
        return f"postgresql+asyncpg://{account}@/{database}?{hosts}&target_session_attrs=read-write&connect_timeout=2"

    def lose_primary(self) -> None:
        """End the first server at once, as a machine does that loses its power."""
        self._lost.close()

    async def promote(self) -> None:
        """Let the standby take over; it accepts writes when this returns."""
        await self.standby.execute("SELECT pg_promote(true)")


@contextlib.contextmanager
def paired() -> Iterator[Pair]:
    """Run both servers until the block ends."""
    with contextlib.ExitStack() as stack:
        first = contextlib.ExitStack()
        primary = first.enter_context(postgres.running(durable=True))
        stack.push(first)
        standby = stack.enter_context(_copied(primary))
        for statement in ("ALTER SYSTEM SET synchronous_standby_names = '*'", "SELECT pg_reload_conf()"):
            postgres.complete(lambda statement=statement: primary.execute(statement))  # type: ignore[misc]
        yield Pair(primary, standby, first)


@contextlib.contextmanager
def _copied(primary: Cluster) -> Iterator[Cluster]:
    """Run a standby of a server, made by its own base backup."""
    folder, home = postgres.binaries(), Path(tempfile.mkdtemp(prefix="pitboss-postgres-"))
    assert folder is not None
    try:
        account = postgres.unprivileged()
        if account:
            shutil.chown(home, account["user"], account["group"])
        source = ["--host=127.0.0.1", f"--port={primary.port}", f"--username={OWNER}"]
        how = ["--write-recovery-conf", "--checkpoint=fast", "--no-sync", "--wal-method=stream"]
        environ = {**os.environ, "PGPASSWORD": primary.password}
        copying = [folder / "pg_basebackup", f"--pgdata={home / 'data'}", *source, *how]
        subprocess.run(copying, cwd=home, env=environ, check=True, capture_output=True, **account)
        standby = Cluster(port=postgres.free_port(), password=primary.password)
        settings = [*SERVER, f"port={standby.port}", f"unix_socket_directories={home}"]
        command = [str(folder / "postgres"), "-D", str(home / "data"), *(f"--{setting}" for setting in settings)]
        with postgres.watched(command, home):
            postgres.await_ready(folder, home, standby)
            yield standby
    finally:
        shutil.rmtree(home, ignore_errors=True)
