"""A throwaway PostgreSQL server of the tests' own, gone when they are."""

import asyncio
import contextlib
import dataclasses
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import uuid
from collections.abc import Callable, Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from pathlib import Path
from typing import Any

import asyncpg

START_SECONDS = 60
"""How long a server may take to accept its first connection on a busy machine."""

HASTE = ("fsync=off", "synchronous_commit=off", "full_page_writes=off")
"""What a database that nobody will miss need not promise."""

SERVER = ("max_connections=200", "listen_addresses=127.0.0.1", "logging_collector=off", "timezone=UTC")
"""Loopback only; enough connections for several test processes with a pool each."""

OWNER = "pitboss"

FIRST_WITH_STRATEGIES = 15


@dataclasses.dataclass(frozen=True, slots=True)
class Cluster:
    """A running server: plain values, so that it can be handed to other test processes."""

    port: int
    password: str
    copying: str = ""
    """How PostgreSQL copies a template, where it can be told: files cost less than pages that go to its log."""

    def url(self, database: str) -> str:
        """Name a database of this server the way SQLAlchemy wants it."""
        return f"postgresql+asyncpg://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def creation(self, database: str, *, template: str = "template1") -> str:
        """Word the making of a database, a copy of `template` to which nobody may be connected."""
        return f'CREATE DATABASE "{database}" TEMPLATE "{template}"{self.copying}'

    def removal(self, database: str) -> str:
        """Word the removal of a database, also while somebody is connected to it."""
        return f'DROP DATABASE IF EXISTS "{database}" WITH (FORCE)'

    def create(self, database: str, *, template: str = "template1") -> str:
        """Make a database and return its URL."""
        complete(lambda: self.execute(self.creation(database, template=template)))
        return self.url(database)

    @contextlib.contextmanager
    def fresh(self, *, template: str = "template1") -> Iterator[str]:
        """Lend a database that nobody has used before; yields its URL."""
        database = f"pitboss_{uuid.uuid4().hex}"
        url = self.create(database, template=template)
        try:
            yield url
        finally:
            complete(lambda: self.execute(self.removal(database)))

    async def connect(self, database: str) -> Any:
        """Open a connection of the owner's."""
        return await asyncpg.connect(
            host="127.0.0.1", port=self.port, user=OWNER, password=self.password, database=database
        )

    async def execute(self, statement: str) -> None:
        """Run a statement about databases."""
        connection = await self.connect("postgres")
        try:
            await connection.execute(statement)
        finally:
            await connection.close()


def complete(work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Run a coroutine to its end in a loop of its own, also where the caller's thread already runs one."""
    with ThreadPoolExecutor(max_workers=1) as pool:
        pool.submit(lambda: asyncio.run(work())).result()


@cache
def binaries() -> Path | None:
    """Find the folder of this machine's newest PostgreSQL programs, or None where there are none."""
    found = [*Path("/usr/lib/postgresql").glob("*/bin")]
    if initdb := shutil.which("initdb"):
        found.append(Path(initdb).resolve().parent)
    if pg_config := shutil.which("pg_config"):
        answer = subprocess.run([pg_config, "--bindir"], capture_output=True, text=True, check=False)
        found.append(Path(answer.stdout.strip()))
    usable = [folder for folder in found if (folder / "initdb").exists() and (folder / "postgres").exists()]
    return max(usable, key=_version, default=None)


@contextlib.contextmanager
def running(*, durable: bool = False, where: Path | None = None) -> Iterator[Cluster]:
    """Start a server in a new folder; stop it and remove the folder at the end, or when this process dies.

    `durable` keeps PostgreSQL's own promises about disks, for measurements; `where` names another place than /tmp.
    """
    folder = binaries()
    if folder is None:
        raise FileNotFoundError("no PostgreSQL programs (initdb, postgres) on this machine")
    home = Path(tempfile.mkdtemp(prefix="pitboss-postgres-", dir=where))
    password = secrets.token_hex(16)
    try:
        _initialise(folder, home, password)
        copying = " STRATEGY FILE_COPY" if _version(folder) >= FIRST_WITH_STRATEGIES else ""
        cluster = Cluster(port=free_port(), password=password, copying=copying)
        settings = [
            *SERVER,
            f"port={cluster.port}",
            f"unix_socket_directories={home}",
            *(() if durable else HASTE),
        ]
        command = [
            str(folder / "postgres"),
            "-D",
            str(home / "data"),
            *(f"--{setting}" for setting in settings),
        ]
        with watched(command, home):
            await_ready(folder, home, cluster)
            yield cluster
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _initialise(folder: Path, home: Path, password: str) -> None:
    password_file = home / "password"
    password_file.write_text(password, encoding="ascii")
    if account := unprivileged():
        shutil.chown(home, account["user"], account["group"])
        shutil.chown(password_file, account["user"], account["group"])
    command = [folder / "initdb", "--pgdata", home / "data", "--username", OWNER, "--pwfile", password_file]
    options = [
        "--auth=md5",
        "--encoding=UTF8",
        "--locale=C.UTF-8",
        "--no-sync",
        "--no-instructions",
    ]
    answer = subprocess.run(
        [*command, *options], cwd=home, capture_output=True, text=True, check=False, **unprivileged()
    )
    if answer.returncode:
        raise RuntimeError(f"initdb failed: {answer.stderr}")


@contextlib.contextmanager
def watched(command: list[str], home: Path) -> Iterator[None]:
    """Run a server under a process that stops it and removes its folder once we let go of its input."""
    watch = subprocess.Popen(
        [sys.executable, "-P", __file__, str(home), *command],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,  # an interrupt at the keyboard is for the tests
    )
    try:
        yield
    finally:
        watch.communicate()


def _watch(home: Path, command: list[str]) -> None:
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(command, cwd=home, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **unprivileged())
    sys.stdin.read()  # returns when whoever started us has closed it, or has died
    server.send_signal(signal.SIGQUIT)  # at once, saving nothing
    server.wait()
    shutil.rmtree(home, ignore_errors=True)


def await_ready(folder: Path, home: Path, cluster: Cluster) -> None:
    question = [folder / "pg_isready", "--quiet", "--host", "127.0.0.1", "--port", str(cluster.port)]
    deadline = time.monotonic() + START_SECONDS
    while subprocess.run(question, check=False).returncode:
        if time.monotonic() > deadline:
            raise TimeoutError(f"PostgreSQL did not start: {(home / 'log').read_text(errors='replace')}")
        time.sleep(0.05)


def unprivileged() -> dict[str, Any]:
    """Say as whom to run the server: PostgreSQL refuses root."""
    if os.geteuid() != 0:
        return {}
    known = {entry.pw_name: entry for entry in pwd.getpwall()}
    account = known.get("postgres") or known["nobody"]
    return {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _version(folder: Path) -> int:
    answer = subprocess.run([folder / "postgres", "--version"], capture_output=True, text=True, check=True)
    return int(re.findall(r"\d+", answer.stdout)[0])


if __name__ == "__main__":
    _watch(Path(sys.argv[1]), sys.argv[2:])
