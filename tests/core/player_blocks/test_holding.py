"""A withdrawal that waits is held exactly while something stands that holds it; sessions end, and bets stay."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from core import player_blocks
from core.errors import Conflict
from core.money import Money
from core.player_blocks import AlreadyBlocked, NewHold, Release
from tests.support.blocking import DAY, end, exclude, place, standing_now, states, undo
from tests.support.office import World
from tests.support.ordering import take

ASKED = {"type": "withdrawal_requested", "source": "wallet", "brand": "royal", "player": "x-anna"}
SUSPENDED = {"type": "suspension", "source": "games", "brand": "royal", "player": "x-anna"}


@pytest.fixture
async def anna(office: World) -> int:
    """A player whose withdrawal of EUR 900 waits."""
    anna = await office.player("anna", cash="2,000 EUR")
    await office.withdrawal(anna, "900 EUR")
    return anna


async def test_a_block_holds_what_waits_and_its_end_lets_that_go(office: World, anna: int) -> None:
    ben = await office.player("ben")
    await office.withdrawal(ben, "10 EUR")
    placed = await place(office, anna)
    assert (await states(office, anna), await states(office, ben)) == ({"EUR 900.00": "held"}, {"EUR 10.00": "waiting"})

    outcome = await end(office, anna, placed.block.id)

    assert [str(one.amount) for one in outcome.released] == ["EUR 900.00"]
    assert await states(office, anna) == {"EUR 900.00": "waiting"}


async def test_what_another_block_holds_is_not_let_go(office: World, anna: int) -> None:
    await place(office, anna, until=office.now + DAY)
    await place(office, anna)
    harm = await place(office, anna, "harm")
    fraud = await place(office, anna, "fraud")

    for block in (harm, fraud):
        outcome = await end(office, anna, block.block.id)
        assert (outcome.released, await states(office, anna)) == ((), {"EUR 900.00": "held"})


async def test_the_clock_lets_go_only_what_nothing_else_holds(office: World, anna: int) -> None:
    await place(office, anna, until=office.now + DAY)
    fraud = await place(office, anna, "fraud", until=office.now + 2 * DAY)

    office.later(hours=25)
    assert await states(office, anna) == {"EUR 900.00": "held"}
    office.later(hours=24)
    assert await states(office, anna) == {"EUR 900.00": "waiting"}
    assert fraud.block.until_at == office.now - DAY / 24


async def test_what_is_told_after_the_block_is_held_whenever_it_was_asked_for(office: World) -> None:
    anna = await office.player("anna", cash="2,000 EUR")
    await place(office, anna, until=office.now + DAY)
    office.later(minutes=30)
    asked = {minor: office.now - ago for minor, ago in ((1_000, DAY), (2_000, DAY / 288))}

    for minor, at in asked.items():
        body = {"withdrawal": f"w{minor}", "amount": {"amount_minor": minor, "currency": "EUR"}}
        await take(office, ASKED | {"event_id": f"e{minor}", "at": at, "body": body})

    assert await states(office, anna) == {"EUR 10.00": "held", "EUR 20.00": "held"}


async def test_between_two_blocks_nothing_is_held_and_the_second_holds_it_all(office: World, anna: int) -> None:
    first = await place(office, anna)
    await end(office, anna, first.block.id)
    await office.withdrawal(anna, "50 EUR")
    assert set((await states(office, anna)).values()) == {"waiting"}

    await place(office, anna, "chargeback")

    assert await states(office, anna) == {"EUR 900.00": "held", "EUR 50.00": "held"}


async def test_what_a_block_leaves_is_named_and_what_is_told_later_is_held(office: World, anna: int) -> None:
    placed = await place(office, anna, holds=False)
    await office.withdrawal(anna, "50 EUR", minutes_ago=60)

    assert await states(office, anna) == {"EUR 900.00": "waiting", "EUR 50.00": "held"}

    outcome = await end(office, anna, placed.block.id)
    assert [str(one.amount) for one in outcome.released] == ["EUR 50.00"]


async def test_a_reason_that_leaves_withdrawals_holds_them_only_where_it_is_said(office: World, anna: int) -> None:
    await place(office, anna, "harm", until=office.now + DAY)
    assert await states(office, anna) == {"EUR 900.00": "waiting"}

    await place(office, anna, "harm", until=office.now + DAY, holds=True)

    await office.withdrawal(anna, "50 EUR")
    assert set((await states(office, anna)).values()) == {"held"}


@pytest.mark.parametrize("holds", [True, None])
async def test_leave_by_mistake_becomes_hold(office: World, anna: int, *, holds: bool | None) -> None:
    leaving = await place(office, anna, holds=False)

    holding = await place(office, anna, holds=holds)

    assert holding.replaced == (leaving.block,)
    assert await states(office, anna) == {"EUR 900.00": "held"}


async def test_a_shorter_hold_stands_beside_the_block_that_leaves(office: World, anna: int) -> None:
    await place(office, anna, holds=False)
    holding = await place(office, anna, until=office.now + DAY)

    assert (holding.replaced, await states(office, anna)) == ((), {"EUR 900.00": "held"})
    office.later(hours=25)

    assert await states(office, anna) == {"EUR 900.00": "waiting"}


async def test_a_block_that_leaves_what_is_over_covers_one_that_holds(office: World) -> None:
    anna = await office.player("anna")
    await place(office, anna, holds=False)

    with pytest.raises(AlreadyBlocked):
        await place(office, anna, holds=True)


@pytest.mark.parametrize(("reason", "first"), [("takeover", None), ("harm", True)])
@pytest.mark.parametrize("second", [False, None])
async def test_a_replacement_leaves_nothing_that_the_replaced_block_holds(
    office: World, anna: int, reason: str, *, first: bool | None, second: bool | None
) -> None:
    held = await place(office, anna, reason, until=office.now + DAY, holds=first)

    longer = await place(office, anna, reason, holds=second)
    other = await place(office, anna, "chargeback", holds=False)
    office.later(hours=25)
    outcome = await end(office, anna, other.block.id)

    assert longer.replaced == (held.block,)
    assert (outcome.released, await states(office, anna)) == ((), {"EUR 900.00": "held"})
    outcome = await end(office, anna, longer.block.id)
    assert len(outcome.released) == 1


async def test_a_replacement_may_leave_what_the_replaced_block_left(office: World, anna: int) -> None:
    await place(office, anna, until=office.now + DAY, holds=False)
    await office.withdrawal(anna, "50 EUR")

    await place(office, anna, holds=False)

    assert await states(office, anna) == {"EUR 900.00": "waiting", "EUR 50.00": "held"}


async def test_undoing_the_successor_leaves_what_the_first_holds(office: World, anna: int) -> None:
    await place(office, anna, until=office.now + DAY)
    await place(office, anna, request_id=(second := uuid4()))

    outcome = await undo(office, anna, second)
    assert (outcome.released, await states(office, anna)) == ((), {"EUR 900.00": "held"})
    office.later(hours=25)

    assert await states(office, anna) == {"EUR 900.00": "waiting"}


async def test_a_block_of_another_player_or_brand_holds_nothing_here(office: World, anna: int) -> None:
    there = await office.player("anna", brand="lucky", external_id="x-anna")
    await office.withdrawal(there, "70 EUR")

    await place(office, there)

    assert (await states(office, anna), await states(office, there)) == (
        {"EUR 900.00": "waiting"},
        {"EUR 70.00": "held"},
    )


async def test_withdrawals_in_every_currency_are_held(office: World, anna: int) -> None:
    await office.withdrawal(anna, "70 USD")

    await place(office, anna)

    assert await states(office, anna) == {"EUR 900.00": "held", "USD 70.00": "held"}


async def test_an_exclusion_leaves_the_players_own_money(office: World, anna: int) -> None:
    await exclude(office, anna, "self_exclusion", None)

    assert await states(office, anna) == {"EUR 900.00": "waiting"}


async def test_an_account_that_the_platform_stopped_pays_nothing_out_until_it_is_freed(
    office: World, anna: int
) -> None:
    takeover = await place(office, anna)
    await take(office, SUSPENDED | {"event_id": "1", "at": office.now, "body": {"suspended": True}})
    await end(office, anna, takeover.block.id)
    assert await states(office, anna) == {"EUR 900.00": "held"}

    office.later(minutes=1)
    await take(office, SUSPENDED | {"event_id": "2", "at": office.now, "body": {"suspended": False}})

    assert await states(office, anna) == {"EUR 900.00": "waiting"}


async def test_sessions_end_once_and_bets_stay(office: World) -> None:
    anna = await office.player("anna")
    await office.session(anna)
    await office.session(anna)
    await office.bet(anna, "45 EUR")

    async with office.work() as work:
        ended = [await player_blocks.end_sessions(work, player_id=anna, request_id=uuid4()) for _ in range(2)]
    async with office.read() as db:
        in_flight = await player_blocks.in_flight(db, anna, now=office.now)

    assert ended == [2, 0]
    assert (in_flight.sessions, in_flight.open_bets, in_flight.stakes) == (0, 1, (Money(4_500, "EUR"),))


async def test_one_withdrawal_is_held_by_itself_and_let_go_again(office: World, anna: int) -> None:
    other = await office.withdrawal(anna, "50 EUR")
    async with office.work() as work:
        held = await player_blocks.hold_withdrawals(work, hold(anna, withdrawals=frozenset({other})))

    assert await states(office, anna) == {"EUR 900.00": "waiting", "EUR 50.00": "held"}
    assert await standing_now(office, anna) == "Not restricted."

    async with office.work() as work:
        [was] = await player_blocks.release(work, letting_go(anna, other))
    assert (was.id, await states(office, anna)) == (held.id, {"EUR 900.00": "waiting", "EUR 50.00": "waiting"})
    async with office.work() as work:
        with pytest.raises(Conflict, match="Nothing holds this withdrawal"):
            await player_blocks.release(work, letting_go(anna, other))


async def test_a_hold_of_everything_also_holds_what_is_told_later_until_the_clock_ends_it(
    office: World, anna: int
) -> None:
    async with office.work() as work:
        await player_blocks.hold_withdrawals(work, hold(anna, until=office.now + DAY))
    await office.withdrawal(anna, "50 EUR")
    assert await states(office, anna) == {"EUR 900.00": "held", "EUR 50.00": "held"}

    office.later(hours=25)

    assert await states(office, anna) == {"EUR 900.00": "waiting", "EUR 50.00": "waiting"}


async def test_one_withdrawal_is_let_go_from_everything_that_holds_it_and_the_blocks_stay(
    office: World, anna: int
) -> None:
    other = await office.withdrawal(anna, "50 EUR")
    for reason in ("takeover", "chargeback"):
        await place(office, anna, reason)

    async with office.work() as work:
        assert len(await player_blocks.release(work, letting_go(anna, other))) == 2

    assert await states(office, anna) == {"EUR 900.00": "held", "EUR 50.00": "waiting"}


async def test_a_wider_block_does_not_replace_a_hold(office: World, anna: int) -> None:
    other = await office.withdrawal(anna, "50 EUR")
    async with office.work() as work:
        await player_blocks.hold_withdrawals(work, hold(anna, reason="harm", withdrawals=frozenset({other})))

    await place(office, anna, "harm")

    assert await states(office, anna) == {"EUR 900.00": "waiting", "EUR 50.00": "held"}


def hold(player_id: int, **changes: Any) -> NewHold:
    return NewHold(**{"player_id": player_id, "reason": "fraud", "placed_by": "Fred"} | changes)


def letting_go(player_id: int, withdrawal_id: UUID) -> Release:
    return Release(player_id=player_id, withdrawal_id=withdrawal_id, by="Fred", why="it was his own card")
