"""The owner's six steps on a stolen account, through the page, from the alert to the record, by two people."""

import contextlib
import os
from pathlib import Path

import pytest
from playwright.async_api import expect

from bot.workflows import alert_cards as timers
from tests.support import house
from tests.support.browser import Screen, Side
from tests.support.desk import Desk
from tests.support.watching import LAGOS, MALTA, Teller, minutes

pytestmark = pytest.mark.asyncio(loop_scope="session")

SEEN = os.environ.get("PITBOSS_PICTURES")
"""Where pictures of each step are kept, for whoever wants to look."""
CHANGED = "High alert: Credentials changed, then withdrawal"
STEPS = (
    "Pitboss raised the alert",
    "Sam Svensson took the alert",
    "Sam Svensson looked at player",
    "Sam Svensson checked the security of player",
    "Sam Svensson blocked player",
    "Fred Farrugia confirmed the block of player",
    "Sam Svensson closed the alert",
)


async def _picture(screen: Screen, name: str) -> None:
    """Look at the page as it is now: nothing on it may shut anybody out."""
    assert await screen.obstacles() == []
    if SEEN:
        await screen.page.screenshot(path=Path(SEEN) / f"{name}.png")


async def _opened(side: Side, button: str, *, shows: str) -> None:
    """Press a button of the card, as often as a person would on a page that was just being drawn anew."""
    for _ in range(3):
        await side.press_on(CHANGED, button)
        with contextlib.suppress(AssertionError):
            await expect(side.dialog).to_contain_text(shows)
            return
    await expect(side.dialog).to_contain_text(shows)


async def _taken_over(desk: Desk) -> int:
    """Tell as the platform does: home in Malta, then Lagos, another password, the money asked for."""
    world = house.world(desk)
    anna = await world.player("anna42", first_name="Anna", last_name="Arnold", cash="1,250 EUR")
    teller = Teller(world, "anna42")
    there = {"latitude": LAGOS[0], "longitude": LAGOS[1], "ip": "105.112.1.1", "country": "NG", "device": "phone-9"}
    await teller.tell(
        teller.usual(),
        teller.login(ago=minutes(60), latitude=MALTA[0], longitude=MALTA[1], session="home"),
        teller.login(ago=minutes(30), session="away", **there),
        teller.event("password_changed", ago=minutes(20), ip="105.112.1.1", device="phone-9"),
        teller.withdrawal(ago=minutes(10)),
    )
    return anna


async def _looked_into(screen: Screen, anna: int) -> None:
    """Find the user, view the profile, check the activity."""
    sam = screen.left
    await sam.press_on(CHANGED, "Open player")
    await expect(sam.message(f"anna42 · player {anna}")).to_contain_text("1 withdrawal EUR 900.00")
    await _picture(screen, "2-profile")
    await sam.say("/check anna42")
    check = sam.message(f"Security check of player {anna}")
    await expect(check).to_contain_text("3 rules have found something")
    await expect(check).to_contain_text("from MT to NG: faster than 900 km/h")
    await expect(check).to_contain_text("Not enough history: Done elsewhere")
    await _picture(screen, "3-check")
    await sam.press_on(f"Security check of player {anna}", "Activity")
    await expect(sam.message("Activity of anna42")).to_contain_text("Logins")


async def _blocked(screen: Screen, anna: int) -> None:
    """Decide and carry out: one blocks, another sees what the first one saw and confirms."""
    sam, fred = screen.left, screen.right
    await _opened(sam, "Details", shows="Owner")
    await _picture(screen, "4-details")
    await sam.press("Block player…")
    await expect(sam.dialog).to_contain_text("withdrawals are held")
    await expect(sam.field("What happened")).to_have_value(
        "Alert “Credentials changed, then withdrawal”: "
        "A withdrawal was asked for 10 minutes after the password was changed."
    )
    await _picture(screen, "5-block")
    await sam.ask("Block player")
    await expect(sam.dialog).to_have_count(0)
    request = fred.message(f"Block player {anna}")
    await expect(request).to_contain_text("In force, unconfirmed")
    await fred.press_on(f"Block player {anna}", "Confirm")
    await expect(fred.dialog).to_contain_text("Open security alert")
    await _picture(screen, "6-confirm")
    await fred.press("Confirm")
    await expect(fred.dialog).to_contain_text("Confirmed.")
    await fred.press("Close")
    await expect(request).to_contain_text("Confirmed by Fred Farrugia")


async def _recorded(screen: Screen) -> None:
    """Say what came of it, and read the record."""
    sam = screen.left
    await _opened(sam, "Close alert…", shows="Outcome")
    await sam.dialog.get_by_role("radio", name="Confirmed").check()
    await sam.field("What you found").fill("Called her on the known number: it was not her.")
    await _picture(screen, "7-close")
    await sam.press("Close alert")
    await expect(sam.dialog).to_contain_text("Closed as confirmed.")
    await sam.press("Close")
    await expect(sam.message(CHANGED)).to_contain_text("Closed as confirmed by Sam Svensson")
    await sam.say("/audit player anna42")
    record = sam.message("Records about player")
    for step in STEPS:
        await expect(record).to_contain_text(step)
    await sam.say("/alerts")
    await expect(sam.message("Open alerts: 2")).to_contain_text("Impossible travel")
    await _picture(screen, "8-record")


@pytest.mark.parametrize("wiring", ["sockets-postgres"])
async def test_the_owners_six_steps_on_the_stolen_account_from_alert_to_record_by_two_people(
    desk: Desk, screen: Screen
) -> None:
    anna = await _taken_over(desk)
    await timers.sweep(desk.services)
    await screen.show("sam:security", "fred:approvals")
    card = screen.left.message(CHANGED)
    await expect(card).to_contain_text("10 minutes after the password was changed")
    await expect(card).to_contain_text("No owner yet")
    await _picture(screen, "1-alert")
    await screen.left.press_on(CHANGED, "Take")
    await expect(card).to_contain_text("Owner: Sam Svensson")

    await _looked_into(screen, anna)
    await _blocked(screen, anna)
    await _recorded(screen)
