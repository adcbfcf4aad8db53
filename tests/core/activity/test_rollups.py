"""Rollups and what is not in them yet come to the full count, however events come in, and on whichever days."""

import asyncio
from collections.abc import Sequence
from datetime import date, timedelta
from itertools import count
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core import activity
from core.activity import Period, Type
from core.database.connections import Database
from tests.support.counted import Count, folded, summed
from tests.support.gaming import DESK, NOW, Platform, event, money

pytestmark = pytest.mark.every_wiring

OFFICE = DESK.office
DAY = timedelta(days=1)
EVER = Period(date(2025, 1, 1), date(2026, 5, 3))
STRETCHES = (EVER, *(Period.ending(EVER.last - days * DAY, days=length) for days in (0, 3, 90) for length in (2, 60)))
"""Periods in which different players are counted."""
MALTA = ZoneInfo("Europe/Malta")
NUMBERS = count()
FOLD = "fold"


def deposited(minor: int, currency: str) -> dict[str, Any]:
    return {"amount": {"amount_minor": minor, "currency": currency}}


amounts = st.integers(1, 10**9)
moments = st.integers(0, 400 * 24 * 60).map(lambda minutes: NOW - timedelta(minutes=minutes))
bodies = st.one_of(
    st.tuples(
        st.just(Type.LOGIN),
        st.fixed_dictionaries(
            {"success": st.booleans(), "device": st.sampled_from("abc"), "country": st.sampled_from(["MT", "SE"])}
        ),
    ),
    st.tuples(
        st.sampled_from([Type.DEPOSIT, Type.DEPOSIT_FAILED]),
        st.builds(
            lambda minor, code: {"amount": {"amount_minor": minor, "currency": code}},
            amounts,
            st.sampled_from(["EUR", "SEK"]),
        ),
    ),
    st.tuples(st.just(Type.BET), st.builds(lambda minor: {"bet": "b", "amount": money(minor)}, amounts)),
    st.tuples(st.just(Type.PASSWORD_CHANGED), st.just({})),
)
happened = st.tuples(st.sampled_from(["anna", "ben"]), moments, bodies)
days = st.lists(st.one_of(st.just(FOLD), st.lists(happened, max_size=6)), max_size=8)


def told(brand: str, batch: Sequence[Any]) -> list[activity.Event]:
    return [
        event(f"e{next(NUMBERS)}", type_, body, at=at, player=player, brand=brand)
        for player, at, (type_, body) in batch
    ]


async def agree(platform: Platform, counted: Count, brand: str) -> None:
    """Compare every day of the company, now, with the count."""
    async with platform.database.read() as db:
        found = await activity.day_totals(db, since_day=EVER.first, until_day=EVER.last, office=OFFICE, brand=brand)
        active = [await activity.active_players(db, period=each, office=OFFICE, brand=brand) for each in STRETCHES]
    told = {(one.day.isoformat(), one.kind, one.currency): (one.count, one.amount_minor, one.players) for one in found}
    assert told == {key: (often, counted.minor[key], len(counted.players[key])) for key, often in counted.often.items()}
    there = {date.fromisoformat(day): who for (day, kind, _), who in counted.players.items() if kind == "active"}
    assert active == [
        len(set().union(*(who for day, who in there.items() if each.first <= day <= each.last))) for each in STRETCHES
    ]


async def agree_about(platform: Platform, player_id: int, counted: Count) -> None:
    """Compare the summary of a player with the count."""
    found = await summed(platform, player_id, EVER)
    often, minor = {}, {}
    for (_, kind, currency), number in counted.often.items():
        if kind != "active":
            often[kind, currency] = often.get((kind, currency), 0) + number
    for (_, kind, currency), number in counted.minor.items():
        if kind != "active":
            minor[kind, currency] = minor.get((kind, currency), 0) + number
    sums = {(kind, currency): one for kind, each in found.now.sums.items() for currency, one in each.items()}
    assert {key: one.count for key, one in sums.items()} == often
    assert {key: one.amount_minor for key, one in sums.items()} == minor
    origins = {"country": found.countries, "device": found.devices}
    assert {
        (kind, one.value): one.succeeded + one.failed for kind, those in origins.items() for one in those.first
    } == counted.origins
    assert sum(step.count(kind) for step in found.steps for kind in step.sums) == sum(often.values())


def test_rollups_and_the_rest_come_to_the_full_count(database_url: str) -> None:
    async def check(batches: Sequence[Any]) -> None:
        platform, brand = Platform(Database.open(database_url)), f"brand{next(NUMBERS)}"
        try:
            ids = {name: await platform.register(name, brand=brand) for name in ("anna", "ben")}
            everybody, each = Count(OFFICE), {name: Count(OFFICE) for name in ids}
            for batch in batches:
                if batch == FOLD:
                    await folded(platform)
                    continue
                batch_told = told(brand, batch)
                await platform.tell(*batch_told)
                everybody.add(batch_told)
                for name in ids:
                    each[name].add(one for one in batch_told if one.player == name)
            for _ in range(2):
                await agree(platform, everybody, brand)
                for name, player_id in ids.items():
                    await agree_about(platform, player_id, each[name])
                await folded(platform)
        finally:
            await platform.database.close()

    @settings(
        max_examples=25,
        deadline=None,
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
    )
    @given(days)
    def run(batches: Sequence[Any]) -> None:
        asyncio.run(check(batches))

    run()
