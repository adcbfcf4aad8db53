"""What the platform suspends and frees: a block of its own, in whichever order it comes."""

import itertools
from datetime import datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import select, update

from bot import kit
from core import activity, player_blocks
from core.activity import Event, Type
from core.database.tables import events
from core.database.tables import player_blocks as blocks
from tests.support.asking import ask, block
from tests.support.gaming import NOW, Platform, event, hours
from tests.support.office import World


def suspension(ago: float, *, suspended: bool, **more: Any) -> Event:
    return event(f"s{ago}", Type.SUSPENSION, {"suspended": suspended, "reason": "manual"}, at=hours(ago), **more)


async def spans(platform: Platform) -> list[tuple[datetime, datetime | None]]:
    rows = await platform.all(select(blocks.c.from_at, blocks.c.ended_at).where(blocks.c.asked_by == "platform"))
    return sorted((row.from_at, row.ended_at) for row in rows)


async def test_suspension_is_a_block_of_the_platforms_and_ends_with_its_word(platform: Platform) -> None:
    await platform.tell(suspension(5, suspended=True))
    async with platform.database.read() as db:
        [stands] = await player_blocks.open_rows(db, platform.anna, now=NOW)
    assert (stands.asked_by, stands.note, stands.from_at) == ("platform", "manual", hours(5))
    assert "log in" in kit.standing(player_blocks.standing([stands], NOW)).partition("Cannot")[2]

    await platform.tell(suspension(2, suspended=False))

    async with platform.database.read() as db:
        assert await player_blocks.open_rows(db, platform.anna, now=NOW) == ()
    assert await spans(platform) == [(hours(5), hours(2))]


TOLD = [(9, True), (8, True), (7, False), (6, False), (4, True)]


@pytest.mark.parametrize("order", list(itertools.permutations(TOLD))[::7])
async def test_suspensions_come_out_alike_in_every_order(platform: Platform, order: list[tuple[float, bool]]) -> None:
    for ago, suspended in order:
        await platform.tell(suspension(ago, suspended=suspended))

    assert await spans(platform) == [(hours(9), hours(7)), (hours(4), None)]


OF_TWO = [(9, True, "wallet"), (8, True, "fraud desk"), (7, False, "wallet"), (5, False, "games"), (3, False, "wallet")]


@pytest.mark.parametrize("order", list(itertools.permutations(OF_TWO))[::23])
async def test_a_system_frees_only_what_it_stopped_itself(
    platform: Platform, order: list[tuple[float, bool, str]]
) -> None:
    for ago, suspended, source in order:
        await platform.tell(suspension(ago, suspended=suspended, source=source))

    assert await spans(platform) == [(hours(9), hours(7)), (hours(8), None)]


async def test_what_another_system_freed_under_an_older_version_stays_freed(platform: Platform) -> None:
    await platform.tell(suspension(9, suspended=True, source="wallet"))
    freed = {"ended_at": hours(7), "ended_by": "games", "end_reason": "freed by the platform"}
    async with platform.work() as work:
        await work.db.execute(update(blocks).values(freed))

    await platform.tell(suspension(2, suspended=False, source="wallet"))

    assert await spans(platform) == [(hours(9), hours(7))]


async def test_block_of_the_desk_outlives_what_the_platform_frees(platform: Platform) -> None:
    async with platform.work() as work:
        placing = player_blocks.NewBlock(
            player_id=platform.anna, reason="takeover", asked_by="operator", placed_by="Sam Stone"
        )
        await player_blocks.place(work, placing)

    await platform.tell(suspension(2, suspended=True), suspension(1, suspended=False))

    async with platform.database.read() as db:
        [left] = await player_blocks.open_rows(db, platform.anna, now=NOW)
    assert left.reason == "takeover"


@pytest.mark.every_wiring
async def test_suspension_after_the_desk_lifted_an_earlier_one_stands(platform: Platform) -> None:
    await platform.tell(suspension(5, suspended=True))
    ended = {"ended_at": hours(3), "ended_by": "Sam Stone", "end_reason": "lifted"}
    async with platform.work() as work:
        await work.db.execute(update(blocks).values(ended))

    await platform.tell(suspension(2, suspended=True))

    assert await spans(platform) == [(hours(5), hours(3)), (hours(2), None)]


@pytest.mark.every_wiring
async def test_what_tells_of_our_own_request_has_no_effect_of_its_own(office: World) -> None:
    anna, ben = await office.player("anna"), await office.player("ben")
    await office.staff("fred")
    request = await ask(office, "sam", block(anna))
    told = [
        suspension(2, suspended=True, brand="royal", player="x-anna", request_id=request.id),
        suspension(3, suspended=True, brand="royal", player="x-ben", request_id=request.id),
        suspension(4, suspended=True, brand="royal", player="x-anna", request_id=uuid4(), source="other"),
    ]

    async with office.work() as work:
        outcome = await activity.ingest(work, told)

    rows = await office.rows(blocks, blocks.c.asked_by == "platform")
    assert [kept.event.event_id for kept in outcome.ours] == ["s2"]
    assert {(row.player_id, row.from_at) for row in rows} == {(ben, hours(3)), (anna, hours(4))}
    assert {row.request_id for row in await office.rows(events)} >= {request.id}


async def test_block_of_ours_that_the_platform_confirmed_and_then_freed_was_never_the_platforms(office: World) -> None:
    anna = await office.player("anna")
    await office.staff("fred")
    request = await ask(office, "sam", block(anna))
    about = {"brand": "royal", "player": "x-anna"}

    async with office.work() as work:
        await activity.ingest(work, [suspension(5, suspended=True, request_id=request.id, **about)])
        await activity.ingest(work, [suspension(3, suspended=False, **about)])

    [stands] = await office.rows(blocks)
    assert (stands.asked_by, stands.ended_at) == ("operator", None)
