"""Who cannot approve, and whose request stops, through the page."""

import pytest
from playwright.async_api import expect

from tests.support import stories
from tests.support.browser import Screen, Side
from tests.support.desk import Desk
from tests.support.stories import GIVE

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_nobody_approves_their_own_and_no_administrator_twin_outsider_or_guest_does(
    desk: Desk, screen: Screen
) -> None:
    anna = await stories.stolen(desk)
    await stories.second_account(desk, "bob", role="finance")
    await stories.asked(desk, GIVE, who="bob")
    await screen.show("alice:player-desk", "bob:approvals")
    somebody = screen.right

    for name, sentence in {
        "Bob Borg": "You asked for this yourself",
        "Bob again": "You asked for this yourself",
        "Ada Andersson": "You may not decide about this",
    }.items():
        await _refused(somebody, name, "EUR 100.00", "Approve", sentence)
    for outsider in ("gus", "eve", "mallory"):
        desk.slack.join(outsider, "approvals")
    for name, sentence in {
        "Mallory Moss": "You may not see what",
        "Gus Guest": "You are not on the staff of this desk",
        "Eve Elsewhere": "You are not on the staff of this desk",
    }.items():
        await _refused(somebody, name, "is waiting; open it", "Open", sentence)

    assert (await stories.newest(desk, "bob")).state == "pending"
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_request_of_somebody_who_lost_the_right_stops_until_another_takes_it_over(
    desk: Desk, screen: Screen
) -> None:
    anna = await stories.stolen(desk)
    await stories.asked(desk, GIVE)
    await screen.show("ada:player-desk", "bob:approvals")
    ada, bob = screen.left, screen.right

    await ada.say("/pitboss revoke @alice support because she left the team")
    await ada.press("Revoke")
    await ada.confirm("no longer holds the role", "Close")
    await expect(bob.message("EUR 100.00")).to_contain_text("must take it over")
    await bob.press_on("EUR 100.00", "Approve")
    await expect(bob.message("may not ask for this any more")).to_contain_text("Only visible to you")
    assert await stories.cash(desk, anna.id) == "EUR 1,250.00"

    carol = ada
    await carol.become("Carol Camilleri")
    await carol.open("approvals")
    await carol.press_on("EUR 100.00", "Details")
    await carol.confirm("somebody who can must take it over", "Take over")
    await carol.confirm("is now your request", "Close")
    await bob.press_on("Carol Camilleri", "Approve")
    await bob.confirm("it is done at once", "Approve")
    await expect(bob.dialog).to_contain_text("Done.")
    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"


async def _refused(somebody: Side, name: str, card: str, button: str, sentence: str) -> None:
    await somebody.become(name)
    await somebody.open("approvals")
    await somebody.press_on(card, button)
    await expect(somebody.message(sentence)).to_be_visible()
    await expect(somebody.dialog).to_have_count(0)
