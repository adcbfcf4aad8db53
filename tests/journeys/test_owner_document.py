"""What the owner's document asks for, row by row: each is there, reached in Slack, in the order of the work."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from core import activity
from core.activity import Event
from core.database.tables import role_grants
from tests.support import stories
from tests.support.desk import Desk

NOW = {"device": "Firefox on Windows", "ip": "81.2.69.142"}
ACCOUNT = {
    "username": "anna42",
    "licence": "MGA",
    "currency": "EUR",
    "email": "anna@arnold.example",
    "first_name": "Anna",
    "last_name": "Arnold",
    "country": "MT",
}
LIFE: tuple[tuple[str, dict[str, Any]], ...] = (
    ("registration", {"country": "MT", "through": "web", "account": ACCOUNT}),
    ("verification", {"level": 2, "status": "verified"}),
    ("deposit", {"amount": {"amount_minor": 125_000, "currency": "EUR"}, "method": "card"}),
    ("login", {"success": True, "country": "MT", **NOW}),
    ("login", {"success": False, "country": "RO", **NOW}),
    ("password_changed", NOW),
)
"""A player's first day, as the gaming platform tells it."""

PROFILE: Mapping[str, tuple[str, ...]] = {
    "User ID: unique account ID": ("User id", "EXT-1 at lucky"),
    "Account information: user master data": ("Account", "active", "EUR", "a•••@a•••.example"),
    "Registration data: registration information": ("Registration", "through web"),
    "Login history": ("Login history", "logged in", "Firefox on Windows", "failed"),
    "Balance information: user account status": ("Balance", "cash: EUR 1,250.00"),
    "Transaction history: history of financial transactions": ("Transaction history", "deposit", "EUR 1,250.00"),
    "Security status: account security status": ("Security status", "Not blocked", "Last changed: password"),
}

EVENTS: Mapping[str, tuple[str, dict[str, Any], str]] = {
    "User registration: create a new account": (
        "registration",
        {"through": "app", "account": {**ACCOUNT, "username": "anna43", "email": "a43@arnold.example"}},
        "through app",
    ),
    "User login": ("login", {"success": True, "country": "SE", "device": "A new phone"}, "A new phone"),
    "Password change": ("password_changed", {}, "Last changed: password"),
    "Account verification: account confirmation process": (
        "verification",
        {"level": 3, "status": "rejected"},
        "rejected",
    ),
    "Balance update: rebalancing": (
        "balance_update",
        {"wallet": "cash", "balance": {"amount_minor": 1, "currency": "EUR"}},
        "The balance on the platform differs",
    ),
    "Account suspension: account blocking": ("suspension", {"suspended": True, "reason": "risk"}, "Cannot: "),
}

WHO: Mapping[str, tuple[str, str, str, str]] = {
    "Platform administrators: manage user accounts": ("ada", "administrator", "/player anna42", "Security status"),
    "Customer support teams: help users": ("alice", "support", "/ticket queue", "No ticket waits"),
    "Security teams: control account security": ("sam", "security", "/alerts", "No alert is open"),
    "Fraud analysts: analyze suspicious activity": ("fred", "fraud", "/check anna42", "Impossible travel"),
    "Operations teams: monitor the correct operation of the system": (
        "mallory",
        "operations",
        "/pitboss status",
        "How Pitboss is doing",
    ),
    "Managers read the digests": ("maya", "manager", "/digest activity today", "Activity digest"),
}
"""Who they are, as which role, what they type, and what they read then."""


async def tell(desk: Desk, *told: tuple[str, dict[str, Any]], player: str = "EXT-1") -> None:
    """Take in what the platform tells, a minute between one and the next."""
    async with desk.work() as work:
        began = work.now - timedelta(minutes=len(told))
        several = [
            Event(
                source="platform",
                event_id=str(work.at.ids()),
                type=type_,
                at=began + timedelta(minutes=number),
                brand="lucky",
                player=player,
                body=body,
            )
            for number, (type_, body) in enumerate(told)
        ]
        assert (await activity.ingest(work, several)).refused == []


async def card(desk: Desk, username: str = "anna42") -> str:
    """Give all that the card says: what stands first, and what stands behind *More*."""
    first = (await desk.sam.command(f"/player {username}", in_="player-desk")).message
    said = first.shown
    await desk.sam.press("More", on=first)
    await desk.sam.wait_for("Login history", in_="player-desk")
    await desk.settled()
    return f"{said}\n{desk.sam.messages('player-desk')[-1].shown}"


async def activity_of(desk: Desk, typed: str) -> str:
    await desk.sam.command(f"/activity {typed}", in_="player-desk")
    return (await desk.sam.wait_for("Activity of anna42", in_="player-desk")).shown


@pytest.mark.parametrize(("row", "shown"), PROFILE.items(), ids=PROFILE)
async def test_data_available_in_the_user_profile(desk: Desk, row: str, shown: tuple[str, ...]) -> None:
    del row
    await tell(desk, *LIFE)

    told = await card(desk)

    assert [each for each in shown if each not in told] == []


async def test_action_account_review_view_user_profile(desk: Desk) -> None:
    await tell(desk, *LIFE)

    assert "Anna A" in (await desk.sam.command("/player anna42", in_="player-desk")).text
    assert len(await desk.recorded("player.viewed")) == 1


async def test_action_account_status_control_blocking_or_activating_an_account(desk: Desk) -> None:
    await stories.stolen(desk)

    blocked = await stories.asked(desk, stories.BLOCK)
    await stories.decided(desk.sam, "Confirm", blocked)
    assert "Cannot: log in" in await card(desk)
    line = "/unblock anna42 because she called from her own number"
    activated = await stories.asked(desk, line, **unblocking(desk))
    await stories.decided(desk.sam, "Approve", activated)

    assert "Not restricted" in await card(desk)


def unblocking(desk: Desk) -> dict[str, Any]:
    """Tick the block and its remedies, as the form names them."""
    reason = desk.office.reasons["takeover"]
    return {"blocks_to_lift": [reason.title], "done_before": list(reason.remedies)}


async def test_action_security_verification_suspicious_activity_check(desk: Desk) -> None:
    await tell(desk, *LIFE)

    told = (await desk.sam.command("/check anna42", in_="player-desk")).text

    assert [rule for rule in ("Failed logins", "Impossible travel") if rule.lower() not in told.lower()] == []
    assert len(await desk.recorded("player.checked")) == 1


async def test_action_balance_adjustment(desk: Desk) -> None:
    anna = await stories.stolen(desk)

    asked = await stories.asked(desk, stories.GIVE)
    await stories.decided(desk.bob, "Approve", asked)

    assert await stories.cash(desk, anna.id) == "EUR 1,350.00"


async def test_action_user_support_solving_custom_queries(desk: Desk) -> None:
    await stories.stolen(desk)

    await desk.alice.command("/ticket anna42 She cannot find the tournament she paid for", in_="player-desk")
    form = await desk.alice.wait_for_form("What happened, or what is wanted")
    await form.fill(category="Bonus")
    await form.submit()
    await desk.settled()
    [card_of_it] = [each for each in desk.maya.messages("support") if "T-1001" in each.shown]
    solving = await stories.opened(desk.maya, "Solve…", card_of_it)
    await solving.fill(text="Sent her the link to the tournament.")
    await solving.submit()
    await desk.settled()

    assert "Solved" in card_of_it.shown


async def test_action_activity_monitoring_analysis_of_user_activity(desk: Desk) -> None:
    await tell(desk, *LIFE)

    told = await activity_of(desk, "anna42 7d")

    assert [each for each in ("deposits", "eur 1,250.00", "logins") if each not in told.lower()] == []


@pytest.mark.parametrize(("row", "event"), EVENTS.items(), ids=EVENTS)
async def test_typical_user_account_event(desk: Desk, row: str, event: tuple[str, dict[str, Any], str]) -> None:
    type_, body, shown = event
    registers = type_ == "registration"
    await tell(desk, *LIFE)

    await tell(desk, (type_, body), player="EXT-2" if registers else "EXT-1")
    await desk.settled()

    seen = [await card(desk, "anna43" if registers else "anna42")]
    seen += [each.shown for each in desk.sam.messages("security")]
    assert [row for each in seen if shown in each], seen


async def test_typical_user_management_process_stage_by_stage(desk: Desk) -> None:
    await tell(desk, *LIFE)

    found = await desk.sam.command("/player anna@arnold.example", in_="player-desk")
    assert "Anna A" in found.text, "Search for user: admin finds account"
    assert "Security status" in found.text, "View profile: analyzing user data"
    assert "deposits" in (await activity_of(desk, "anna42 30d")).lower(), (
        "Checking activity: view activities and transactions"
    )
    line = "/block anna42 takeover because she is in Malta and not in Romania"
    asked = await stories.asked(desk, line, who="sam")
    assert "In force" in asked.shown, "Decision-making: determine required actions"
    await stories.decided(desk.fred, "Confirm", asked)
    assert "Cannot: log in" in await card(desk), "Operation execution: change status or settings"
    trail = (await desk.sam.command("/audit player anna42", in_="player-desk")).text
    steps = ("looked at player", "blocked player", "voted on the block", "confirmed the block")
    assert [each for each in steps if each not in trail] == [], "Fixing the action: administrative action record"


@pytest.mark.parametrize(("row", "who"), WHO.items(), ids=WHO)
async def test_who_uses_the_user_management_system(desk: Desk, row: str, who: tuple[str, str, str, str]) -> None:
    del row
    person, role, typed, read = who
    await tell(desk, *LIFE)
    if role == "operations":
        await stories.granted(desk, person, role)

    await desk.person(person).command(typed, in_="player-desk" if role != "operations" else None)

    assert await desk.person(person).wait_for(read)
    assert {each.role for each in await roles_of(desk, person)} == {role}


async def roles_of(desk: Desk, person: str) -> Any:
    """Read which roles somebody holds."""
    staff_id = await desk.staff_id(person)
    async with desk.look() as work:
        held = role_grants.c.staff_id == staff_id
        return list(await work.db.execute(select(role_grants).where(held, role_grants.c.revoked_at.is_(None))))
