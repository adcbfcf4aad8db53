"""Folding: late events, days of daylight saving, several processes, another zone, and bodies nobody understands."""

import asyncio
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import func, select

from core import activity
from core.activity import Period, Type, daily_sums, differing_days, differing_players, player_summary
from core.database.tables import daily_origins, daily_rollups, desk_rollups, watermarks
from tests.support.counted import folded, summed
from tests.support.gaming import DESK, NOW, Platform, event, login

pytestmark = pytest.mark.every_wiring

OFFICE = DESK.office
DAY = timedelta(days=1)


async def test_days_of_23_and_25_hours_are_whole(platform: Platform) -> None:
    spring, autumn = date(2026, 3, 29), date(2025, 10, 26)
    hours = [
        *(datetime(2026, 3, 28, 22, 30, tzinfo=UTC) + timedelta(hours=each) for each in range(25)),
        *(datetime(2025, 10, 25, 21, 30, tzinfo=UTC) + timedelta(hours=each) for each in range(27)),
    ]
    await platform.tell(*(event(f"h{at}", Type.PASSWORD_CHANGED, at=at) for at in hours))

    for _ in range(2):
        found = [await summed(platform, platform.anna, Period(day, day)) for day in (spring, autumn)]
        assert [one.now.count(Type.PASSWORD_CHANGED) for one in found] == [23, 25]
        await folded(platform)
    days = await platform.all(select(daily_rollups.c.day, daily_rollups.c["count"]).order_by(daily_rollups.c.day))
    assert days == [
        (autumn - DAY, 1),
        (autumn, 25),
        (autumn + DAY, 1),
        (spring - DAY, 1),
        (spring, 23),
        (spring + DAY, 1),
    ]


async def test_a_late_event_is_added_to_its_own_day_after_that_day_was_folded(platform: Platform) -> None:
    long_ago = NOW - timedelta(days=200)
    await platform.tell(login("early", at=long_ago))
    await folded(platform)

    await platform.tell(login("late", at=long_ago - timedelta(hours=1)), login("today"))
    await folded(platform)

    kept = daily_rollups.c
    rows = await platform.all(select(kept.day, kept["count"]).where(kept.kind == Type.LOGIN).order_by(kept.day))
    assert rows == [(long_ago.date(), 2), (NOW.date(), 1)]


async def test_a_player_counts_once_a_day_however_often_events_are_folded(platform: Platform) -> None:
    await platform.register("ben")
    for batch in (["a1", "a2"], ["a3"]):
        await platform.tell(*(login(one) for one in batch), login(f"ben {batch}", player="ben", success=False))
        await folded(platform)

    kept = desk_rollups.c
    rows = await platform.all(select(kept.kind, kept["count"], kept.players).order_by(kept.kind))
    assert rows == [("active", 3, 1), ("login", 3, 1), ("login:failed", 2, 1)]


async def test_folding_at_once_in_several_places_counts_each_event_once(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_sums, "STEP", dict.fromkeys(daily_sums.STEP, 3))
    for number in range(10):
        await platform.tell(*(login(f"{number}:{each}") for each in range(2)))

    await asyncio.gather(*(folded(platform) for _ in range(4)))

    assert (await platform.all(select(desk_rollups.c["count"]).where(desk_rollups.c.kind == Type.LOGIN))) == [(20,)]


async def test_one_step_folds_whole_intakes_and_says_that_more_wait(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(daily_sums, "STEP", dict.fromkeys(daily_sums.STEP, 2))
    for number in range(3):
        await platform.tell(*(login(f"{number}:{each}") for each in range(3)))

    async with platform.work() as work:
        more = await activity.fold(work)

    assert more
    assert (await platform.all(select(desk_rollups.c["count"]).where(desk_rollups.c.kind == Type.LOGIN))) == [(3,)]
    async with platform.database.read() as db:
        assert await activity.behind(db, OFFICE)


async def test_what_commits_later_under_an_earlier_number_is_not_missed(platform: Platform) -> None:
    if platform.database.gate is not None:
        pytest.skip("SQLite has one writer: numbers commit in their order")
    ready, go = asyncio.Event(), asyncio.Event()

    async def slowly() -> None:
        async with platform.work() as work:
            await activity.ingest(work, [login("slow")])
            ready.set()
            await go.wait()

    slow = asyncio.create_task(slowly())
    await ready.wait()
    await platform.tell(login("quick", player=None))
    await folded(platform)
    go.set()
    await slow
    await folded(platform)

    rows = await platform.all(select(func.sum(desk_rollups.c["count"])).where(desk_rollups.c.kind == Type.LOGIN))
    assert rows == [(2,)]


async def test_the_days_of_a_zone_that_was_left_are_deleted_in_steps_and_read_no_more(
    platform: Platform, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(daily_sums.STEP, "postgresql" if platform.database.gate is None else "sqlite", 2)
    await platform.tell(*(login(str(day), at=NOW - timedelta(days=day)) for day in range(4)))
    await folded(platform)
    days = Period(NOW.date() - timedelta(days=5), NOW.date() + timedelta(days=1))
    offices = [DESK.office.model_copy(update={"zone": zone}) for zone in ("Asia/Tokyo", DESK.office.zone)]

    steps, read = 0, list[int]()
    for office in offices:
        more = True
        while more:
            async with platform.work() as work:
                at_this_zone = replace(work, desk=replace(work.desk, office=office))
                more = await activity.fold(at_this_zone)
                steps += 1
                found = await player_summary.summary(work.db, player_id=platform.anna, period=days, office=office)
                read.append(sum(step.count(Type.LOGIN) for step in found.steps))
            if steps == 2:  # the office returns to the zone whose days are half deleted
                break

    assert set(read) == {4}
    async with platform.database.read() as db:
        assert [*await differing_players(db, OFFICE, first=0, last=100), *await differing_days(db)] == []
    assert [row.name for row in await platform.all(select(watermarks.c.name)) if row.name.startswith("rollups")] == [
        daily_sums.name(OFFICE)
    ]


async def test_a_change_of_the_offices_zone_adds_everything_up_anew(platform: Platform) -> None:
    at = datetime(2026, 4, 30, 23, 30, tzinfo=UTC)
    await platform.tell(login("1", at=at))
    await folded(platform)

    tokyo = DESK.office.model_copy(update={"zone": "Asia/Tokyo"})
    elsewhere = Period(date(2026, 4, 30), date(2026, 5, 1))
    for _ in range(2):
        async with platform.database.read() as db:
            found = await player_summary.summary(db, player_id=platform.anna, period=elsewhere, office=tokyo)
            totals = await activity.day_totals(db, since_day=at.date(), until_day=NOW.date(), office=tokyo)
        assert [step.count(Type.LOGIN) for step in found.steps] == [0, 1]
        assert {(one.day, one.kind, one.players) for one in totals} == {
            (date(2026, 5, 1), "login", 1),
            (date(2026, 5, 1), "active", 1),
        }
        async with platform.work() as work:
            await activity.fold(replace(work, desk=replace(work.desk, office=tokyo)))
    marks = await platform.all(select(watermarks.c.name).where(watermarks.c.name.like("rollups:%")))
    assert marks == [("rollups:Asia/Tokyo",)]


async def test_a_body_that_nobody_understands_counts_as_an_event_alone(platform: Platform) -> None:
    odd = {"success": "maybe", "device": {"a": 1}, "amount": {"amount_minor": "many", "currency": ["EUR"]}}
    await platform.tell(
        login("1", version=2, body=odd), event("2", Type.DEPOSIT, odd, version=7), event("3", "moon_landing", odd)
    )

    await folded(platform)

    kept = daily_rollups.c
    rows = await platform.all(select(kept.kind, kept.currency, kept.amount_minor).where(kept.kind != "active"))
    assert sorted(rows) == [("deposit", "", 0), ("login", "", 0), ("moon_landing", "", 0)]
    assert await platform.all(select(daily_origins)) == []
