"""A block takes the place of a narrower one, ends alone, and can be undone."""

from typing import Any
from uuid import uuid4

import pytest

from bot import kit
from core import player_blocks
from core.errors import Conflict, Invalid, Unknown
from core.player_blocks import AlreadyBlocked
from tests.support.blocking import DAY, end, place, standing_now, undo
from tests.support.office import World


async def test_the_same_block_again_is_refused_with_since_when_and_by_whom(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna)
    office.later(hours=5)

    for until in (None, office.now + DAY):
        with pytest.raises(AlreadyBlocked, match=r"since 2026-05-03 14:03:22\+00:00, by Alice\. Nothing was changed"):
            await place(office, anna, until=until)


async def test_a_wider_block_takes_the_place_of_a_narrower_one(office: World) -> None:
    anna = await office.player("anna")
    short = await place(office, anna, until=office.now + DAY)

    long = await place(office, anna)

    assert [one.id for one in long.replaced] == [short.block.id]
    async with office.read() as db:
        assert [one.id for one in await player_blocks.open_rows(db, anna, now=office.now)] == [long.block.id]


@pytest.mark.every_wiring
async def test_undoing_the_wider_lets_the_narrower_stand_again(office: World) -> None:
    anna = await office.player("anna")
    short = await place(office, anna, until=office.now + 10 * DAY)
    before, request_id = await standing_now(office, anna), uuid4()
    await place(office, anna, request_id=request_id)

    outcome = await undo(office, anna, request_id)

    assert [one.id for one in outcome.left] == [short.block.id]
    assert await standing_now(office, anna) == before
    with pytest.raises(Unknown, match="is no longer open"):
        await undo(office, anna, request_id)


async def test_a_block_for_another_reason_or_from_another_side_stays(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, "fraud")
    await place(office, anna, "minor", until=office.now + DAY, asked_by="regulator")

    wide = await place(office, anna, "minor")

    assert wide.replaced == ()


@pytest.mark.parametrize(("changes", "refusal"), [({"reason": "dislike"}, Invalid), ({"player_id": 4711}, Unknown)])
async def test_a_block_that_cannot_be_is_refused(
    office: World, changes: dict[str, Any], refusal: type[Exception]
) -> None:
    anna = await office.player("anna")

    with pytest.raises(refusal):
        await place(office, **{"player_id": anna} | changes)


async def test_ending_one_of_two_leaves_the_other_and_says_so(office: World) -> None:
    anna = await office.player("anna")
    takeover, harm = await place(office, anna), await place(office, anna, "harm")

    outcome = await end(office, anna, takeover.block.id)

    assert [one.id for one in outcome.ended] == [takeover.block.id]
    assert [one.id for one in outcome.left] == [harm.block.id]
    assert kit.prohibition(outcome.standing) == "Cannot: deposit, bet, get a bonus, get marketing."
    assert await standing_now(office, anna) == kit.standing(outcome.standing)


async def test_a_block_that_ends_restores_what_was_before(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, "harm")
    before = await standing_now(office, anna)
    takeover = await place(office, anna)
    assert await standing_now(office, anna) != before

    await end(office, anna, takeover.block.id)

    assert await standing_now(office, anna) == before


async def test_a_block_ends_when_its_time_is_over(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, until=office.now + DAY)

    office.later(days=1)

    assert await standing_now(office, anna) == "Not restricted."


async def test_a_block_that_ended_meanwhile_is_not_ended_again(office: World) -> None:
    anna = await office.player("anna")
    placed = await place(office, anna)
    await end(office, anna, placed.block.id)

    with pytest.raises(Conflict, match="is no longer open"):
        await end(office, anna, placed.block.id)
