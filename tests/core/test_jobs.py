"""A period is done once, by one process; a dead one is taken over, and a clock that goes back repeats nothing."""

import asyncio
from datetime import timedelta

import pytest

from core import jobs
from core.database.tables import job_runs
from core.jobs import Claim, TakenOver
from tests.support.office import World

pytestmark = pytest.mark.every_wiring

JOB = "digest:security:security"


async def claimed(office: World, holder: str = "one", *, days: int = 0) -> Claim | None:
    async with office.work() as work:
        start = office.desk.office.day_bounds(office.desk.office.day(office.now) + timedelta(days=days))[0]
        return await jobs.claim(work, JOB, period_start=start, holder=holder)


async def done(office: World, claim: Claim) -> None:
    async with office.work() as work:
        await jobs.done(work, claim)


async def test_of_many_processes_at_once_one_claims_the_period(office: World) -> None:
    start = asyncio.Barrier(8)

    async def process(number: int) -> Claim | None:
        await start.wait()
        return await claimed(office, f"process {number}")

    outcomes = await asyncio.gather(*map(process, range(8)))

    assert len([claim for claim in outcomes if claim]) == 1
    assert len(await office.rows(job_runs)) == 1


async def test_of_many_processes_at_once_one_takes_a_dead_one_over(office: World) -> None:
    await claimed(office, "dead")
    office.later(minutes=6)
    start = asyncio.Barrier(8)

    async def process(number: int) -> Claim | None:
        await start.wait()
        return await claimed(office, f"process {number}")

    outcomes = await asyncio.gather(*map(process, range(8)))

    assert [claim.lease for claim in outcomes if claim] == [2]


async def test_what_is_under_way_is_left_alone(office: World) -> None:
    await claimed(office)
    office.later(minutes=4)

    assert await claimed(office, "other") is None


async def test_what_is_done_stays_done(office: World) -> None:
    claim = await claimed(office)
    assert claim
    await done(office, claim)
    office.later(minutes=60)

    assert await claimed(office, "other") is None


async def test_who_comes_back_too_late_finds_it_taken_over_and_changes_nothing(office: World) -> None:
    late = await claimed(office, "late")
    office.later(minutes=6)
    newer = await claimed(office, "newer")
    assert late
    assert newer

    with pytest.raises(TakenOver):
        await done(office, late)
    await done(office, newer)
    with pytest.raises(TakenOver):
        await done(office, late)

    [run] = await office.rows(job_runs)
    assert (run.holder, run.lease, run.done_at) == ("newer", 2, office.now)


async def test_what_failed_is_tried_again_a_minute_later_and_says_why(office: World) -> None:
    claim = await claimed(office)
    assert claim
    async with office.work() as work:
        await jobs.failed(work, claim, error="ValueError")
        assert (await jobs.newest(work.db, [JOB]))[JOB].error == "ValueError"
    assert await claimed(office) is None
    office.later(minutes=1)

    again = await claimed(office)

    assert again == Claim(JOB, claim.period_start, 2)
    await done(office, again)
    async with office.read() as db:
        assert (await jobs.newest(db, [JOB]))[JOB].error is None


async def test_only_the_latest_of_missed_periods_is_anybodys(office: World) -> None:
    assert await claimed(office, days=0)

    assert await claimed(office, days=3)

    for _ in range(2):
        assert await claimed(office, days=1) is None
        assert await claimed(office, days=2) is None
        office.later(minutes=6)


async def test_a_clock_that_goes_back_makes_nothing_happen_again(office: World) -> None:
    claim = await claimed(office)
    assert claim
    await done(office, claim)
    office.later(days=-2)

    assert await claimed(office) is None
    assert await claimed(office, days=1) is None
    office.later(days=2)
    assert await claimed(office) is None
    assert await claimed(office, days=1)


async def test_a_job_seen_first_begins_with_its_next_period(office: World) -> None:
    start = office.desk.office.day_bounds(office.desk.office.day(office.now))[0]
    for _ in range(2):
        async with office.work() as work:
            await jobs.begin(work, JOB, period_start=start)

    assert await claimed(office) is None
    assert await claimed(office, days=1)
