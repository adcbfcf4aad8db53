"""The gaming platform goes down in the middle of an approval and comes back, through the page: the card follows."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.support import stories
from tests.support.browser import Screen
from tests.support.desk import Desk, Plan, booted
from tests.support.platform import Platform
from tests.support.stories import BLOCK, GIVE

pytestmark = pytest.mark.asyncio(loop_scope="session")

SECONDS = re.compile(r"in force on the platform \d{1,2}:\d{2}:\d{2}")


@pytest_asyncio.fixture(loop_scope="session")
async def there() -> AsyncIterator[Platform]:
    async with Platform.running() as platform:
        yield platform


@pytest_asyncio.fixture(loop_scope="session")
async def desk(database_url: str, transport: str, patience: None, there: Platform) -> AsyncIterator[Desk]:
    async with booted(Plan(database_url, transport, settings=there.settings)) as desk:
        yield desk


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_platform_down_then_back_the_card_follows(desk: Desk, screen: Screen, there: Platform) -> None:
    anna = await stories.stolen(desk)
    await stories.asked(desk, GIVE)
    await there.down()
    await screen.show("alice:player-desk", "bob:approvals")
    alice, bob = screen.left, screen.right
    await bob.press_on("EUR 100.00", "Approve")
    await bob.confirm("it is done at once", "Approve")

    await expect(bob.dialog).to_contain_text("Done here. · waiting for the platform")
    await bob.press("Close")
    await expect(bob.message("EUR 100.00")).to_contain_text("Done here by Bob Borg")
    await expect(bob.message("EUR 100.00")).to_contain_text("waiting for the platform")
    await stories.recovered(desk, minutes=20)
    await expect(bob.message("EUR 100.00")).to_contain_text("unknown on the platform: being checked")
    await alice.open("Messages")
    await expect(alice.message("Do not request it again")).to_be_visible()
    await there.up()
    await stories.recovered(desk, minutes=6)

    await expect(bob.message("EUR 100.00")).to_contain_text(SECONDS)
    await expect(bob.message("EUR 100.00")).to_contain_text("Done by Bob Borg")
    await expect(alice.message("There is nothing left to do")).to_be_visible()
    await expect(alice.message("Receipt")).to_contain_text(SECONDS)
    assert there.did == {there.only("adjust"): 1}
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    assert await stories.happened(desk, "balance.adjusted") == 1


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_platform_says_no_to_a_block_and_everybody_reads_what_to_do(
    desk: Desk, screen: Screen, there: Platform
) -> None:
    there.mood = "refusing"
    await stories.stolen(desk)
    await screen.show("alice:player-desk", "sam:security")
    alice, sam = screen.left, screen.right
    await alice.say(BLOCK)
    await alice.ask("Block player")

    await expect(sam.message("Alarm:")).to_contain_text("The gaming platform refused an order")
    await sam.open("approvals")
    await expect(sam.message("Block player")).to_contain_text("In force here, unconfirmed")
    await expect(sam.message("Block player")).to_contain_text("the platform says no; see Details for the reason")
    await sam.press_on("Block player", "Details")
    await expect(sam.dialog).to_contain_text("the platform says no: “no <!channel> such *wallet*”")
    await alice.open("Messages")
    await expect(alice.message("The platform has not done it. Have it done there by hand")).to_be_visible()
