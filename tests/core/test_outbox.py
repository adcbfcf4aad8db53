"""The outbox: messages are claimed by one worker, delivered once, tried again later, fenced; topics derive subjects."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from core import office as offices
from core import outbox
from core.database import tables
from core.database.connections import Database
from core.keyring import Keyring
from core.moment import Moment
from core.outbox import Body, OutboxMessage, Queue, Topic, TopicRegistry
from core.work import Desk, Work
from tests.support import notes
from tests.support.notes import NOTE, NoteBody

pytestmark = pytest.mark.every_wiring

NOW = datetime(2026, 11, 22, 14, 0, tzinfo=UTC)
DESK = Desk(offices.default(), Keyring(bytes(32)))


@pytest.fixture
async def database(database_url: str) -> AsyncIterator[Database]:
    database = Database.open(database_url)
    yield database
    await database.close()


async def send(database: Database, *subjects: str) -> None:
    async with database.write() as db:
        await notes.send(work(db), *subjects)


async def claim(database: Database, *, now: datetime = NOW, limit: int = 10) -> list[OutboxMessage[dict[str, Any]]]:
    async with database.write() as db:
        return await outbox.claim(Work(db, DESK, Moment(now)), limit=limit)


def work(db: object, now: datetime = NOW) -> Work:
    return Work(db, DESK, Moment(now))  # type: ignore[arg-type]


async def test_messages_are_claimed_oldest_first(database: Database) -> None:
    await send(database, "one", "two", "three")

    assert [held.subject for held in await claim(database, limit=2)] == ["one", "two"]


@pytest.mark.parametrize("database_kind", ["postgres"], indirect=True)
async def test_two_processes_never_claim_messages_about_one_subject(database: Database) -> None:
    subjects = [f"request {number}" for number in range(10)]
    for _ in range(16):
        await send(database, *subjects, *subjects)

        claimed = [set[str](), set[str]()]
        barrier = asyncio.Barrier(2)

        async def process(mine: set[str], barrier: asyncio.Barrier = barrier) -> None:
            await barrier.wait()
            for _ in range(2):
                mine.update(held.subject for held in await claim(database))

        await asyncio.gather(*map(process, claimed))

        assert not claimed[0] & claimed[1]
        async with database.write() as db:
            await db.execute(tables.outbox.delete())


async def test_claimed_message_is_not_claimed_by_another_worker(database: Database) -> None:
    await send(database, "one")

    assert len(await claim(database)) == 1
    assert await claim(database) == []


async def test_a_look_tells_what_a_claim_would_take_and_takes_nothing(database: Database) -> None:
    async def waits(now: datetime = NOW) -> bool:
        async with database.read() as db:
            return await outbox.due(work(db, now))

    before = await waits()
    await send(database, "one")
    queued = await waits(), await waits(NOW - timedelta(seconds=1))
    (held,) = await claim(database)
    claimed = await waits(), await waits(NOW + timedelta(seconds=outbox.LEASE_SECONDS))

    assert (before, queued, claimed, held.subject) == (False, (True, False), (False, True), "one")


async def test_two_claimers_at_once_share_without_overlap(database: Database) -> None:
    await send(database, *(f"subject {number}" for number in range(40)))

    batches = await asyncio.gather(*(claim(database, limit=10) for _ in range(4)))

    taken = [held.id for batch in batches for held in batch]
    assert len(taken) == len(set(taken))
    rest = [held.id for held in await claim(database, limit=100)]
    assert len({*taken, *rest}) == 40


async def test_delivered_message_is_never_claimed_again(database: Database) -> None:
    await send(database, "one")
    (held,) = await claim(database)

    async with database.write() as db:
        assert await outbox.delivered(work(db), held)

    assert await claim(database, now=NOW + timedelta(days=1)) == []


async def test_message_to_be_tried_again_waits_twice_as_long_each_time(database: Database) -> None:
    await send(database, "one")
    now, waits = NOW, []
    for _ in range(11):
        (held,) = await claim(database, now=now)
        async with database.write() as db:
            await outbox.retry_later(work(db, now), held, error="Slack answered 500")
        due = await due_at(database)
        waits.append(int((due - now).total_seconds()))
        now = due

    assert waits == [1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300]


async def due_at(database: Database) -> datetime:
    async with database.read() as db:
        found: datetime = (await db.execute(select(tables.outbox.c.due_at))).scalar_one()
    return found


async def test_wait_that_slack_asks_for_is_used(database: Database) -> None:
    await send(database, "one")
    (held,) = await claim(database)
    async with database.write() as db:
        await outbox.retry_later(work(db), held, error="ratelimited", wait=timedelta(seconds=30))

    assert await due_at(database) == NOW + timedelta(seconds=30)


async def test_message_of_a_dead_worker_is_claimed_by_another_that_alone_can_settle_it(
    database: Database,
) -> None:
    await send(database, "one")
    (dead,) = await claim(database)
    later = NOW + timedelta(seconds=outbox.LEASE_SECONDS)

    (living,) = await claim(database, now=later)

    async with database.write() as db:
        assert not await outbox.delivered(work(db, later), dead)
        assert await outbox.delivered(work(db, later), living)


async def test_two_messages_about_one_subject_are_delivered_in_turn(database: Database) -> None:
    await send(database, "same")
    (first,) = await claim(database)
    await send(database, "same")

    assert await claim(database) == []

    async with database.write() as db:
        await outbox.delivered(work(db), first)
    assert len(await claim(database)) == 1


async def test_message_that_was_given_up_is_in_the_backlog(database: Database) -> None:
    await send(database, "one", "two")
    held, _ = await claim(database)
    async with database.write() as db:
        await outbox.give_up(work(db), held, error="channel_not_found")

    async with database.read() as db:
        backlog = await outbox.backlog(db)

    assert (backlog.waiting, backlog.failed, backlog.oldest_queued_at) == (1, 1, NOW)


async def test_message_of_a_transaction_that_failed_was_never_sent(database: Database) -> None:
    async def fail() -> None:
        async with database.write() as db:
            await notes.send(work(db), "one")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        await fail()

    assert await claim(database) == []


async def test_queue_holds_its_topics_alone_or_all_but_those_it_excludes(database: Database) -> None:
    await send(database, "one")

    async def claims(queue: Queue) -> list[str]:
        async with database.read() as db:
            due = await outbox.due(work(db), queue=queue)
        return ["note"] if due else []

    here, elsewhere = frozenset({"note"}), frozenset({"order"})

    assert [await claims(Queue(only=here)), await claims(Queue(only=elsewhere))] == [["note"], []]
    assert [await claims(Queue(exclude=here)), await claims(Queue(exclude=elsewhere))] == [[], ["note"]]


async def test_message_sent_once_waits_once_until_a_worker_claims_it(database: Database) -> None:
    async def send_once() -> None:
        async with database.write() as db:
            await outbox.send_once(work(db), NOTE, NoteBody(about="home"))

    await send_once()
    await send_once()
    assert len(await claim(database)) == 1

    await send_once()
    async with database.read() as db:
        assert (await outbox.backlog(db)).waiting == 2


class CallBody(Body):
    ticket_id: UUID
    at: datetime


def topic(subject: str, **values: Any) -> Topic[CallBody]:
    return Topic("call", CallBody, **{"subject": subject, "registry": TopicRegistry(), **values})


def test_topic_derives_the_subject_from_the_body_and_the_body_from_the_subject() -> None:
    calls, body = topic("call:{ticket_id}:{at}"), CallBody(ticket_id=UUID(int=7), at=NOW)

    subject = calls.subject_of(body)

    assert subject == "call:00000000-0000-0000-0000-000000000007:2026-11-22T14:00:00Z"
    assert calls.body_of(subject) == body
    assert calls.body_of(subject.replace("call", "calls", 1)) is None
    assert calls.prefix == "call:"


def test_two_topics_of_one_name_are_refused() -> None:
    first = topic("call:{ticket_id}")

    with pytest.raises(ValueError, match="Two outbox topics are named 'call'"):
        topic("called:{ticket_id}", registry=first.registry)


def test_subject_that_names_what_the_body_does_not_hold_is_refused() -> None:
    with pytest.raises(ValueError, match="player_id"):
        topic("call:{player_id}")
