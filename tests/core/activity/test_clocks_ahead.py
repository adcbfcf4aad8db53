"""What protects a player stands from when it is told at the latest, however far ahead the platform's clock is."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from core.database.tables import player_blocks
from core.players.restrictions import COOL_OFF, SELF_EXCLUSION
from tests.support.blocking import end, standing_now, states
from tests.support.office import World
from tests.support.ordering import take

ON_SQLITE = pytest.mark.parametrize("database_kind", ["sqlite"])
AHEAD = 50
"""Minutes; an hour is the most that is taken in."""


async def tell(office: World, type_: str, minutes: float, **body: Any) -> None:
    """Tell an event that is dated so many minutes from now."""
    about = {"source": "games", "brand": "royal", "player": "x-anna", "event_id": f"{type_} {minutes} {office.now}"}
    at = office.now + timedelta(minutes=minutes)
    await take(office, about | {"type": type_, "at": at, "body": body})


async def spans(office: World) -> list[tuple[datetime, datetime | None]]:
    return sorted((row.from_at, row.ended_at) for row in await office.rows(player_blocks))


@pytest.mark.parametrize("kind", [SELF_EXCLUSION, COOL_OFF])
async def test_an_exclusion_dated_ahead_stands_at_once_and_to_its_end(office: World, kind: str) -> None:
    anna = await office.player("anna")
    until = office.now + timedelta(days=7)

    await tell(office, "exclusion_set", AHEAD, kind=kind, until=until.isoformat())

    assert (await standing_now(office, anna)).startswith("Can: log in, withdraw, change the profile. Cannot: deposit,")
    [row] = await office.rows(player_blocks)
    assert (row.from_at, row.until_at) == (office.now, until)


async def test_a_stop_dated_ahead_stands_and_holds_at_once_and_the_desk_lifts_it_for_good(office: World) -> None:
    anna = await office.player("anna")
    await office.withdrawal(anna, "900 EUR")

    await tell(office, "suspension", AHEAD, suspended=True)

    assert await states(office, anna) == {"EUR 900.00": "held"}
    [row] = await office.rows(player_blocks)
    office.later(minutes=5)
    await end(office, anna, row.id)
    await tell(office, "suspension", AHEAD + 1, suspended=False)
    office.later(minutes=120)
    assert await standing_now(office, anna) == "Not restricted."


@ON_SQLITE
async def test_stopped_and_freed_by_a_clock_ahead_is_stopped_and_freed_once(office: World) -> None:
    anna = await office.player("anna")
    began = office.now

    for minutes, suspended in ((AHEAD, True), (AHEAD + 1, False)):
        await tell(office, "suspension", minutes, suspended=suspended)
    assert await standing_now(office, anna) == "Not restricted."
    office.later(minutes=2)
    await tell(office, "suspension", AHEAD, suspended=True)
    await tell(office, "suspension", -30, suspended=True)

    assert "Cannot" in await standing_now(office, anna)
    assert [ended for _, ended in await spans(office)].count(None) == 1
    assert began in {began for began, _ in await spans(office)}


@ON_SQLITE
@pytest.mark.parametrize("first", [True, False])
async def test_only_what_is_dated_and_told_after_a_stop_frees_from_it(office: World, *, first: bool) -> None:
    anna = await office.player("anna")

    await tell(office, "suspension", AHEAD, suspended=first)
    office.later(minutes=10)
    await tell(office, "suspension", 0, suspended=not first)

    assert "Cannot" in await standing_now(office, anna)
    office.later(minutes=AHEAD)
    await tell(office, "suspension", 0, suspended=False)
    assert await standing_now(office, anna) == "Not restricted."
