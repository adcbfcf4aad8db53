"""Blocking and coming back, through the page."""

import pytest
from playwright.async_api import expect

from tests.support import stories
from tests.support.browser import Screen
from tests.support.desk import Desk
from tests.support.stories import BLOCK

pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_stolen_account_is_found_blocked_at_once_confirmed_by_another_and_on_the_record(
    desk: Desk, screen: Screen
) -> None:
    anna = await stories.stolen(desk)
    await screen.show("alice:player-desk", "sam:approvals")
    alice, sam = screen.left, screen.right

    await alice.say("/player anna42")
    await expect(alice.message("anna42")).to_contain_text("1 withdrawal EUR 900.00")
    await alice.say(BLOCK)
    await expect(alice.dialog).to_contain_text("withdrawals are held")
    await alice.ask("Block player")
    await expect(alice.dialog).to_have_count(0)
    card = sam.message(f"Block player {anna.id}")
    await expect(card).to_contain_text("In force, unconfirmed")
    assert await stories.withdrawal_of(desk, anna) == "held"

    await sam.press_on(f"Block player {anna.id}", "Confirm")
    await expect(sam.dialog).to_contain_text("Anna Arnold")
    await sam.press("Confirm")
    await expect(sam.dialog).to_contain_text("Confirmed.")
    await sam.press("Close")
    await expect(card).to_contain_text("Confirmed by Sam Svensson")

    await alice.open("Messages")
    await expect(alice.message("Receipt")).to_contain_text("EUR 900.00")
    await sam.say("/audit player anna42")
    await expect(sam.message("Records about player")).to_contain_text("Sam Svensson confirmed the block of player")


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_player_who_excluded_herself_is_not_let_back_by_any_hand(desk: Desk, screen: Screen) -> None:
    await stories.excluded(desk)
    await screen.show("alice:player-desk", "cora:approvals")
    alice, cora = screen.left, screen.right

    await alice.say("/unblock petra77 because she asks to come back")
    await alice.dialog.get_by_role("checkbox", name="Self-exclusion").check()
    await alice.press("Ask")

    await expect(alice.dialog).to_contain_text(
        "A self-exclusion cannot be lifted manually. It ends only when its term is"
    )
    await expect(alice.dialog).to_contain_text("24 hours have passed since, and compliance agrees")
    await expect(alice.field("What happened")).to_have_value("she asks to come back")
    await expect(cora.log.get_by_role("article")).to_have_count(0)
    assert await stories.turned_away(desk, "request.asked") == ["exclusion_stands"]


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_where_somebody_may_not_see_players_the_card_says_only_that_it_waits(desk: Desk, screen: Screen) -> None:
    anna = await stories.stolen(desk)
    desk.slack.join("mallory", "approvals")
    await stories.asked(desk, BLOCK)
    await screen.show("mallory:approvals", "sam:approvals")
    mallory, sam = screen.left, screen.right
    code = (await stories.newest(desk)).code
    waits, closed = f"Request {code} is waiting; open it.", f"Request {code} is closed."

    await expect(mallory.message(waits)).not_to_contain_text("player")
    await mallory.press_on(waits, "Open")
    await expect(mallory.message("You may not see what")).to_be_visible()
    await sam.press_on(waits, "Open")
    await expect(sam.dialog).to_contain_text(f"Block player {anna.id}")
    await sam.press("Confirm")
    await sam.confirm("It stays in force.", "Confirm")

    await expect(sam.dialog).to_contain_text("Confirmed.")
    await expect(mallory.message(closed)).to_be_visible()
