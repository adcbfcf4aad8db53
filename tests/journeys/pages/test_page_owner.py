"""The owner's six steps and six actions, played through the page on one player, from the search to the record."""

import pytest
from playwright.async_api import expect

from tests.support import stories
from tests.support.browser import Screen, Side
from tests.support.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")

BECAUSE = "because she did not change her e-mail"
RECORDED = (
    "Sam Svensson looked at player",
    "Sam Svensson blocked player",
    "Sam Svensson confirmed the new password of player",
    "Alice Adams required a new password of player",
)
"""Steps that the record names."""


async def act(who: Side, line: str, submit: str) -> None:
    """Ask for an act by a full sentence, in the form it opens."""
    await who.say(line)
    await expect(who.dialog).to_contain_text("What would happen")
    await who.ask(submit)
    await expect(who.dialog).to_have_count(0)


async def vote(who: Side, card: str, decision: str, said: str) -> None:
    await who.press_on(card, decision)
    await expect(who.dialog.get_by_role("button", name=decision)).to_be_visible()
    await who.press(decision)
    await expect(who.dialog).to_contain_text(said)
    await who.press("Close")


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_six_steps_and_six_actions_on_one_player_from_search_to_record(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    await screen.show("alice:player-desk", "sam:approvals")
    alice, sam = screen.left, screen.right

    await alice.say("/player anna42@example.com")
    await expect(alice.message("anna42")).to_contain_text("1 withdrawal EUR 900.00")
    await alice.say("/activity anna42 30d")
    await expect(alice.message("Activity of anna42")).to_be_visible()

    await act(alice, f"/player Anna Arnold password {BECAUSE}", "Require a new password")
    await vote(sam, f"Require a new password: player {anna.id}", "Confirm", "Confirmed.")
    await act(alice, f"/adjust anna42 +20 EUR goodwill {BECAUSE}", "Ask")
    await stories.decided(desk.bob, "Approve", desk.bob.messages("approvals")[-1])
    await alice.say("/ticket anna42 She cannot log in with her new password")
    await expect(alice.dialog).to_contain_text("What happened, or what is wanted")
    await alice.press("Cancel")

    await sam.say("/check anna42")
    await expect(sam.message("Failed logins")).to_be_visible()
    await sam.say("/player anna42")
    await expect(sam.message("Security status")).to_contain_text("New password: required since")
    await act(sam, f"/block anna42 takeover {BECAUSE}", "Block player")

    await sam.say("/audit player anna42")
    record = sam.message("Records about player")
    for each in RECORDED:
        await expect(record).to_contain_text(each)
