"""The operator's guide does what it says: its SQL sets up a database in which the bot can work and change no guard."""

import asyncio
import base64
import os
import re
import subprocess
import sys
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.ext.asyncio import create_async_engine

from bot.doctor.context import Patient
from bot.doctor.database import rights
from bot.process.configuration import Settings
from bot.process.services import EntryPoints
from core import audit, office
from core.database import partitions
from core.database.connections import Database, DatabaseUnavailable, lock
from core.database.tables import records
from core.database.upgrade import LOCK, BeingMigrated, OwnerNeeded, migrate, newest
from core.keyring import Keyring
from core.moment import Moment
from core.people import PITBOSS
from core.work import Desk, Work
from tests.support.desk import MASTER_KEY, Plan, booted
from tests.support.examining import bad, examined
from tests.support.postgres import Cluster, complete
from tests.support.waiting import until

GUIDE = (Path(__file__).parents[2] / "docs/operating.md").read_text(encoding="utf-8")


@dataclass
class Prepared:
    """A database and two roles, made word by word as the guide says, under names of their own."""

    cluster: Cluster
    tag: str

    def own(self, words: str) -> str:
        """Say the guide's words with this database's names."""
        return re.sub(r"\b(pitboss_owner|pitboss_bot|pitboss_desk)\b", rf"\1_{self.tag}", words)

    def url(self, role: str, password: str) -> str:
        return self.own(f"postgresql+asyncpg://{role}:{password}@127.0.0.1:{self.cluster.port}/pitboss_desk")

    @property
    def owner(self) -> str:
        return self.url("pitboss_owner", "change me")

    @property
    def bot(self) -> str:
        return self.url("pitboss_bot", "change me too")

    async def sql(self, url: str, words: str) -> list[asyncpg.Record]:
        """Run SQL as one statement after another, outside any transaction."""
        connection = await asyncpg.connect(url.replace("+asyncpg", "").replace(" ", "%20"))
        try:
            return [row for one in filter(str.strip, self.own(words).split(";")) for row in await connection.fetch(one)]
        finally:
            await connection.close()

    async def run(self, url: str, words: str) -> None:
        await self.sql(url, words)

    def migrate(self) -> subprocess.CompletedProcess[str]:
        """Type what the guide says."""
        (line,) = re.findall(r"^(PITBOSS_DATABASE_URL='.*' pitboss migrate)$", GUIDE, re.MULTILINE)
        return self.typed(self.own(line.replace("127.0.0.1", f"127.0.0.1:{self.cluster.port}")))

    def typed(self, line: str, **settings: str) -> subprocess.CompletedProcess[str]:
        """Type something into a shell with these settings and no others."""
        env = {"PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}", **settings}
        return subprocess.run(["sh", "-c", line], env=env, capture_output=True, text=True, check=False, timeout=60)


SECRETS = {
    "PITBOSS_SLACK_BOT_TOKEN": "xoxb-1",
    "PITBOSS_SLACK_SIGNING_SECRET": "s" * 32,
    "PITBOSS_MASTER_KEY": MASTER_KEY,
}
FIRST, RIGHTS, STANDBY = re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL)


OF_A_MONTH = """
SELECT inhparent::regclass::text AS parent, relowner::regrole::text AS owner
FROM pg_inherits JOIN pg_class ON oid = inhrelid WHERE relname = '{}'
"""
WAITING = text("SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted")


@contextmanager
def preparing(cluster: Cluster) -> Iterator[Prepared]:
    made = Prepared(cluster, uuid.uuid4().hex[:8])
    complete(lambda: made.run(cluster.url("postgres"), FIRST))
    yield made
    gone = "DROP DATABASE pitboss_desk WITH (FORCE); DROP ROLE pitboss_bot; DROP ROLE pitboss_owner"
    complete(lambda: made.run(cluster.url("postgres"), gone))


@pytest.fixture
def prepared(cluster: Cluster) -> Iterator[Prepared]:
    with preparing(cluster) as made:
        yield made


@pytest.fixture(scope="module")
def migrated(cluster: Cluster) -> Iterator[Prepared]:
    """A database on which the bot's role may do all that the guide says; what a test takes from it, it gives back."""
    with preparing(cluster) as made:
        complete(lambda: made.run(made.owner, RIGHTS))
        told = made.migrate()
        assert told.returncode == 0, told.stderr
        yield made


async def test_migrating_says_what_it_did_and_then_that_there_is_nothing_to_do(prepared: Prepared) -> None:
    first = await asyncio.to_thread(prepared.migrate)
    again = await asyncio.to_thread(prepared.migrate)

    assert f"Brought the database from nothing to revision {newest()}." in first.stdout, first.stderr
    assert "This month and the 3 after it have their partitions." in first.stdout
    assert f"Nothing to do: the database is at revision {newest()}" in again.stdout
    assert (first.returncode, again.returncode) == (0, 0)


async def test_the_bots_role_is_told_to_have_the_owner_migrate(prepared: Prepared) -> None:
    await prepared.sql(prepared.owner, RIGHTS)

    told = await asyncio.to_thread(prepared.typed, "pitboss run", PITBOSS_DATABASE_URL=prepared.bot, **SECRETS)

    assert told.returncode == 1
    assert "with PITBOSS_DATABASE_URL naming the role that owns the tables" in " ".join(told.stderr.split())
    assert "Traceback" not in told.stderr


async def test_the_bots_role_is_told_to_have_its_rights_given(prepared: Prepared) -> None:
    await asyncio.to_thread(prepared.migrate)

    with pytest.raises(OwnerNeeded, match=r"grant pitboss_bot_\w+ its rights as docs/operating.md says"):
        await migrate(prepared.bot)

    await prepared.sql(prepared.owner, RIGHTS)
    assert (await migrate(prepared.bot)).before == newest()


async def test_the_bot_works_with_its_limited_role(migrated: Prepared) -> None:
    async with booted(Plan(migrated.bot, "sockets")) as desk:
        answer = await desk.olga.command("/pitboss status", in_="player-desk")
        found = await examined(desk)

    assert answer.ok
    assert bad(found) == {}
    assert found["database role"].told == "It can neither change the schema nor remove guards."


async def test_the_bots_role_starts_records_and_makes_months_and_cannot_touch_the_guards(migrated: Prepared) -> None:
    database = Database.open(migrated.bot)
    desk = Desk(office=office.default(), keyring=Keyring(base64.b64decode(MASTER_KEY)))
    async with database.write() as db:
        await audit.record(
            Work(db, desk, Moment(now=datetime.now(UTC))),
            audit.Entry(actor=PITBOSS, action="desk.tried", module="desk"),
        )
        await partitions.ensure(db, months=2, first=date(2031, 1, 1))
    async with database.read() as db:
        assert await db.scalar(text("SELECT to_regclass('records_2031_02') IS NOT NULL"))
    for attempt in ("ALTER TABLE records DISABLE TRIGGER ALL", "DROP TRIGGER records_append_only ON records"):
        with pytest.raises(ProgrammingError, match="must be owner"):
            async with database.write() as db:
                await db.execute(text(attempt))
    with pytest.raises(Exception, match=r"append-only|never"):
        async with database.write() as db:
            await db.execute(records.delete())
    await database.close()


async def test_months_are_made_by_the_bots_role_alone_and_of_nothing_else(migrated: Prepared) -> None:
    stranger = migrated.url("pitboss_bot", "change me too").replace("pitboss_bot", "pitboss_stranger")
    months = "SELECT pitboss_make_partitions('{}', '2032-01-01', {})"
    await migrated.sql(
        migrated.cluster.url("postgres"), f"CREATE ROLE pitboss_stranger_{migrated.tag} LOGIN PASSWORD 'change me too'"
    )

    for table, number in (("staff", 1), ("records; DROP TABLE staff", 1), ("records", 0), ("records", 100_000)):
        with pytest.raises(asyncpg.RaiseError, match="no partitions are made"):
            await migrated.sql(migrated.bot, months.format(table.replace(";", ","), number))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await migrated.sql(stranger, months.format("records", 1))
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        await migrated.sql(migrated.bot, "CREATE TABLE records_2032_01 PARTITION OF records DEFAULT")

    await migrated.sql(migrated.cluster.url("postgres"), f"DROP ROLE pitboss_stranger_{migrated.tag}")


async def test_a_table_of_the_bots_own_does_not_stand_in_for_the_record(migrated: Prepared) -> None:
    await migrated.sql(
        migrated.bot,
        "CREATE TEMP TABLE records (at timestamptz) PARTITION BY RANGE (at);"
        "SET search_path = pg_temp, public;"
        "SELECT pitboss_make_partitions('records', '2033-01-01', 1)",
    )

    (made,) = await migrated.sql(migrated.owner, OF_A_MONTH.format("records_2033_01"))
    assert (made["parent"], made["owner"]) == ("records", migrated.own("pitboss_owner"))


async def test_two_processes_that_make_the_same_month_both_go_on(migrated: Prepared) -> None:
    database = Database.open(migrated.bot)

    async def make() -> None:
        async with database.write() as db:
            await partitions.ensure(db, months=3, first=date(2034, 1, 1))

    await asyncio.gather(*(make() for _ in range(6)))

    await database.close()


async def test_a_role_that_lacks_rights_is_found_by_the_doctor(migrated: Prepared) -> None:
    await migrated.sql(
        migrated.owner,
        "REVOKE DELETE ON outbox FROM pitboss_bot; REVOKE SELECT ON event_intakes FROM pitboss_bot;"
        "REVOKE EXECUTE ON FUNCTION pitboss_make_partitions(text, date, int) FROM pitboss_bot",
    )
    database = Database.open(migrated.bot)
    patient = Patient(
        settings=Settings(database_url=migrated.bot),
        office=None,
        office_problem="",
        database=database,
        slack=None,  # type: ignore[arg-type]  # of it only the database is asked
        http=None,  # type: ignore[arg-type]  # as above
        now=datetime.now(UTC),
        entry_points=EntryPoints(),
    )

    told = [one.told async for one in rights(patient)]

    await database.close()
    await migrated.sql(migrated.owner, RIGHTS)
    assert "The role may not read and write event_intakes, outbox." in told
    assert "The role may not create the coming months' partitions." in told


async def test_nobody_else_migrates_meanwhile(prepared: Prepared) -> None:
    engine = create_async_engine(prepared.owner)
    async with engine.begin() as elsewhere:
        await lock(elsewhere, LOCK)

        with pytest.raises(BeingMigrated, match="Another process is migrating"):
            await migrate(prepared.owner, waits=False)
        starting = asyncio.create_task(migrate(prepared.owner))
        await until(lambda: elsewhere.scalar(WAITING))
        assert not starting.done()

    assert (await starting).now == newest()
    await engine.dispose()


@pytest.mark.parametrize(
    ("wrong", "told"),
    [
        (("change me", "changed"), "password authentication failed"),
        (("pitboss_desk", "pitboss_dusk"), "does not exist"),
        (("127.0.0.1", "nowhere.invalid"), "does not answer"),
    ],
)
async def test_an_address_at_which_nothing_answers_is_named(
    prepared: Prepared, wrong: tuple[str, str], told: str
) -> None:
    with pytest.raises(DatabaseUnavailable, match=told) as refused:
        await migrate(prepared.owner.replace(*wrong), waits=False)

    assert "orrect PITBOSS_DATABASE_URL" in refused.value.message
    assert "change" not in refused.value.message
