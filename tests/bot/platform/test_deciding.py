"""The platform keeps balances and blocks: whole stories, and a desk that says what it lacks for that."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack

import pytest

from bot.process.configuration import SettingsRefused
from tests.support import stories
from tests.support.desk import Desk, Plan, booted, slack_of, started
from tests.support.platform import Platform
from tests.support.stories import BLOCK, GIVE


@pytest.fixture
def authority() -> str:
    return "platform"


async def test_an_adjustment_is_approved_asked_of_the_platform_and_booked_when_it_confirms(
    desk: Desk, there: Platform
) -> None:
    there.mood = "later"
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    told = await stories.decided(desk.bob, "Approve", card)
    await desk.settled()

    assert "Approved" in told
    assert "Approved by Bob Borg" in card.shown
    assert "not yet in force" in card.shown
    assert "Done" not in card.shown
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"

    balance = {"wallet": "cash", "balance": {"amount_minor": 135_000, "currency": "EUR"}}
    await there.tell(desk, "balance_update", there.only("adjust"), balance)
    await desk.settled()

    assert "Done by Bob Borg" in card.shown
    assert "in force on the platform" in card.shown
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    assert await stories.happened(desk, "balance.adjusted") == 1
    assert desk.alice.sees("EUR 1,250.00 → EUR 1,350.00", dm=True)


async def test_a_refused_adjustment_moves_nothing_and_says_so(desk: Desk, there: Platform) -> None:
    there.mood = "refusing"
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)

    await stories.decided(desk.bob, "Approve", card)
    await desk.settled()

    assert "the platform says no; see Details for the reason. Nothing has changed." in card.shown
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"
    assert desk.alice.sees("Fix what the platform objects to and request it again", dm=True)


async def test_a_refused_block_falls_here_and_the_card_says_why(desk: Desk, there: Platform) -> None:
    there.mood = "refusing"
    anna = await stories.stolen(desk)

    card = await stories.asked(desk, BLOCK)
    await desk.settled()

    assert "Ended by Pitboss" in card.shown
    assert "the platform says no" in card.shown
    assert await stories.withdrawal_of(desk, anna) == "waiting"
    assert desk.alice.sees("The player is not blocked.", dm=True)
    assert desk.sam.sees("The gaming platform refused an order", in_="security")


async def test_a_block_says_that_it_is_asked_of_the_platform_until_that_confirms(desk: Desk, there: Platform) -> None:
    there.mood = "later"
    await stories.stolen(desk)

    card = await stories.asked(desk, BLOCK)
    assert "Asked of the platform, unconfirmed" in card.shown
    await there.tell(desk, "suspension", there.only("block"), {"suspended": True})
    await desk.settled()

    assert "In force, unconfirmed" in card.shown
    assert "in force on the platform" in card.shown


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_a_desk_that_leaves_it_to_no_platform_does_not_start(database_url: str) -> None:
    with pytest.raises(SettingsRefused, match="Set PITBOSS_PLATFORM_URL"):
        async with booted(Plan(database_url, authority="platform")):
            pass


@pytest.fixture
async def two_desks(database_url: str, patience: None, there: Platform) -> AsyncIterator[list[Desk]]:
    plan = Plan(database_url, settings=there.settings)
    async with AsyncExitStack() as stack:
        slack = await stack.enter_async_context(slack_of(plan))
        yield [await stack.enter_async_context(started(slack, plan)) for _ in range(2)]


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_two_processes_send_an_order_once(two_desks: list[Desk], there: Platform) -> None:
    one, other = two_desks
    there.mood = "at_once"
    await stories.stolen(one)
    card = await stories.asked(one, GIVE)

    await stories.decided(one.bob, "Approve", card)
    for each in (one, other) * 2:  # what one of them does may leave the other something to do
        await each.settled()

    assert there.knocks == [("POST", there.only("adjust"))]
    assert there.did == {there.only("adjust"): 1}
    assert "in force on the platform" in card.shown
