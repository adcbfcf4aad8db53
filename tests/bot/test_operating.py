"""The operator's guide does what it says: its SQL sets up a database in which the bot can work and change no guard."""

import re
import uuid
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import asyncpg
import pytest
from sqlalchemy import text
from sqlalchemy.exc import ProgrammingError

from bot.config import READERS
from core import audit, office, partitions
from core.db import Database
from core.keyring import Keyring
from core.migrate import migrate
from core.moment import Moment
from core.people import PITBOSS
from core.tables import records
from core.work import Desk, Work
from tests.support.postgres import Cluster

GUIDE = (Path(__file__).parents[2] / "docs/operating.md").read_text(encoding="utf-8")


@dataclass
class Prepared:
    """A database set up word by word as the guide says, under names of its own."""

    owner: str
    bot: str


@pytest.fixture
async def prepared(cluster: Cluster) -> AsyncIterator[Prepared]:
    tag = uuid.uuid4().hex[:8]
    first, second = (_own(block, tag) for block in re.findall(r"```sql\n(.*?)```", GUIDE, re.DOTALL))
    database = f"pitboss_desk_{tag}"
    owner = f"postgresql+asyncpg://pitboss_owner_{tag}:change me@127.0.0.1:{cluster.port}/{database}"
    here = await asyncpg.connect(cluster.url("postgres").replace("+asyncpg", ""))
    for statement in filter(str.strip, first.split(";")):
        await here.execute(statement)
    await migrate(owner)
    there = await asyncpg.connect(owner.replace("+asyncpg", "").replace(" ", "%20"))
    await there.execute(second)
    await there.close()
    yield Prepared(owner, owner.replace("pitboss_owner", "pitboss_bot").replace("change me", "change me too"))
    await here.execute(f'DROP DATABASE "{database}" WITH (FORCE)')
    await here.execute(f"DROP ROLE pitboss_bot_{tag}; DROP ROLE pitboss_owner_{tag}")
    await here.close()


def _own(block: str, tag: str) -> str:
    return re.sub(r"\b(pitboss_owner|pitboss_bot|pitboss_desk)\b", rf"\1_{tag}", block)


async def test_the_bots_role_starts_records_and_makes_months_and_cannot_touch_the_guards(prepared: Prepared) -> None:
    await migrate(prepared.bot)
    database = Database.open(prepared.bot)
    desk = Desk(office=office.default(), keyring=Keyring(bytes(32)))
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


def test_every_setting_it_names_exists() -> None:
    assert set(re.findall(r"PITBOSS_[A-Z_]+", GUIDE)) <= set(READERS)


def test_every_page_it_points_to_exists() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", GUIDE)

    assert links
    assert [link for link in links if not (Path(__file__).parents[2] / "docs" / link).exists()] == []
