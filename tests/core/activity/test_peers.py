"""A player beside those whose account is of the same brand, age and currency: by quantiles made by a timer."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from core.activity import AccountAge, Type, peer_measures, peer_quantiles, peers
from core.database import tables
from core.money import Money
from core.people import PITBOSS
from tests.support.counted import folded
from tests.support.gaming import EUR, NOW, Platform, event, money


async def measured(platform: Platform) -> int:
    async with platform.work() as work:
        rows = (await peer_quantiles.look.function(work, PITBOSS)).value
        if rows is None:
            return 0
        await peer_quantiles.settle(work, PITBOSS, rows)
        return len(rows)


async def company(platform: Platform, number: int) -> None:
    """Anna and others who were registered two months ago; the n-th deposited n times EUR 10 yesterday."""
    for each in range(1, number):
        await platform.register(f"peer{each}")
    async with platform.work() as work:
        await work.db.execute(update(tables.players).values(registered_at=NOW - timedelta(days=60)))
    yesterday = NOW - timedelta(days=1)
    names = ["anna", *(f"peer{each}" for each in range(1, number))]
    told = [
        event(f"{kind} {name}", kind, body, at=yesterday, player=name)
        for place, name in enumerate(names, start=1)
        for kind, body in (
            (Type.DEPOSIT, {"amount": money(1_000 * place)}),
            (Type.BET, {"bet": f"b {name}", "amount": money(100)}),
        )
    ]
    await platform.tell(*told)
    await folded(platform)


async def test_quantiles_are_those_of_the_players_who_were_active(platform: Platform) -> None:
    await company(platform, 20)

    assert await measured(platform) == len(peer_measures.MEASURES)

    (row,) = await platform.all(select(tables.peer_quantiles).where(tables.peer_quantiles.c.measure == "deposits"))
    assert (row.brand, row.band, row.currency, row.players) == ("lucky", "half_year", EUR, 20)
    assert (row.p10, row.p25, row.p50, row.p75, row.p90, row.p95, row.p99) == (
        *(2_000, 5_000, 10_000, 15_000, 18_000, 19_000, 20_000),
    )
    assert await measured(platform) == 0  # once a day


@pytest.mark.parametrize(
    ("deposited", "above"), [(100, 0), (1_100, 0), (2_500, 10), (10_000, 25), (10_001, 50), (30_000, 99)]
)
async def test_a_player_is_placed_by_the_last_quantile_below(platform: Platform, deposited: int, above: int) -> None:
    await company(platform, 20)
    await measured(platform)
    own = tables.daily_rollups.c
    async with platform.work() as work:
        mine = (own.player_id == platform.anna, own.kind == "deposit")
        await work.db.execute(update(tables.daily_rollups).where(*mine).values(amount_minor=deposited))
        told = await peers.compare(work, platform.anna)

    line = next(line for line in told.lines if line.measure == "deposits")
    assert (line.value, line.median, line.above) == (Money(deposited, EUR), Money(10_000, EUR), above)
    assert (told.age, told.players) == (AccountAge.HALF_YEAR, 20)
    assert [line.measure for line in told.lines] == list(peer_measures.MEASURES)


async def test_too_few_peers_are_not_compared(platform: Platform) -> None:
    await company(platform, 19)

    assert await measured(platform) == 0

    async with platform.work() as work:
        assert (await peers.compare(work, platform.anna)).lines == ()
