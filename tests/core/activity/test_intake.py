"""Numbers of intakes under many writers: what a sweep was told is complete stays complete."""

import asyncio
import random
from itertools import count

import pytest
from sqlalchemy import select

from core import activity, intake_numbers
from core.database.tables import events
from tests.support.gaming import Platform, login

pytestmark = pytest.mark.every_wiring

WRITERS = 8
ROUNDS = 12


async def _complete(platform: Platform) -> tuple[int, frozenset[str]]:
    """Give the horizon and what lay below it then."""
    async with platform.database.read() as db:
        upto = await intake_numbers.horizon(db)
        found = await db.scalars(select(events.c.event_id).where(events.c.intake <= upto))
        return upto, frozenset(found)


async def test_nothing_ever_commits_below_the_horizon(platform: Platform) -> None:
    numbers, begun = count(), asyncio.Barrier(WRITERS)
    dice = random.Random(11)  # noqa: S311 - the same hesitation each time
    pauses = [[dice.uniform(0, 0.02) for _ in range(2 * ROUNDS)] for _ in range(WRITERS)]

    async def write(pauses: list[float]) -> None:
        await begun.wait()
        for before, after in zip(pauses[::2], pauses[1::2], strict=True):
            async with platform.work() as work:
                await asyncio.sleep(before if platform.database.gate is None else 0)
                await activity.ingest(work, [login(str(next(numbers)), player=None)])
                await asyncio.sleep(after if platform.database.gate is None else 0)

    writing = asyncio.gather(*map(write, pauses))
    seen = []
    while not writing.done():
        seen.append(await _complete(platform))
        await asyncio.sleep(0)
    await writing

    whole = await platform.all(select(events.c.event_id, events.c.intake))
    assert len(whole) == WRITERS * ROUNDS
    assert len({upto for upto, _ in seen}) > 3
    assert min(upto for upto, _ in seen) >= 0
    for upto, then in seen:
        assert {row.event_id for row in whole if row.intake <= upto} == then
    assert (await _complete(platform))[1] == {row.event_id for row in whole}


async def test_numbers_are_not_given_back_by_an_intake_that_failed(platform: Platform) -> None:
    async def failing() -> None:
        async with platform.work() as work:
            await activity.ingest(work, [login("lost")])
            raise RuntimeError("after the number was taken")

    with pytest.raises(RuntimeError):
        await failing()
    await platform.tell(login("kept"))

    upto, complete = await _complete(platform)
    assert (complete, upto >= 1) == ({"kept"}, True)


async def test_an_intake_under_way_holds_the_horizon_back(platform: Platform) -> None:
    if platform.database.gate is not None:
        pytest.skip("SQLite has one writer: nobody is under way beside it")
    await platform.tell(login("first"))
    async with platform.work() as slow:
        await activity.ingest(slow, [login("slow", player=None)])
        await platform.tell(login("quick"))

        assert (await _complete(platform))[1] == {"first"}

    assert (await _complete(platform))[1] == {"first", "slow", "quick"}


async def test_two_batches_about_the_same_players_in_opposite_orders_do_not_wait_for_each_other_in_a_ring(
    platform: Platform,
) -> None:
    names = [f"p{number}" for number in range(20)]
    for name in names:
        await platform.register(name)
    begun = asyncio.Barrier(4)

    async def tell(turn: int) -> int:
        await begun.wait()
        order = names[::-1] if turn % 2 else names
        told = [login(f"{name}-{turn // 2}", player=name) for name in order]
        return (await platform.tell(*told)).added

    added = await asyncio.gather(*map(tell, range(4)))

    assert sum(added) == 2 * len(names)
