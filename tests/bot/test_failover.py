"""The database fails over to its standby under load: the desk heals by itself, and nothing confirmed is lost."""

import asyncio
import time
from collections.abc import Iterator

import aiohttp
import pytest
from sqlalchemy import func, select

from core.database.tables import events
from core.database.upgrade import migrate
from tests.support import house, telling
from tests.support.desk import Desk, Plan, booted
from tests.support.replication import Pair, paired
from tests.support.require import require

OK = 200
HEALED_SECONDS = 5.0
"""From the moment the standby accepts writes."""


@pytest.fixture
def pair() -> Iterator[Pair]:
    require("postgres")
    with paired() as both:
        yield both


async def ready(desk: Desk) -> int:
    async with aiohttp.ClientSession() as session, session.get(f"{desk.bot.health_url}/readyz") as answer:
        return answer.status


async def told(desk: Desk, player: str, stop: asyncio.Event, number: int = 0) -> int:
    """Tell of logins, one after the other, until stopped or so many are confirmed; give how many were."""
    confirmed = 0
    while not stop.is_set() and (not number or confirmed < number):
        login = {"source": "games", "event_id": f"{player}-{confirmed}-{time.monotonic_ns()}", "type": "login"}
        where = {"version": 1, "at": desk.services.clock().now.isoformat(), "brand": "lucky7", "player": player}
        answer = await telling.tell(desk, {**login, **where, "body": {"success": True}})
        confirmed += answer.body.get("added", 0)
    return confirmed


async def healed(desk: Desk) -> None:
    """Type the same again until it is answered, and the desk says that it is ready."""
    while True:
        answer = await desk.alice.command("/player anna42")
        if "anna42" in answer.text and await ready(desk) == OK:
            return


async def test_desk_heals_by_itself_when_the_standby_takes_over(pair: Pair) -> None:
    url = pair.url("desk")
    await pair.primary.execute('CREATE DATABASE "desk"')
    await migrate(url)
    async with booted(Plan(url, "sockets", settings=telling.SETTINGS)) as desk:
        await house.anna(desk)
        stop = asyncio.Event()
        load = [asyncio.create_task(told(desk, "x-anna42", stop)) for _ in range(3)]
        before = await desk.alice.command("/player anna42")

        pair.lose_primary()
        during = await desk.alice.command("/player anna42")
        unready = await ready(desk)
        await pair.promote()
        began = time.monotonic()
        await healed(desk)
        seconds = time.monotonic() - began

        over_http = await told(desk, "x-ben", stop, number=1)
        stop.set()
        confirmed = over_http + sum(await asyncio.gather(*load))
        async with desk.look() as work:
            stored = await work.db.scalar(select(func.count()).select_from(events).where(events.c.type == "login"))
    assert "anna42" in before.text
    assert "The database does not answer right now" in during.text
    assert unready == 503
    assert seconds < HEALED_SECONDS
    assert 1 < confirmed <= (stored or 0)
