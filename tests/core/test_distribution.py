"""The distribution over a Citus cluster: its plan, what is refused, and what it is on a cluster where one is named."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import insert, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from core import ledger, players
from core.database import checks, distribution
from core.database.connections import Database
from core.database.distribution import NotDistributable, distribute, plan
from core.database.tables import ledger_entries, metadata, placement
from core.database.tables.placement import Place
from core.database.upgrade import migrate
from tests.core.test_placement import DEPOSITED, registered
from tests.support.books import work_on
from tests.support.citus import Distributed

ON_POSTGRESQL = pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Distributed]:
    cluster = Distributed()
    yield cluster
    cluster.close()


def test_the_plan_covers_every_table_that_is_not_the_coordinators() -> None:
    homes = {table.name: placement.of(table) for table in metadata.sorted_tables}

    named = [step.table for step in plan() if step.table]

    assert sorted(named) == sorted(name for name, home in homes.items() if home.place is not Place.COORDINATOR)
    for step in plan():
        assert step.table is None or f"('{step.table}', '{homes[step.table].column}'" in step.statement


def test_players_come_first_and_what_refers_to_a_table_after_it() -> None:
    places = {step.table: place for place, step in enumerate(plan())}

    assert min(places[step.table] for step in plan() if step.table) == places["players"]
    assert places["ledger_transactions"] < places["ledger_entries"] < places["ledger_keys"]
    for table in metadata.sorted_tables:
        for key in table.foreign_keys:
            if table.name in places:
                assert places[key.column.table.name] <= places[table.name]


def test_what_was_distributed_before_is_left_out() -> None:
    whole, rest = plan(), plan(done={"players", "events"})

    assert {step.table for step in whole} - {step.table for step in rest} == {"players", "events"}


async def test_a_file_cannot_be_distributed() -> None:
    with pytest.raises(NotDistributable, match="SQLite is one file on one machine"):
        await distribute("sqlite+aiosqlite:///pitboss.sqlite3")


@ON_POSTGRESQL
async def test_a_database_without_citus_is_refused_and_stays_as_it_is(database_url: str) -> None:
    with pytest.raises(NotDistributable, match="This database has no Citus"):
        await distribute(database_url)

    database = Database.open(database_url)
    async with database.read() as db:
        assert await distribution.undistributed(db) is None
    await database.close()


async def test_an_empty_desk_is_distributed_once_and_goes_on_where_it_was_interrupted(cluster: Distributed) -> None:
    with cluster.joined() as url:
        await migrate(url)
        engine = create_async_engine(url)
        async with engine.begin() as db:
            await db.execute(text("SET LOCAL citus.enable_unsafe_triggers = 'on'"))
            await db.execute(text(next(step.statement for step in plan() if step.table)))
            left = await distribution.undistributed(db)
        await engine.dispose()

        told = list[str]()
        number = await distribute(url, tell=told.append)

        assert (number, sorted(told)) == (len(left or ()), sorted(left or ()))
        assert await distribute(url) == 0


async def test_rows_are_moved_only_when_that_is_wanted(cluster: Distributed) -> None:
    with cluster.joined() as url:
        await migrate(url)
        database = Database.open(url)
        async with database.write() as db:
            player_id = (await players.register(work_on(db), [registered("C-7")])).ids["lucky", "C-7"]
        with pytest.raises(NotDistributable, match="There are rows in players"):
            await distribute(url)
        await distribute(url, with_rows=True)

        async with database.write() as db:
            again = await players.register(work_on(db), [registered("C-7")])
        await database.close()

    assert (again.ids["lucky", "C-7"], again.added) == (player_id, 0)


async def test_a_cluster_without_workers_and_a_worker_are_refused(cluster: Distributed) -> None:
    with cluster.joined(workers=False) as url:
        await migrate(url)
        with pytest.raises(NotDistributable, match="The cluster has 0 of the 2 workers"):
            await distribute(url)


async def test_the_guards_of_the_ledger_stand_on_every_machine(cluster: Distributed) -> None:
    with cluster.joined() as url:
        await migrate(url)
        await distribute(url)
        database = Database.open(url)
        async with database.write() as db:
            work = work_on(db)
            ids = await players.register(work, [registered("C-7")])
            transaction = replace(DEPOSITED, player_id=ids.ids["lucky", "C-7"])
            posted = await ledger.post(work, transaction)
            again = await ledger.post(work, transaction)
            found = (await ledger.verify(db), await checks.missing_guards(db))
        entry = {"player_id": transaction.player_id, "transaction_id": posted.id, "line": 3, "account": "house:games"}
        more = entry | {"kind": "deposit", "amount_minor": 5, "currency": "EUR"}
        with pytest.raises(DBAPIError, match="the transaction is closed"):
            async with database.write() as db:
                await db.execute(insert(ledger_entries), more)
        await database.close()

    assert posted == again
    assert found == ([], [])
