"""What a player did, through the page: from the card to the charts, other days, and every login."""

from datetime import timedelta

import pytest
from playwright.async_api import expect

from core import activity
from core.activity import Event, Type
from tests.support import desk_players
from tests.support.browser import Screen
from tests.support.desk import Desk

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def played(desk: Desk) -> None:
    """Anna pays in and logs in on twelve days, once in vain from elsewhere."""
    await desk_players.player(desk, "anna42")
    about = {"source": "games", "brand": "royal", "player": "x-anna42"}
    place = {"ip": "81.2.69.142", "country": "MT", "device": "iPhone"}
    async with desk.work() as work:
        events = [
            Event(event_id=f"{type_} {days}", type=type_, at=work.now - timedelta(days=days), body=body, **about)
            for days in range(12)
            for type_, body in (
                (Type.LOGIN, {"success": days != 3, **place, **({"country": "RO"} if days == 3 else {})}),
                (Type.DEPOSIT, {"amount": {"amount_minor": 1_000 * (days + 1), "currency": "EUR"}}),
            )
        ]
        await activity.ingest(work, events)


@pytest.mark.parametrize("wiring", ["http-sqlite"])
async def test_activity_is_checked_from_the_card_with_charts_other_days_and_every_login(
    desk: Desk, screen: Screen
) -> None:
    await played(desk)
    await screen.show("alice:player-desk", "sam:player-desk")
    alice = screen.left

    await alice.say("/player anna42")
    card = alice.message("Security status")
    await alice.press("More")
    for part in ("User id", "Account", "Registration", "Login history", "Balance", "Transaction history"):
        await expect(card).to_contain_text(part)
    await alice.press("Activity")
    page = alice.message("Activity of anna42")
    await expect(page).to_contain_text("12 · EUR 780.00")
    await expect(page).to_contain_text("RO 0 (1 failed)")
    await expect(page.get_by_role("img")).to_have_count(2)

    await alice.press("7 days")
    await expect(page).to_contain_text("7 · EUR 280.00")
    await alice.press("Logins")
    logins = alice.message("Logins of anna42")
    await expect(logins).to_contain_text("failed · RO · iPhone · 81.2.•••")
    await alice.press("Older")
    await expect(logins).to_contain_text("There is nothing older.")
