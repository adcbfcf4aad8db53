"""Intake that is behind lets senders wait, and loses nothing: 429 with Retry-After, bounded batches and bytes."""

import asyncio
from collections.abc import AsyncIterator

import aiohttp
import pytest
from sqlalchemy import func, select, update

from bot.process.intake import Busy, Intake, TooLong
from bot.process.intake_limits import MEGABYTE, IntakeLimits
from bot.process.metrics import Meters
from core.activity import daily_sums
from core.database.tables import events, watermarks
from tests.support.desk import Plan, booted
from tests.support.telling import SETTINGS, login, message, signed, tell
from tests.support.waiting import turns, until
from tests.support.wirings import ON_SQLITE


def intake(*, batches: int = 4, memory: int = 4 * MEGABYTE) -> Intake:
    return Intake(IntakeLimits(batches=batches, memory=memory, lag=10), Meters())


async def pieces(*sizes: int, then: asyncio.Event | None = None) -> AsyncIterator[bytes]:
    for size in sizes:
        yield b"x" * size
    if then is not None:
        await then.wait()


def held_back(here: Intake, reason: str) -> float:
    return here.meters.intake_held_back.labels(reason)._value.get()


async def test_messages_beyond_the_limit_are_held_back_and_the_others_have_their_turn() -> None:
    here, go = intake(batches=4), asyncio.Event()

    async def sent(client: str) -> None:
        async with here.admitted(client, 1_000):
            await go.wait()

    tasks = [asyncio.create_task(sent(client)) for client in "abcd"]
    await turns()
    with pytest.raises(Busy) as busy:
        await sent("e")
    assert (here.held.total(), here.held_bytes.total()) == (4, 4_000)
    go.set()
    await asyncio.gather(*tasks)

    assert busy.value.retry_seconds >= 1
    assert (here.held.total(), here.held_bytes.total(), held_back(here, "full")) == (0, 0, 1)
    await sent("e")


async def test_one_client_leaves_room_for_another() -> None:
    here, go = intake(batches=4), asyncio.Event()

    async def sent(client: str) -> None:
        async with here.admitted(client, 1_000):
            await go.wait()

    tasks = [asyncio.create_task(sent("greedy")) for _ in range(2)]
    await turns()
    with pytest.raises(Busy):
        await sent("greedy")
    tasks.append(asyncio.create_task(sent("modest")))
    await turns()
    go.set()
    await asyncio.gather(*tasks)

    assert held_back(here, "client") == 1


async def test_bytes_are_bounded_like_batches() -> None:
    here = intake(batches=100, memory=4 * MEGABYTE)

    async with here.admitted("a", MEGABYTE), here.admitted("b", MEGABYTE - 1_000):
        with pytest.raises(Busy):
            async with here.admitted("c", 2_000):
                pass


async def test_slow_bodies_keep_nobody_out() -> None:
    here, never = intake(memory=4 * MEGABYTE), asyncio.Event()
    slow = [asyncio.create_task(here.read(pieces(900_000, then=never), most=MEGABYTE)) for _ in range(2)]
    await turns()

    quick = await here.read(pieces(500_000), most=MEGABYTE)

    with pytest.raises(Busy):
        await slow[0]
    assert (len(quick), slow[1].done(), held_back(here, "receiving")) == (500_000, False, 1)
    never.set()
    assert len(await slow[1]) == 900_000


async def test_body_that_is_too_long_is_not_read_to_its_end() -> None:
    read = []

    async def endless() -> AsyncIterator[bytes]:
        while True:
            read.append(1)
            yield b"x" * 100_000

    with pytest.raises(TooLong):
        await intake().read(endless(), most=MEGABYTE)
    assert len(read) == 11


@ON_SQLITE
async def test_full_intake_answers_429_and_what_is_sent_again_is_in_once(database_url: str) -> None:
    plan = Plan(database_url, "http", settings=SETTINGS | {"PITBOSS_EVENTS_BATCHES": "4"})
    async with booted(plan) as desk:
        here, body = desk.services.intake, message(login("late"))
        for _ in range(2):
            await here.turnstile.acquire()
        waiting = [asyncio.create_task(tell(desk, login(name))) for name in "ab"]
        await until(lambda: _holds(here, 2))
        async with aiohttp.ClientSession() as session:
            answer = await session.post(f"{desk.bot.url}/v1/events", data=body, headers=signed(body))
            page = await (await session.get(f"{desk.bot.health_url}/metrics")).text()
        for _ in range(2):
            here.turnstile.release()
        taken = await asyncio.gather(*waiting)
        again = await tell(desk, login("late"))

        assert (answer.status, int(answer.headers["Retry-After"]) >= 1) == (429, True)
        assert "pitboss_intake_waiting 2.0" in page
        assert 'pitboss_intake_held_back_total{reason="client"} 1.0' in page
        assert [one.status for one in (*taken, again)] == [200, 200, 200]
        async with desk.look() as work:
            assert await work.db.scalar(select(func.count()).select_from(events)) == 3


@ON_SQLITE
async def test_senders_wait_while_the_sums_are_far_behind(database_url: str) -> None:
    plan = Plan(database_url, "http", settings=SETTINGS | {"PITBOSS_EVENTS_LAG": "5"})
    async with booted(plan) as desk:
        here, name = desk.services.intake, daily_sums.name(desk.office)
        async with desk.work() as work:
            await work.db.execute(update(watermarks).where(watermarks.c.name == "intake").values(upto=7))
        behind = await tell(desk, login("1"))
        async with desk.work() as work:
            await daily_sums.watermarks.locked(work, name)
            await daily_sums.watermarks.move(work, name, 7)
        here.forget_lag()
        caught_up = await tell(desk, login("1"))

    assert (behind.status, caught_up.status, caught_up.body["added"]) == (429, 200, 1)


async def _holds(here: Intake, batches: int) -> bool:
    return here.held.total() == batches
