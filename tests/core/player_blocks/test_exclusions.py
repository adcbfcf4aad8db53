"""Self-exclusions and cool-offs are not lifted manually."""

from datetime import UTC, datetime

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError

from bot import kit
from core.database import tables
from core.errors import Invalid
from core.player_blocks import ExclusionInForce
from tests.support.blocking import DAY, end, exclude, place, standing_now
from tests.support.office import World


async def test_a_self_exclusion_is_not_lifted_by_hand(office: World) -> None:
    anna = await office.player("anna")
    exclusion = await exclude(office, anna, "self_exclusion", datetime(2027, 5, 3, 12, tzinfo=UTC))

    for _ in range(2):  # within its term and after it
        with pytest.raises(ExclusionInForce) as refusal:
            await end(office, anna, exclusion.id)
        office.later(days=400)

    assert kit.plain(refusal.value.message) == (
        "A self-exclusion cannot be lifted manually. It ends only when its term is over (3 May 2027, 12:00 (UTC)), "
        "the player asks for it, 24 hours have passed since, and compliance agrees."
    )
    assert "Cannot: deposit, bet, get a bonus, get marketing." in await standing_now(office, anna)


async def test_a_cool_off_is_not_lifted_by_hand(office: World) -> None:
    anna = await office.player("anna")
    cool_off = await exclude(office, anna, "cool_off", office.now + 7 * DAY)

    with pytest.raises(ExclusionInForce, match=r"ends by itself \(2026-05-10 .*\); nobody can lift it earlier"):
        await end(office, anna, cool_off.id)
    office.later(days=7)

    assert await standing_now(office, anna) == "Not restricted."


async def test_one_that_no_hand_lifts_keeps_all_that_were_chosen(office: World) -> None:
    anna = await office.player("anna")
    placed, cool_off = await place(office, anna), await exclude(office, anna, "cool_off", office.now + 7 * DAY)
    before = await standing_now(office, anna)

    with pytest.raises(ExclusionInForce):
        await end(office, anna, placed.block.id, cool_off.id)

    assert await standing_now(office, anna) == before


async def test_a_cool_off_needs_an_end(office: World) -> None:
    anna = await office.player("anna")

    with pytest.raises(Invalid, match="A cool-off needs an end date"):
        await exclude(office, anna, "cool_off", None)


@pytest.mark.every_wiring
async def test_the_database_refuses_a_cool_off_ended_by_hand(office: World) -> None:
    anna = await office.player("anna")
    await exclude(office, anna, "cool_off", office.now + DAY)

    with pytest.raises(IntegrityError):
        async with office.work() as work:
            await work.db.execute(update(tables.player_blocks).values(ended_at=work.now, ended_by="Sam"))


async def test_an_exclusion_leaves_the_players_money_theirs_to_take_out(office: World) -> None:
    anna = await office.player("anna")

    await exclude(office, anna, "self_exclusion", None)

    assert (await standing_now(office, anna)).startswith("Can: log in, withdraw,")
