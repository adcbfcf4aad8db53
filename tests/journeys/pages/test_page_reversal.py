"""A wrong credit is found, reversed with an approver who had no part in it, and stands so on the record."""

import pytest
from playwright.async_api import expect

from core import ledger
from tests.support import stories
from tests.support.browser import Screen
from tests.support.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

WRONG = "It was meant for another player."


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_wrong_credit_is_reversed_with_a_new_approver(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, stories.GIVE)
    assert "Done" in await stories.decided(desk.bob, "Approve", card)
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"
    await desk.settled()
    await screen.show("alice:Messages", "bob:approvals")
    alice, other = screen.left, screen.right

    await alice.press_on("Receipt", "Details")
    await alice.confirm("Transaction", "Reverse…")
    await expect(alice.dialog).to_contain_text("Reverse adjustment")
    await expect(alice.dialog).to_contain_text("EUR 100.00 given")
    await alice.field("What was wrong").fill(WRONG)
    await alice.ask()
    await expect(alice.dialog).to_have_count(0)

    reversal = other.message("Reverse EUR")
    await expect(reversal).to_contain_text("Waits for")
    await other.press_on("Reverse EUR", "Approve")
    await expect(other.dialog).to_contain_text("Alice Adams (asked), Bob Borg (approved)")
    await other.press("Approve")
    await expect(other.dialog).to_contain_text("Your vote is recorded.")
    await other.press("Close")
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"

    await other.become("Carol Camilleri")
    await other.open("approvals")
    await other.press_on("Reverse EUR", "Approve")
    await other.confirm("it is done at once", "Approve")
    await expect(other.dialog).to_contain_text("Done.")
    await other.press("Close")
    await expect(reversal).to_contain_text("Done by Carol Camilleri")

    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"
    async with desk.look() as work:
        [undoing, wrong, *_] = await ledger.transactions(work.db, anna.id)
        assert await ledger.verify(work.db) == []
    assert (undoing.transaction.reverses_id, wrong.reversed_by) == (wrong.id, undoing.id)
    [record] = [one for one in await desk.recorded("adjustment.reversed") if one["outcome"] == "success"]
    assert "Carol Camilleri" in [one["name"] for one in record["authorisers"]]


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_adjustment_is_reversed_from_the_list_of_movements_once(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    card = await stories.asked(desk, stories.GIVE)
    await stories.decided(desk.bob, "Approve", card)
    await screen.show("alice:player-desk", "carol:approvals")
    alice, carol = screen.left, screen.right

    await alice.say("/activity anna42")
    await alice.press_on("Activity of anna42", "Transactions")
    await alice.press_on("Transactions of anna42", "Reverse…")
    await alice.field("What was wrong").fill(WRONG)
    await alice.ask()
    await expect(alice.dialog).to_have_count(0)
    await expect(carol.message("Reverse EUR")).to_contain_text("Waits for")
    assert "Your vote is recorded." in await stories.decided(desk.bob, "Approve", desk.maya.messages("approvals")[-1])
    await expect(carol.message("Reverse EUR")).to_contain_text("Bob Borg approved")
    await carol.press_on("Reverse EUR", "Approve")
    await carol.confirm("it is done at once", "Approve")
    await expect(carol.dialog).to_contain_text("Done.")

    await alice.press_on("Transactions of anna42", "Reverse…")
    await expect(alice.dialog).to_contain_text("there is none, so this cannot be requested")
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"
