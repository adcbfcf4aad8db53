"""What machines read of a player is what stands now, in one statement, and how often they read is counted."""

import pytest
from sqlalchemy import event

from core import platform
from core.database import tables
from core.people import Actor, SystemRight
from core.platform import PlatformName
from core.platform.status import of_players
from core.work import Work
from tests.support.asking import ask, block, desk
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

MACHINE = Actor(staff_id=None, person="games", name="games", system=frozenset({SystemRight.CONNECT}))


@pytest.mark.parametrize("named", ["by id", "by name"])
async def test_it_takes_one_statement(office: World, named: str) -> None:
    anna = await desk(office, "sam")
    await ask(office, "alice", block(anna, lasts="24_hours"))
    statements: list[str] = []

    def note(*told: object) -> None:
        statements.append(str(told[2]))

    event.listen(office.db.reader.sync_engine, "before_cursor_execute", note)
    async with office.read() as db:
        who = PlatformName("royal", "x-anna") if named == "by name" else anna
        found = (await of_players(db, [who], now=office.now)).get(who)
    event.remove(office.db.reader.sync_engine, "before_cursor_execute", note)

    assert found is not None
    assert (found.player_id, len(found.standing.cannot)) == (anna, 5)
    assert len(statements) == 1


async def test_a_block_that_the_clock_has_ended_stands_in_nobodys_way(office: World) -> None:
    anna = await desk(office, "sam")
    await ask(office, "alice", block(anna, lasts="24_hours"))
    office.later(hours=25)

    async with office.read() as db:
        found = (await of_players(db, [anna], now=office.now)).get(anna)

    assert found is not None
    assert found.standing.cannot == ()


async def test_reads_add_up_by_client_and_minute(office: World) -> None:
    for reads in ({"games": 3}, {"games": 2, "payments": 1}):
        async with office.db.write() as db:
            await platform.count_reads(Work(db=db, desk=office.desk, at=office.at), MACHINE, reads)
    office.later(minutes=1)
    async with office.db.write() as db:
        await platform.count_reads(Work(db=db, desk=office.desk, at=office.at), MACHINE, {"games": 1})

    rows = await office.rows(tables.platform_reads)

    assert sorted((row.client, row.count) for row in rows) == [("games", 1), ("games", 5), ("payments", 1)]
