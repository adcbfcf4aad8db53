"""Two thousand real logins through the signed door, in the form in which a platform would tell them."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import func, select

from bot.importing.mapping import What, read_mapping
from bot.importing.read import File, FileLine
from bot.importing.rows import Rows
from core import players
from core.activity import Event
from core.database.tables import events, player_lookups
from core.database.tables import players as profiles
from core.players import NewPlayer
from tests.support.desk import ROOT, Desk, Plan, booted
from tests.support.shared import shared
from tests.support.telling import SETTINGS, tell


@pytest.fixture
async def desk(database_url: str) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, "http", settings=SETTINGS)) as desk:
        yield desk


async def test_real_logins_are_told_twice_and_count_once(desk: Desk) -> None:
    path = shared("data", "rba", "logins.csv")
    mapping = read_mapping(ROOT / "docs/examples/rba-logins.yml", What.EVENTS)
    async with desk.work() as work:
        rows = Rows(mapping, work.now)
        lines = [line for line in File(path, mapping).rows() if isinstance(line, FileLine)]
        told = [(line, event) for line in lines if isinstance(event := rows.event(line), Event)]
        known = {event.owner: rows.player_of(line, event) for line, event in reversed(told) if event.owner}
        await players.register(work, [one for one in known.values() if isinstance(one, NewPlayer)])
    batches = [[event for _, event in told[start : start + 500]] for start in range(0, len(told), 500)]

    first = [await tell(desk, *batch) for batch in reversed(batches)]  # the later ones first
    again = [await tell(desk, *batch) for batch in batches]

    assert [one.status for one in first + again] == [200] * 8
    assert (sum(one.body["added"] for one in first), sum(one.body["again"] for one in again)) == (2_000, 2_000)
    assert (sum(one.body["nobody"] for one in first), sum(one.body["added"] for one in again)) == (667, 0)
    async with desk.look() as work:
        at = [event.at for _, event in told]
        found = (await work.db.execute(select(func.min(events.c.at), func.max(events.c.at)))).one()
        last_seen = await work.db.scalar(select(func.max(profiles.c.last_login_at)))
        addresses = await work.db.scalar(
            select(func.count()).select_from(player_lookups).where(player_lookups.c.kind == "ip")
        )
    assert tuple(found) == (min(at), max(at))
    assert last_seen == max(event.at for _, event in told if event.owner and event.body["success"])
    assert addresses
