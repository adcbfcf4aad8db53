"""Promises: claimed by one, kept once, tried again later, fenced."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from core import office as offices
from core import outbox
from core.database import tables
from core.database.connections import Database
from core.keyring import Keyring
from core.moment import Moment
from core.work import Desk, Work

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
DESK = Desk(offices.default(), Keyring(bytes(32)))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def promise(database: Database, *subjects: str) -> None:
    async with database.write() as db:
        for subject in subjects:
            await outbox.promise(Work(db, DESK, Moment(NOW)), "request", subject, body={"subject": subject})


async def claim(database: Database, *, now: datetime = NOW, limit: int = 10) -> list[outbox.Promise]:
    async with database.write() as db:
        return await outbox.claim(Work(db, DESK, Moment(now)), limit=limit)


def work(db: object, now: datetime = NOW) -> Work:
    return Work(db, DESK, Moment(now))  # type: ignore[arg-type]


async def test_promises_are_claimed_oldest_first(database: Database) -> None:
    await promise(database, "one", "two", "three")

    assert [held.subject for held in await claim(database, limit=2)] == ["one", "two"]


async def test_a_claimed_promise_is_nobody_elses(database: Database) -> None:
    await promise(database, "one")

    assert len(await claim(database)) == 1
    assert await claim(database) == []


async def test_a_look_tells_what_a_claim_would_take_and_takes_nothing(database: Database) -> None:
    async def waits(now: datetime = NOW) -> bool:
        async with database.read() as db:
            return await outbox.waits(work(db, now))

    before = await waits()
    await promise(database, "one")
    promised = await waits(), await waits(NOW - timedelta(seconds=1))
    (held,) = await claim(database)
    claimed = await waits(), await waits(NOW + timedelta(seconds=outbox.LEASE_SECONDS))

    assert (before, promised, claimed, held.subject) == (False, (True, False), (False, True), "one")


async def test_two_claimers_at_once_share_without_overlap(database: Database) -> None:
    await promise(database, *(f"subject {number}" for number in range(40)))

    batches = await asyncio.gather(*(claim(database, limit=10) for _ in range(4)))

    taken = [held.id for batch in batches for held in batch]
    assert len(taken) == len(set(taken))
    rest = [held.id for held in await claim(database, limit=100)]
    assert len({*taken, *rest}) == 40


async def test_a_kept_promise_is_over(database: Database) -> None:
    await promise(database, "one")
    (held,) = await claim(database)

    async with database.write() as db:
        assert await outbox.done(work(db), held)

    assert await claim(database, now=NOW + timedelta(days=1)) == []


async def test_a_postponed_promise_waits_twice_as_long_each_time(database: Database) -> None:
    await promise(database, "one")
    now, waits = NOW, []
    for _ in range(11):
        (held,) = await claim(database, now=now)
        async with database.write() as db:
            await outbox.postpone(work(db, now), held, error="Slack answered 500")
        due = await due_at(database)
        waits.append(int((due - now).total_seconds()))
        now = due

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


async def due_at(database: Database) -> datetime:
    async with database.read() as db:
        found: datetime = (await db.execute(select(tables.outbox.c.due_at))).scalar_one()
    return found


async def test_slacks_own_wait_is_kept(database: Database) -> None:
    await promise(database, "one")
    (held,) = await claim(database)
    async with database.write() as db:
        await outbox.postpone(work(db), held, error="ratelimited", wait=timedelta(seconds=30))

    assert await due_at(database) == NOW + timedelta(seconds=30)


async def test_a_dead_claimers_promise_is_taken_over_and_its_word_no_longer_counts(database: Database) -> None:
    await promise(database, "one")
    (dead,) = await claim(database)
    later = NOW + timedelta(seconds=outbox.LEASE_SECONDS)

    (living,) = await claim(database, now=later)

    async with database.write() as db:
        assert not await outbox.done(work(db, later), dead)
        assert await outbox.done(work(db, later), living)


async def test_two_promises_about_one_subject_are_kept_in_turn(database: Database) -> None:
    await promise(database, "same")
    (first,) = await claim(database)
    await promise(database, "same")

    assert await claim(database) == []

    async with database.write() as db:
        await outbox.done(work(db), first)
    assert len(await claim(database)) == 1


async def test_a_given_up_promise_stands_in_the_backlog(database: Database) -> None:
    await promise(database, "one", "two")
    held, _ = await claim(database)
    async with database.write() as db:
        await outbox.failed(work(db), held, error="channel_not_found")

    async with database.read() as db:
        backlog = await outbox.backlog(db)

    assert (backlog.waiting, backlog.failed, backlog.oldest_promised_at) == (1, 1, NOW)


async def test_a_promise_of_a_transaction_that_failed_was_never_made(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as db:
            await outbox.promise(work(db), "request", "one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await claim(database) == []
