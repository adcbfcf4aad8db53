"""The bot restarted and Slack down in the middle of an approval, through the page."""

import pytest
from playwright.async_api import Browser, expect

from tests.support import browser, stories
from tests.support.browser import Screen
from tests.support.desk import Desk, Plan, slack_of, started
from tests.support.stories import GIVE

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_bot_restarted_between_card_and_click_goes_on_where_it_was(
    database_url: str, transport: str, one_browser: Browser, patience: None
) -> None:
    plan = Plan(database_url, transport)
    async with slack_of(plan) as slack, browser.visited(one_browser, slack.url) as screen:
        await screen.show("alice:player-desk", "bob:approvals")
        alice, bob = screen.left, screen.right
        async with started(slack, plan) as desk:
            anna = await stories.stolen(desk)
            await alice.say(GIVE)
            await alice.ask()
            await expect(bob.message("EUR 100.00")).to_contain_text("Waits for")
        async with started(slack, plan) as desk:
            await bob.press_on("EUR 100.00", "Approve")
            await bob.confirm("it is done at once", "Approve")

            await expect(bob.dialog).to_contain_text("Done.")
            await bob.press("Close")
            await expect(bob.log.get_by_role("article")).to_have_count(1)
            await expect(bob.message("EUR 100.00")).to_contain_text("Done by Bob Borg")
            assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
        assert screen.mishaps == []


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_slack_down_while_approving_undoes_nothing_and_the_card_follows_later(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    await stories.asked(desk, GIVE)
    await screen.show("alice:player-desk", "bob:approvals")
    bob = screen.right
    await bob.press_on("EUR 100.00", "Approve")
    await expect(bob.dialog).to_contain_text("it is done at once")

    stories.calls_fail(desk)
    await bob.press("Approve")
    await bob.confirm("Done.", "Close")
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    await expect(bob.message("EUR 100.00")).to_contain_text("Waits for")
    desk.slack.faults.clear()
    await stories.recovered(desk)

    await expect(bob.message("EUR 100.00")).to_contain_text("Done by Bob Borg")
    assert await stories.happened(desk, "balance.adjusted") == 1
