"""Whole stories in the words of a desk: what is typed, how the world stands then, who decides, what came of it."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from bot import kit
from core import ledger, player_blocks, players, requests, staff
from core.database.tables import withdrawals
from core.money import Money, Wallet
from core.people import PITBOSS, Visibility
from core.player_blocks import Exclusion
from core.requests import Request
from core.staff import ChatAccount, Grant
from sandbox.changes import WAIT_SECONDS
from sandbox.forms import Form
from sandbox.messages import Message
from sandbox.people import Person
from tests.support import asked_page, house
from tests.support.desk import Desk

BLOCK = "/block anna42 takeover because she did not change her e-mail and is not abroad"
PRIZE = "/adjust anna42 +750 EUR tournament prize because it was never credited"
GIVE = "/adjust anna42 +100 EUR goodwill because the bonus came late"
"""Second tier: one of finance or security."""
WAITING = "One moment…"
"""What stands in a form that takes a while to make."""


@dataclass(frozen=True, slots=True)
class Anna:
    """The player of these stories, and what she asked to be paid."""

    id: int
    withdrawal: Any


async def stolen(desk: Desk) -> Anna:
    """Somebody took Anna's account over: EUR 900 are asked for, a session and a bet are open."""
    world = house.world(desk)
    player_id = await world.player("anna42", cash="1,250 EUR", first_name="Anna", last_name="Arnold")
    withdrawal = await world.withdrawal(player_id, "900 EUR")
    await world.session(player_id)
    await world.bet(player_id, "45 EUR")
    return Anna(player_id, withdrawal)


async def excluded(desk: Desk, username: str = "petra77") -> int:
    """Petra excluded herself for half a year."""
    player_id = await house.world(desk).player(username, first_name="Petra", last_name="Peters")
    async with desk.work() as work:
        until = work.now + timedelta(days=180)
        wanted = Exclusion(player_id=player_id, kind="self_exclusion", until=until, placed_by="the player")
        await player_blocks.exclude(work, wanted)
    return player_id


async def second_account(desk: Desk, of: str, *, role: str) -> Person:
    """Give somebody another Slack account, on the staff under the same person key."""
    other = desk.slack.add_person(f"{of}2", id=f"U0{of.upper()}2", name=f"{of.capitalize()} again", tz="Europe/Malta")
    desk.slack.join(f"{of}2", "approvals")
    await hired(desk, other, person=of, role=role)
    return other


async def hired(desk: Desk, who: Person, *, person: str, role: str) -> None:
    async with desk.work() as work:
        account = ChatAccount(user_id=who.id, team_id=who.user.team_id, name=who.user.name, zone=who.user.tz)
        staff_id = await staff.hire(work, PITBOSS, account, person=person)
        await staff.grant(work, Grant(staff_id=staff_id, role=role, by=PITBOSS))


async def revoked(desk: Desk, who: str, role: str) -> None:
    """Take a role away, at once."""
    staff_id = await desk.staff_id(who)
    async with desk.work() as work:
        await staff.revoke(work, PITBOSS, staff_id=staff_id, role=role)


async def noted(desk: Desk, player_id: int, text: str, *, by: str = "sam") -> None:
    """Write a note that stands on every card and inside every approval."""
    staff_id = await desk.staff_id(by)
    async with desk.work() as work:
        member = await staff.by_id(work.db, staff_id, office=work.office, now=work.now)
        note = players.NewNote(player_id=player_id, text=text, priority="high", visibility=Visibility.STAFF)
        await players.add_note(work, member.actor, note)


async def asked(desk: Desk, line: str, *, who: str = "alice", **filled: Any) -> Message:
    """Ask by a full sentence and what it leaves open; give the card in the channel."""
    before = set(map(id, desk.maya.messages("approvals")))
    await desk.person(who).command(line)
    form = await desk.person(who).wait_for_form()
    await form.fill(**filled)
    await form.submit()
    await desk.settled()
    await asked_page.closed(desk.person(who))
    assert desk.person(who).form is None, form.errors or form.text
    return await _posted(desk, before)


async def _posted(desk: Desk, before: set[int]) -> Message:
    """Give the one new card in the channel; another process may be the one that posts it."""

    def new() -> list[Message]:
        return [each for each in desk.maya.messages("approvals") if id(each) not in before]

    await desk.slack.state.changes.until(lambda: bool(new()), WAIT_SECONDS)
    [card] = new()
    return card


async def opened(person: Person, button: str, card: Message) -> Form:
    """Press a button of a card that opens a form; what stands there while it is made does not count."""
    await person.press(button, on=card)
    form = await person.wait_for_form()
    await person.until(lambda: WAITING not in (person.form or form).text)
    return person.form or form


async def decided(person: Person, button: str, card: Message, **filled: str) -> str:
    """Press, fill in, submit; give what the person reads then."""
    form = await opened(person, button, card)
    await form.fill(**filled)
    await form.submit()
    told = str(form.errors) + (person.form.text if person.form else "")
    if person.form:
        await person.form.close(all_of_them=True)
    return told


async def refused(desk: Desk, person: Person, button: str, card: Message) -> str:
    """Press a button that opens nothing; give the private answer."""
    before = set(map(id, person.messages()))
    await person.press(button, on=card)
    await desk.settled()
    assert person.form is None, person.form.text
    return "\n".join(each.shown for each in person.messages() if id(each) not in before)


async def newest(desk: Desk, who: str = "alice") -> Request:
    """Read the last request somebody made."""
    async with desk.look() as work:
        [request, *_] = await requests.asked_by(work.db, who, now=work.now)
    return request


async def cash(desk: Desk, player_id: int) -> str:
    """Read what a player has in cash."""
    async with desk.look() as work:
        held: Money = await ledger.balance(work.db, player_id=player_id, wallet=Wallet.CASH, currency="EUR")
    return kit.money(held)


async def withdrawal_of(desk: Desk, anna: Anna) -> str:
    """Read how Anna's withdrawal stands: ``waiting``, ``held``, or how it ended."""
    async with desk.look() as work:
        in_flight = await player_blocks.in_flight(work.db, anna.id, now=work.now)
        ended = await work.db.scalar(select(withdrawals.c.state).where(withdrawals.c.id == anna.withdrawal))
    return next((each.state for each in in_flight.withdrawals if each.id == anna.withdrawal), str(ended))


async def happened(desk: Desk, action: str) -> int:
    """Count how often something is on the record as done."""
    return len([record for record in await desk.recorded(action) if record["outcome"] == "success"])


async def turned_away(desk: Desk, action: str) -> list[str]:
    """List the codes with which tries are on the record as refused."""
    return [str(record["code"]) for record in await desk.recorded(action) if record["outcome"] == "refused"]


async def granted(desk: Desk, who: str, role: str) -> None:
    """Give a role as at the first set-up: without a second person, and without cooling off."""
    staff_id = await desk.staff_id(who)
    async with desk.work() as work:
        await staff.grant(work, Grant(staff_id=staff_id, role=role, by=PITBOSS))


def given_a_button(card: Message, label: str, action_id: str) -> None:
    """Put a button on a card that is not there, as somebody hostile would."""
    value = next(
        element["value"] for block in card.blocks for element in block.get("elements", ()) if "value" in element
    )
    button = {"type": "button", "text": {"type": "plain_text", "text": label}, "action_id": action_id, "value": value}
    card.blocks.append({"type": "actions", "block_id": "hostile", "elements": [button]})


async def refused_with_an_old_card(desk: Desk, person: Person, button: str, card: Message) -> str:
    """Press a button that the card showed before it was redrawn."""
    await desk.settled()
    given_a_button(card, button, f"request:{button.lower()}")
    return await refused(desk, person, button, card)


def calls_fail(desk: Desk) -> None:
    """Let people reach the bot, while nothing the bot calls in Slack answers."""
    desk.slack.faults.set(fail_500=True)


async def recovered(desk: Desk, minutes: int = 5) -> None:
    """Let the minutes pass after which the bot has tried again."""
    for _ in range(minutes):
        desk.advance(seconds=61)
        await desk.settled()
