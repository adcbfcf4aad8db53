"""The late tournament from a ticket: asked, approved, written back, solved; through the page, by those concerned."""

import os
import re
from pathlib import Path

import pytest
from playwright.async_api import expect

from tests.support import house, stories
from tests.support.browser import Screen, Side
from tests.support.desk import Desk
from tests.support.ticket_screens import swept
from tests.support.ticketing import CARD

pytestmark = pytest.mark.asyncio(loop_scope="session")

CODE = "T-1001"
PICTURES = os.environ.get("PITBOSS_PICTURES")
"""A folder for pictures of the way, for whoever wants to look at it."""


async def picture(screen: Screen, name: str) -> None:
    if PICTURES:
        await screen.page.screenshot(path=Path(PICTURES) / f"{name}.png")


async def open_ticket(alice: Side, line: str, **typed: str) -> None:
    """Open a ticket by a sentence and what it leaves open."""
    await alice.say(line)
    await alice.pick("What it is about", "Bonus")
    for label, text in typed.items():
        await alice.field(label).fill(text)
    await alice.press("Open")


async def fill_in_the_prize(alice: Side) -> None:
    """Ask for the prize from its ticket, up to what would happen."""
    await alice.press_on(f"{CODE} · Bonus", "Adjust…")
    await expect(alice.field("Ticket")).to_have_value(CODE)
    await alice.dialog.get_by_label("Give to player").check()
    await alice.field("Amount").fill("750")
    await alice.pick("Reason", "Tournament prize")
    await alice.field("What it is for").fill("T-4711")
    await alice.field("What happened").fill("Second place, never credited.")
    await alice.press("What would happen?")


async def solve(alice: Side) -> None:
    await alice.press_on(f"{CODE} · Bonus", "Solve…")
    await alice.field("How it was solved").fill("Paid by hand.")
    await alice.press("Solve")


async def approve(who: Side, told: str) -> None:
    """Approve the prize in the form that its card opens, and read what came of it."""
    await who.press_on("EUR 750.00", "Approve")
    await expect(who.dialog).to_contain_text("T-4711")
    await who.confirm("it is done at once", "Approve")
    await expect(who.dialog).to_contain_text(told)
    await who.press("Close")
    await expect(who.dialog).to_have_count(0)


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_late_tournament_from_a_ticket_asked_approved_written_back_solved(desk: Desk, screen: Screen) -> None:
    bjorn = await house.world(desk).player("bjorn84", cash="50 EUR", first_name="Bjorn")
    await screen.show("alice:support", "bob:approvals")
    alice, other = screen.left, screen.right

    await open_ticket(alice, "/ticket bjorn84 The prize of Friday's tournament T-4711 was never credited")
    await expect(alice.dialog).to_contain_text(f"Ticket {CODE} is open, in Support.")
    await picture(screen, "1 opened")
    await alice.press("Close")
    head = alice.message(f"{CODE} · Bonus · normal")
    await expect(head).to_contain_text("Waits in Support for somebody to take it")
    await alice.press_on(f"{CODE} · Bonus", "Take")
    await expect(head).to_contain_text("Alice Adams has it")

    await fill_in_the_prize(alice)
    await expect(alice.dialog).to_contain_text("EUR 800.00")
    await picture(screen, "2 asking")
    await alice.ask()
    await expect(alice.dialog).to_have_count(0)
    request = await stories.newest(desk)
    await expect(head).to_contain_text(f"waits for request {request.code}")

    await solve(alice)
    await expect(alice.dialog).to_contain_text(f"{CODE} cannot be solved yet: request {request.code}")
    await picture(screen, "3 refused")
    await alice.press("Cancel")

    card = other.message("EUR 750.00")
    await expect(card).to_contain_text("Waits for Finance and Manager")
    await approve(other, "Your vote is recorded.")
    await expect(card).to_contain_text("Waits for Manager")
    assert await stories.cash(desk, bjorn) == "EUR 50.00"
    await expect(head).to_contain_text(f"waits for request {request.code}")
    await other.become("Maya Micallef")
    await other.open("approvals")
    await approve(other, "Done.")
    await expect(card).to_contain_text("Done by Maya Micallef")
    await picture(screen, "4 approved")
    await expect(head).to_contain_text(f"{request.code} done")
    await head.get_by_role("button", name=re.compile("repl(y|ies)")).click()
    await expect(alice.message(f"Request {request.code}")).to_contain_text("done by Maya Micallef")
    await picture(screen, "5 written back")
    await alice.open("Messages")
    await expect(alice.message(f"{CODE}: request {request.code}")).to_contain_text("done by Maya Micallef.")

    await alice.open("support")
    await solve(alice)
    await expect(alice.dialog).to_have_count(0)
    await expect(head).to_contain_text("Solved · Alice Adams had it")
    await picture(screen, "6 solved")
    assert await stories.cash(desk, bjorn) == "EUR 800.00"
    assert await stories.happened(desk, "balance.adjusted") == 1
    assert await stories.happened(desk, "ticket.solved") == 1
    assert await stories.turned_away(desk, "ticket.solved") == ["request_still_waits"]


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_card_number_is_caught_in_the_form_and_masked_in_the_thread(desk: Desk, screen: Screen) -> None:
    await house.anna(desk)
    await screen.show("alice:support", "maya:support")
    alice, maya = screen.left, screen.right

    await open_ticket(alice, "/ticket anna42", **{"What happened, or what is wanted": f"Paid with {CARD} twice"})
    await expect(alice.dialog).to_contain_text("Write instead: “Paid with •••• 1111 twice”")
    await picture(screen, "7 caught")
    await expect(alice.field("What happened, or what is wanted")).to_have_value(f"Paid with {CARD} twice")
    await alice.field("What happened, or what is wanted").fill("Paid with a card twice")
    await alice.press("Open")
    await expect(alice.dialog).to_contain_text(f"Ticket {CODE} is open")
    await alice.press("Close")

    await maya.message(CODE).get_by_role("button", name=re.compile("repl(y|ies)")).click()
    await maya.say(f"She says it was {CARD}")
    await expect(maya.log).to_contain_text("Please delete it")
    desk.advance(minutes=16)
    await swept(desk)
    await screen.show("alice:support", "maya:app")
    await maya.message("still stands in Slack").get_by_role("link", name="Open the message").click()
    mine = maya.message("She says it was")
    await mine.hover()
    await mine.get_by_role("button", name="Message actions").click()
    await maya.pane.get_by_role("menuitem", name="Edit message").click()
    await expect(maya.composer).to_have_value(f"She says it was {CARD}")
    await maya.say("She says it was a card of her own")
    await expect(maya.message("She says it was a card of her own")).to_contain_text("edited")
    await picture(screen, "8 edited")
    mine = maya.message("She says it was a card of her own")
    await mine.hover()
    await mine.get_by_role("button", name="Message actions").click()
    await maya.pane.get_by_role("menuitem", name="Delete message").click()
    await expect(maya.message("She says it was a card of her own")).to_have_count(0)

    await desk.settled()
    await alice.say(f"/ticket {CODE}")
    await expect(alice.message(f"{CODE} ·")).to_contain_text("deleted in the thread")
    await picture(screen, "9 private")
    assert [len(await desk.recorded(f"ticket.note{what}")) for what in ("d", "_edited", "_deleted")] == [1, 1, 1]
