"""Reads from a standby: while it is near, never by somebody who has just changed something, and recorded as ever."""

import logging
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import func, select

from bot.process import addresses, replicas, transactions
from core.database.connections import Connection, Database
from core.database.replica import Replica, ReplicaState
from core.database.tables import records
from core.database.upgrade import migrate
from core.people import PITBOSS, Actor
from core.work import Work
from tests.bot import ping
from tests.support import postgres
from tests.support.books import work_on
from tests.support.replication import Pair, paired
from tests.support.require import require

NEAR = timedelta(seconds=0.5)
ALICE, BOB = (replace(PITBOSS, person=person) for person in ("alice", "bob"))


@dataclass
class Edge:
    """A process, as far as transactions need one."""

    database: Database

    def work(self, db: Connection) -> Work:
        return work_on(db)

    def wake_outbox(self) -> None:
        """Nobody waits for it here."""

    @property
    def replica(self) -> Replica:
        assert self.database.replica is not None
        return self.database.replica

    async def look(self, who: Actor = ALICE) -> str:
        return await transactions.see(self, who, ping.look_where)

    async def check(self) -> str:
        return (await self.replica.check(partial(transactions.beat, self))).problem


@pytest.fixture(scope="module")
def pair() -> Iterator[Pair]:
    require("postgres")
    with paired() as both:
        postgres.complete(lambda: both.primary.execute('CREATE DATABASE "desk"'))
        postgres.complete(lambda: _migrated(both))
        yield both


async def _migrated(pair: Pair) -> None:
    await migrate(pair.primary.url("desk"))


@pytest.fixture
async def edge(pair: Pair) -> AsyncIterator[Edge]:
    replica = Replica.open(pair.standby.url("desk"), most_behind=NEAR)
    database = Database.open(pair.primary.url("desk"), replica=replica)
    yield Edge(database)
    await database.close()


async def caught_up(edge: Edge) -> None:
    while await edge.check():
        continue  # a check waits for what it has just written


async def test_a_replica_that_is_near_answers_and_the_record_stands_on_the_primary(edge: Edge) -> None:
    before = await edge.look()
    await caught_up(edge)

    async with edge.database.read() as db:
        number = select(func.count()).select_from(records)
        recorded = await db.scalar(number)
        found = await edge.look()
        assert await db.scalar(number) == (recorded or 0) + 1
    assert (before, found) == ("primary", "standby")


async def test_somebody_who_changed_something_reads_it_from_the_primary(edge: Edge) -> None:
    await caught_up(edge)
    await transactions.do(edge, ALICE, ping.change, None, rest="")

    hers, his = await edge.look(ALICE), await edge.look(BOB)
    await caught_up(edge)

    assert (hers, his, await edge.look(ALICE)) == ("primary", "standby", "standby")


async def test_a_replica_that_is_behind_is_not_used_until_it_has_caught_up(
    edge: Edge, pair: Pair, caplog: pytest.LogCaptureFixture
) -> None:
    await caught_up(edge)
    await _on_standby(pair, "SELECT pg_wal_replay_pause()")
    try:
        with caplog.at_level(logging.INFO):
            problem = await edge.check()
            behind = await edge.look()
    finally:
        await _on_standby(pair, "SELECT pg_wal_replay_resume()")
    await caught_up(edge)

    assert "s behind, and may be" in problem
    assert f"The replica {problem}; everything is read from the primary." in caplog.text
    assert (behind, await edge.look()) == ("primary", "standby")


async def test_a_replica_that_is_gone_keeps_nobody_waiting(pair: Pair) -> None:
    gone = make_gone(pair)
    database = Database.open(pair.primary.url("desk"), replica=gone)
    edge = Edge(database)

    problem = await edge.check()

    assert problem.startswith("does not answer")
    assert await edge.look() == "primary"
    assert gone.state is not None
    assert replicas.words(gone.state).startswith("not used: it does not answer")
    await database.close()


def make_gone(pair: Pair) -> Replica:
    address = pair.standby.url("desk").replace(f":{pair.standby.port}/", f":{postgres.free_port()}/")
    return Replica.open(address, most_behind=NEAR)


async def test_a_server_that_can_be_written_is_no_replica(pair: Pair) -> None:
    url = pair.primary.url("desk")
    database = Database.open(url, replica=Replica.open(url, most_behind=NEAR))

    assert await Edge(database).check() == "is no standby: it can be written"
    await database.close()


async def test_what_the_replica_cannot_do_is_done_by_the_primary(edge: Edge) -> None:
    await caught_up(edge)

    found = await transactions.see(edge, ALICE, ping.look_breaking)

    assert found == "primary"
    assert edge.replica.state is not None
    assert "failed while it was read" in edge.replica.state.problem


async def _on_standby(pair: Pair, statement: str) -> None:
    await pair.standby.execute(statement)


def test_a_file_is_no_replica() -> None:
    with pytest.raises(ValueError, match="only PostgreSQL has one"):
        addresses.replica_url("sqlite:///pitboss.sqlite3")


def test_how_a_replica_is_is_said_in_one_line() -> None:
    near = ReplicaState(0.0, timedelta(seconds=0.4))
    far = ReplicaState(0.0, timedelta(hours=2), "is 7,200 s behind, and may be 10 s")

    assert replicas.words(near) == "used, 0.4 s behind"
    assert replicas.words(far) == "not used: it is 7,200 s behind, and may be 10 s"
