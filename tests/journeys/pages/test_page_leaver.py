"""A leaver through the page: everything of his stops at once and is handed on."""

import pytest
from playwright.async_api import expect

from core import staff, tickets
from core.tickets import NewTicket
from tests.support import house, stories
from tests.support.browser import Screen
from tests.support.desk import Desk
from tests.support.stories import PRIZE

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def his_ticket(desk: Desk) -> str:
    async with desk.work() as work:
        [bob] = await staff.by_account(work.db, desk.bob.id, office=work.office, now=work.now)
        new = NewTicket(text="A payment came twice", category="payment", key="of-bob")
        ticket = await tickets.open(work, bob.actor, new)
        await tickets.take(work, bob.actor, ticket.id)
    return ticket.code


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_everything_of_a_leaver_stops_and_is_handed_on(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    ticket = await his_ticket(desk)
    prize = await stories.asked(desk, PRIZE, source_ref="T-4711")
    await stories.decided(desk.bob, "Approve", prize)
    bert = await house.world(desk).player("bert42")
    await stories.asked(desk, "/adjust bert42 +100 EUR goodwill because the bonus came late", who="bob")
    await screen.show("bob:player-desk", "carol:player-desk")
    bob, carol = screen.left, screen.right
    for side in (bob, carol):
        await side.open("Home")
    await expect(bob.pane).to_contain_text(ticket)

    await bob.become("Ada Andersson")
    ada = bob
    await ada.open("player-desk")
    await ada.say("/pitboss leaver @bob because it was his last day")
    await ada.confirm("Coming back means being hired again", "They have left")
    await ada.confirm("Bob Borg has left", "Close")

    await ada.become("Bob Borg")
    await bob.open("approvals")
    await bob.say("/approvals")
    await expect(bob.message("Your staff record is gone")).to_be_visible()

    await expect(carol.pane).to_contain_text("Left behind by Bob Borg")
    await carol.press("Take over")
    await carol.confirm("is now your request", "Close")
    await expect(carol.pane).to_contain_text("You asked for: 1")
    await carol.open("player-desk")
    await carol.say(f"/ticket {ticket}")
    await carol.press_on(ticket, "Take")
    await carol.open("Home")
    await expect(carol.pane).to_contain_text("Your tickets: 1")

    await bob.become("Maya Micallef")
    maya = bob
    await maya.open("approvals")
    await maya.press_on("EUR 750.00", "Approve")
    await maya.confirm("EUR 750.00", "Approve")
    await maya.confirm("still needs Finance", "Close")
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"

    await carol.open("approvals")
    await carol.press_on("EUR 750.00", "Approve")
    await carol.confirm("EUR 750.00", "Approve")
    await carol.confirm("Done.", "Close")
    await maya.become("Sam Svensson")
    sam = maya
    await sam.open("approvals")
    await sam.press_on("Carol Camilleri", "Approve")
    await sam.confirm("EUR 100.00", "Approve")
    await sam.confirm("Done.", "Close")
    assert await stories.cash(desk, anna.id) == "EUR 2,000.00"
    assert await stories.cash(desk, bert) == "EUR 100.00"
