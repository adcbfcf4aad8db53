"""What a process opens: the master key, the one writer of a SQLite file, tasks that outlive their answer."""

import asyncio
import base64
import stat
from pathlib import Path

import pytest

from bot.process import transactions
from bot.process.configuration import Settings
from bot.process.services import Services, Tasks
from core import audit
from core.database.connections import DatabaseInUse
from core.keyring import MasterKeyWrong
from core.people import PITBOSS

OTHER_KEY = base64.b64encode(b"o" * 32).decode()


@pytest.fixture
def database_kind() -> str:
    return "sqlite"


def settings(database_url: str, **more: str) -> Settings:
    environ = {"PITBOSS_SLACK_BOT_TOKEN": "xoxb-1", "PITBOSS_SLACK_SIGNING_SECRET": "s"}
    return Settings.read({**environ, "PITBOSS_DATABASE_URL": database_url, **more})


async def write_a_record(services: Services) -> None:
    await transactions.record(services, audit.Entry(actor=PITBOSS, action="test.done", module="test"))


async def test_master_key_is_made_once_and_kept_for_its_owner_alone(database_url: str, database_file: Path) -> None:
    async with Services.opened(settings(database_url)) as services:
        await write_a_record(services)
        first = services.desk.keyring.master
    path = database_file.with_suffix(".sqlite3.key")
    assert stat.S_IMODE(path.stat().st_mode) == 0o600

    async with Services.opened(settings(database_url)) as services:
        assert services.desk.keyring.master == first


async def test_master_key_of_another_database_is_refused(database_url: str) -> None:
    async with Services.opened(settings(database_url)) as services:
        await write_a_record(services)

    with pytest.raises(MasterKeyWrong, match="PITBOSS_MASTER_KEY"):
        async with Services.opened(settings(database_url, PITBOSS_MASTER_KEY=OTHER_KEY)):
            pass


async def test_lost_master_key_is_told_and_no_new_one_takes_its_place(database_url: str, database_file: Path) -> None:
    async with Services.opened(settings(database_url)) as services:
        await write_a_record(services)
    path = database_file.with_suffix(".sqlite3.key")
    path.unlink()

    with pytest.raises(MasterKeyWrong):
        async with Services.opened(settings(database_url)):
            pass

    assert not path.exists()


async def test_spoiled_key_file_is_told(database_url: str, database_file: Path) -> None:
    (database_file.with_suffix(".sqlite3.key")).write_text("nonsense")

    with pytest.raises(MasterKeyWrong, match=r"pitboss\.sqlite3\.key"):
        async with Services.opened(settings(database_url)):
            pass


async def test_second_process_on_the_file_is_refused(database_url: str) -> None:
    async with Services.opened(settings(database_url)):
        with pytest.raises(DatabaseInUse, match="Another Pitboss"):
            async with Services.opened(settings(database_url)):
                pass


async def test_tasks_are_waited_for_and_those_they_start_too() -> None:
    tasks, done = Tasks(), []

    async def second() -> None:
        await asyncio.sleep(0)
        done.append("second")

    async def first() -> None:
        await asyncio.sleep(0)
        tasks.start(second())
        done.append("first")

    tasks.start(first())
    await tasks.drain(5)

    assert done == ["first", "second"]


async def test_task_that_takes_too_long_is_cancelled_when_draining() -> None:
    tasks = Tasks()
    task = tasks.start(_for_ever())

    await tasks.drain(0.05)

    assert task.cancelled()


async def _for_ever() -> None:
    await asyncio.Event().wait()
