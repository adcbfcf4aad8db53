"""Money that needs others, through the page: tiers, races, and what changed meanwhile."""

import asyncio
import re

import pytest
from playwright.async_api import expect

from tests.support import stories
from tests.support.browser import Screen, Side
from tests.support.desk import Desk
from tests.support.stories import GIVE, PRIZE

pytestmark = pytest.mark.asyncio(loop_scope="session")

DOUBLE_CLICK = "button => { button.click(); button.click(); }"
"""Two clicks at once; a page has one mouse, and two people are at it."""
OUTCOME = re.compile(r": Done\.|decided before: done by (Bob Borg|Carol Camilleri)")


async def ask(alice: Side, line: str, **filled: str) -> None:
    """Ask by a full sentence; fill in what it leaves open, by label."""
    await alice.say(line)
    for label, value in filled.items():
        await alice.field(label).fill(value)
    await alice.ask()
    await expect(alice.dialog).to_have_count(0)


async def approve(who: Side, told: str, *, card: str = "player 1") -> None:
    """Approve in the form the card opens, read what came of it, go on."""
    await who.press_on(card, "Approve")
    await who.confirm("it is done at once", "Approve")
    await expect(who.dialog).to_contain_text(told)
    await who.press("Close")
    await expect(who.dialog).to_have_count(0)


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_third_tier_needs_two_with_the_right_roles_and_a_third_is_told(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    await screen.show("alice:player-desk", "bob:approvals")
    alice, other = screen.left, screen.right

    await ask(alice, PRIZE, **{"What it is for": "T-4711"})
    await expect(other.message("EUR 750.00")).to_contain_text("Waits for Finance and Manager")
    await approve(other, "Your vote is recorded.")
    await expect(other.message("EUR 750.00")).to_contain_text("Waits for Manager")
    await other.become("Carol Camilleri")
    await other.open("approvals")
    await approve(other, "your roles do not fill that")
    await other.press_on("EUR 750.00", "Approve")
    await expect(other.dialog).to_contain_text("it is done at once")
    maya = await stories.opened(desk.maya, "Approve", desk.maya.messages("approvals")[-1])
    await maya.submit()
    await other.press("Approve")

    await expect(other.dialog).to_contain_text("decided before: done by Maya Micallef")
    await expect(other.message("EUR 750.00")).to_contain_text("Done by Maya Micallef")
    await alice.open("Messages")
    await expect(alice.message("Receipt")).to_contain_text("EUR 2,000.00")
    assert await stories.cash(desk, anna.id) == "EUR 2,000.00"
    assert await stories.happened(desk, "balance.adjusted") == 1


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_double_click_and_two_clickers_at_once_carry_it_out_once(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    await stories.asked(desk, GIVE)
    await screen.show("bob:approvals", "carol:approvals")
    both = (screen.left, screen.right)
    for one in both:
        await one.press_on("EUR 100.00", "Approve")
        await expect(one.dialog).to_contain_text("it is done at once")

    await asyncio.gather(*(one.dialog.get_by_role("button", name="Approve").evaluate(DOUBLE_CLICK) for one in both))

    for one in both:
        await expect(one.dialog).to_contain_text(OUTCOME)
        await expect(one.message("EUR 100.00")).to_contain_text("Done by")
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    assert await stories.happened(desk, "balance.adjusted") == 1
    assert await stories.happened(desk, "vote.cast") == 1


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_what_matters_changed_meanwhile_is_shown_and_asked_again(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    await stories.asked(desk, GIVE)
    await screen.show("alice:player-desk", "bob:approvals")
    bob = screen.right
    await bob.press_on("EUR 100.00", "Approve")
    await expect(bob.dialog).to_contain_text("it is done at once")
    await stories.noted(desk, anna.id, "Chargeback suspected, ask Sam first")

    await bob.press("Approve")
    await expect(bob.dialog).to_contain_text("Look again.")
    await expect(bob.dialog).to_contain_text("Chargeback suspected, ask Sam first")
    assert await stories.happened(desk, "vote.cast") == 0
    await bob.press("Approve")

    await expect(bob.dialog).to_contain_text("Done.")
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
