"""The company that is measured: ten thousand players from a seed, sixteen agents, reused between runs."""

import base64
import hashlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import count
from pathlib import Path
from random import Random

from sqlalchemy import select, text
from sqlalchemy.ext.asyncio import create_async_engine

from bot.demo.simulation import Company, simulate
from core import office, staff
from core.database.connections import Database
from core.database.tables import players
from core.database.upgrade import migrate
from core.keyring import Keyring
from core.moment import Moment
from core.people import PITBOSS
from core.staff import ChatAccount, Grant
from core.work import Desk, Work
from tests.support import postgres
from tests.support.postgres import Cluster

FOLDER = Path(".bench")
ROOT = Path(__file__).parents[1]
COMPANY = Company(players=10_000, days=3, seed=7, now=datetime(2026, 5, 3, 14, tzinfo=UTC))
MASTER_KEY = b"k" * 32
DESK = Desk(office=office.default(), keyring=Keyring(MASTER_KEY))
TEAM = "T0BENCH"
AGENTS = tuple(f"U0AGENT{number:02}" for number in range(16))
APPROVER = "U0FINANCE"
SHAPE = (
    "core/database/tables/*.py",
    "core/database/migrations/versions/*.py",
    "bot/demo/people.py",
    "bot/demo/history.py",
    __file__,
)
"""The sources the stored data depend on: if one changes, the data are rebuilt."""


@dataclass(frozen=True, slots=True)
class World:
    """Where databases with the company in them come from, a fresh one each time."""

    folder: Path
    file: Path
    cluster: Cluster
    template: str
    usernames: tuple[str, ...]
    numbers: Iterator[int]

    def database(self, kind: str, *, like: str | None = None) -> str:
        """Give the URL of a fresh copy: of the company, or of the database ``like``, which nobody has open."""
        if kind == "sqlite":
            path = self.folder / f"{next(self.numbers)}.sqlite3"
            shutil.copyfile(like.partition(":///")[2] if like else self.file, path)
            return f"sqlite+aiosqlite:///{path}"
        template = like.rpartition("/")[2] if like else self.template
        return self.cluster.create(f"bench_{next(self.numbers)}", template=template)


@contextmanager
def opened() -> Iterator[World]:
    """Build the company, or reuse the stored one; the PostgreSQL server is as durable as a real one."""
    FOLDER.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=FOLDER) as folder, postgres.running(durable=True) as cluster:
        file, dump = (FOLDER / f"company-{_shape()}{ending}" for ending in (".sqlite3", ".dump"))
        if not file.exists():
            _kept(file)
        template = _restored(cluster, dump)
        yield World(Path(folder), file, cluster, template, _usernames(file), count(1))


def _kept(file: Path) -> None:
    fresh = file.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    postgres.complete(lambda: _filled(f"sqlite+aiosqlite:///{fresh}"))
    fresh.rename(file)


def _restored(cluster: Cluster, dump: Path) -> str:
    programs, url = postgres.binaries(), cluster.create("company")
    if programs is None:
        raise FileNotFoundError("no PostgreSQL programs on this machine")
    server = url.replace("+asyncpg", "")
    if dump.exists():
        restore = [programs / "pg_restore", "--no-owner", "--dbname", server, dump]
        subprocess.run(restore, check=True)  # noqa: S603 - PostgreSQL's own program
    else:
        postgres.complete(lambda: _filled(url))
        keep = [programs / "pg_dump", "--format=custom", "--file", dump, server]
        subprocess.run(keep, check=True)  # noqa: S603 - PostgreSQL's own program
    postgres.complete(lambda: _analysed(url))
    return "company"


async def _filled(url: str) -> None:
    await migrate(url)
    database = Database.open(url)
    try:
        await simulate(database, DESK, COMPANY)
        async with database.write() as db:
            work = Work(db, DESK, Moment.real())
            for user in AGENTS:
                await _hired(work, user, "support")
            await _hired(work, APPROVER, "finance")
    finally:
        await database.close()


async def _hired(work: Work, user: str, role: str) -> None:
    account = ChatAccount(user_id=user, team_id=TEAM, name=f"{role.capitalize()} {user[-2:]}", zone="Europe/Malta")
    staff_id = await staff.hire(work, PITBOSS, account, person=user)
    await staff.grant(work, Grant(staff_id=staff_id, role=role, by=PITBOSS))


async def _analysed(url: str) -> None:
    """Update the planner's statistics, as a running server does by itself."""
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    async with engine.connect() as connection:
        await connection.execute(text("VACUUM ANALYZE"))
    await engine.dispose()


def _usernames(file: Path) -> tuple[str, ...]:
    """Name every player once, in an order of no meaning, whoever shares a name or an address left out."""
    found: list[str] = []

    async def read() -> None:
        engine = create_async_engine(f"sqlite+aiosqlite:///{file}")
        async with engine.connect() as connection:
            plain = ~(players.c.vip | players.c.watched | players.c.staff_owned)  # the others are not shown unasked
            found.extend(await connection.scalars(select(players.c.username).where(plain).order_by(players.c.id)))
        await engine.dispose()

    postgres.complete(read)
    Random(COMPANY.seed).shuffle(found)  # noqa: S311 - the same order in each run
    return tuple(found)


def _shape() -> str:
    files = sorted(path for pattern in SHAPE for path in ROOT.glob(pattern.removeprefix(f"{ROOT}/")))
    return hashlib.sha256(b"".join(path.read_bytes() for path in files)).hexdigest()[:12]


def environment(database_url: str, slack_url: str, signing_secret: str) -> dict[str, str]:
    """Give the settings of a bot at this database."""
    return {
        "PITBOSS_SLACK_BOT_TOKEN": "xoxb-bench",
        "PITBOSS_SLACK_SIGNING_SECRET": signing_secret,
        "PITBOSS_SLACK_API_URL": slack_url,
        "PITBOSS_DATABASE_URL": database_url,
        "PITBOSS_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
        "PITBOSS_PORT": "0",
    }
