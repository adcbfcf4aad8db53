"""The sweep's rounds: each of bounded size, written once by however many processes, and never in intake's way."""

import asyncio

import pytest

from core.database.tables import watermarks
from core.people import PITBOSS
from core.security import rule_sweep
from sandbox.changes import WAIT_SECONDS
from tests.support.office import World
from tests.support.sweeping import standing, swept
from tests.support.watching import Teller, looking


@pytest.fixture
async def teller(office: World) -> Teller:
    await office.player("anna")
    return Teller(office)


async def test_nothing_new_is_nothing_to_do(office: World) -> None:
    async with office.read() as db:
        assert await rule_sweep.look(looking(office, db), PITBOSS) is None


@pytest.mark.every_wiring
async def test_two_processes_that_saw_the_same_write_it_once(office: World, teller: Teller) -> None:
    await teller.tell(teller.failures(20))
    async with office.read() as db:
        seen = [await rule_sweep.look(looking(office, db), PITBOSS) for _ in range(2)]
    together = asyncio.Barrier(2)

    async def settle(found: rule_sweep.Swept) -> int:
        await together.wait()
        async with office.work() as work:
            return await rule_sweep.settle(work, PITBOSS, found)

    raised = await asyncio.gather(*map(settle, seen))

    assert sorted(raised) == [0, 2]
    assert len(await standing(office)) == 2


async def test_it_catches_up_in_rounds_of_bounded_size(
    office: World, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_sweep, "BATCH", 10)
    for _ in range(6):
        await teller.tell(teller.failures(7))
        office.later(minutes=1)
    rounds = []
    while True:
        async with office.read() as db:
            found = await rule_sweep.look(looking(office, db), PITBOSS)
        if found is None:
            break
        rounds.append(len(found.tries))
        async with office.work() as work:
            await rule_sweep.settle(work, PITBOSS, found)

    assert rounds == [7, 7, 7, 7, 7, 7]
    assert len(await standing(office)) == 2


async def test_an_intake_larger_than_a_round_is_taken_whole(
    office: World, teller: Teller, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rule_sweep, "BATCH", 10)
    await teller.tell(teller.failures(25))

    assert await swept(office) == 2


async def test_intake_goes_on_while_rules_are_asked(office: World, teller: Teller) -> None:
    await teller.tell(teller.failures(20))
    async with office.read() as db:
        found = await rule_sweep.look(looking(office, db), PITBOSS)
        await asyncio.wait_for(teller.tell(teller.withdrawal()), timeout=WAIT_SECONDS)

    async with office.work() as work:
        assert await rule_sweep.settle(work, PITBOSS, found) == 2
    [mark] = await office.rows(watermarks, watermarks.c.name == "security")
    assert mark.upto == found.upto
    async with office.read() as db:
        assert await rule_sweep.look(looking(office, db), PITBOSS) is not None


@pytest.mark.every_wiring
async def test_a_process_that_was_overtaken_moves_nothing_back(office: World, teller: Teller) -> None:
    await teller.tell(teller.login())
    async with office.read() as db:
        stale = await rule_sweep.look(looking(office, db), PITBOSS)
    await teller.tell(teller.failures(20))
    await swept(office)
    [before] = await office.rows(watermarks, watermarks.c.name == "security")

    async with office.work() as work:
        assert await rule_sweep.settle(work, PITBOSS, stale) == 0

    [after] = await office.rows(watermarks, watermarks.c.name == "security")
    assert after.upto == before.upto > stale.upto
