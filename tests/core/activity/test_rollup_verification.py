"""Rollups are verified as a whole: what differs is named, and what waits to be folded in is no difference."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, insert, select, update

from core import activity
from core.activity import Type, rollup_repair
from core.activity.rollup_verification import differing_days, differing_players, wrong_days, wrong_players
from core.database.tables import daily_origins, daily_rollups, desk_presence, desk_rollups
from tests.support.gaming import DESK, NOW, Platform, event, money

pytestmark = pytest.mark.every_wiring

OFFICE = DESK.office


@pytest.fixture
async def told(platform: Platform) -> Platform:
    """Some days of two players, folded, and something that waits to be."""
    await platform.register("ben", brand="royal")
    days = [NOW - timedelta(days=day) for day in range(3)]
    login = {"success": True, "device": "a", "country": "MT"}
    await platform.tell(
        *(
            event(f"d{day}", Type.DEPOSIT, {"amount": money(500), "method": "card"}, at=at)
            for day, at in enumerate(days)
        ),
        *(event(f"l{day}", Type.LOGIN, login, at=at) for day, at in enumerate(days)),
        event("b", Type.BET, {"bet": "b1", "amount": money(5)}, at=NOW, player="ben", brand="royal"),
        event("o", Type.LOGIN, login, at=NOW, player="nobody-known"),
    )
    async with platform.work() as work:
        await activity.fold(work)
    await platform.tell(event("later", Type.LOGIN, login, at=NOW))
    return platform


async def differing(platform: Platform) -> list[str]:
    async with platform.database.read() as db:
        return [*await differing_players(db, OFFICE, first=0, last=100), *await differing_days(db)]


async def test_rollups_in_step_with_the_events_differ_nowhere(told: Platform) -> None:
    assert await differing(told) == []


async def test_every_sum_that_is_off_is_named(told: Platform) -> None:
    of_today = daily_rollups.c.day == NOW.date()
    async with told.work() as work:
        await work.db.execute(update(daily_rollups).where(of_today, daily_rollups.c.kind == "deposit").values(count=7))
        await work.db.execute(delete(daily_origins).where(daily_origins.c.kind == "device"))
        await work.db.execute(update(desk_rollups).where(desk_rollups.c.kind == "bet").values(players=9))
        await work.db.execute(update(desk_presence).where(desk_presence.c.brand == "royal").values(players=9))

    found = await differing(told)

    assert f"player {told.anna}, day 2026-05-03, kind deposit, currency EUR" in found
    assert sum("kind device" in one for one in found) == 4
    assert "day 2026-05-03, brand royal, kind bet, currency EUR" in found
    assert "day 2026-05-03, brand royal, previous 0001-01-01" in found


async def test_player_of_another_stretch_is_not_looked_at(told: Platform) -> None:
    async with told.work() as work:
        await work.db.execute(update(daily_rollups).values(count=7))

    async with told.database.read() as db:
        assert await differing_players(db, OFFICE, first=10_000, last=10_499) == []


async def test_what_is_off_is_added_up_anew_and_what_waits_is_folded_once(told: Platform) -> None:
    async with told.work() as work:
        await work.db.execute(update(daily_rollups).where(daily_rollups.c.kind == "deposit").values(count=7))
        await work.db.execute(delete(daily_origins).where(daily_origins.c.kind == "device"))
        await work.db.execute(update(desk_rollups).where(desk_rollups.c.kind == "bet").values(players=9))
        await work.db.execute(update(desk_presence).values(players=8))
        ghost = {"player_id": 70, "kind": "bet", "currency": "EUR", "count": 1, "amount_minor": 1, "largest_minor": 1}
        await work.db.execute(insert(daily_rollups).values(day=NOW.date(), **ghost))
    async with told.database.read() as db:
        players = await wrong_players(db, OFFICE, first=0, last=100)

    for player_id in players:
        async with told.work() as work:
            await rollup_repair.repair_player(work, player_id)
    async with told.work() as work:
        await rollup_repair.repair_days(work, await wrong_days(work.db))
    repaired = await differing(told)
    async with told.work() as work:
        await activity.fold(work)

    assert players == [0, told.anna, 70]
    assert (repaired, await differing(told)) == ([], [])
    logins = select(daily_rollups.c["count"]).where(
        daily_rollups.c.player_id == told.anna, daily_rollups.c.day == NOW.date(), daily_rollups.c.kind == "login"
    )
    assert await told.all(logins) == [(2,)]
