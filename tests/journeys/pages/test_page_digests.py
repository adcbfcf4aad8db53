"""Digests on the page: the chart, the same in words, what one acknowledges, and what one asks for oneself."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from bot.workflows import digests as workflow
from core import activity
from core.activity import Event
from tests.bot.screens.test_digests import alert
from tests.support import house, stories
from tests.support.browser import Screen
from tests.support.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

BLOCK = "/block anna42 takeover because the player called from a new phone"


async def happened(desk: Desk) -> None:
    """Let a day go by on which something happened everywhere."""
    await house.anna(desk)
    await workflow.send_due(desk.services)
    for number in range(3):
        await alert(desk, subject=f"player:{number}")
    await alert(desk, rule="impossible_travel")
    await alert(desk, rule="structuring", subject="player:7", visibility="compliance")
    async with desk.work() as work:
        body = {"amount": {"amount_minor": 12_345, "currency": "EUR"}}
        login = {"success": False, "ip": "81.2.69.142"}
        told = [("deposit", body), ("deposit", body), ("withdrawal_requested", body | {"withdrawal": "w1"})]
        told += [("withdrawal_paid", body | {"withdrawal": "w1"}), *(("login", login) for _ in range(7))]
        plain = {"source": "games", "brand": "royal", "player": "x-anna42", "at": work.now}
        events = [
            Event(event_id=str(number), type=kind, body=body, **plain) for number, (kind, body) in enumerate(told)
        ]
        await activity.ingest(work, events)
    await stories.asked(desk, BLOCK)
    await stories.decided(desk.bob, "Approve", await stories.asked(desk, stories.GIVE))


async def morning(desk: Desk) -> None:
    """Let the digests of that day come."""
    now = desk.services.clock().now
    then = desk.office.day_bounds(desk.office.day(now) + timedelta(days=1))[0] + timedelta(hours=9)
    desk.advance(seconds=(then - now).total_seconds())
    await workflow.send_due(desk.services)
    await desk.settled()


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_chart_and_its_words_stand_in_the_channel_and_findings_are_acknowledged(
    desk: Desk, screen: Screen
) -> None:
    await happened(desk)
    await morning(desk)
    await screen.show("sam:security", "maya:managers")
    sam, maya = screen.left, screen.right

    security = sam.message("Security digest")
    await expect(security.get_by_role("figure").first).to_be_visible()
    await expect(security).to_contain_text("Failed logins: 3 (0 before, +3)")
    await expect(security).to_contain_text("Not for everybody here: 1 (0 before, +1)")
    await expect(security).not_to_contain_text("player 7")
    await expect(maya.message("Activity digest")).to_contain_text("Deposits: EUR 246.90")
    await expect(maya.message("Activity digest").get_by_role("figure").first).to_be_visible()
    await expect(maya.message("Adjustments digest")).to_contain_text("Bob Borg (finance)")

    await security.get_by_role("button", name="Seen").first.click()
    await expect(security).to_contain_text("Seen by Sam")
    assert await stories.happened(desk, "digest.finding_seen") == 1


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_a_manager_asks_and_posts_knowing_who_reads_along(desk: Desk, screen: Screen) -> None:
    await happened(desk)
    await screen.show("maya:managers", "ada:managers")
    maya, ada = screen.left, screen.right

    await maya.say("/digest activity today")
    await expect(maya.message("Activity digest")).to_contain_text("Only visible to you")
    await maya.press_on("Activity digest", "Post…")
    await expect(maya.dialog).to_contain_text("3 people read along there, and all of them may see players.")
    await maya.press("Post")

    await expect(ada.message("Activity digest")).to_contain_text("Net, after chargebacks: EUR 123.45")
