"""Every story of "Try this", step by step as it is typed, in the company that the demo starts with."""

import re
from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest
import yaml

from bot.demo.cast import accounts
from bot.demo.setup import found
from bot.demo.simulation import Company
from bot.process.offline import Offline
from bot.workflows import alert_cards
from sandbox.forms import Form
from sandbox.messages import Message
from tests.support import asked_page, stories
from tests.support.desk import WORKSPACE, Desk, Plan, booted

SMALL = {"players": 40, "days": 5}
TOLD = {one["title"]: one["steps"] for one in yaml.safe_load(WORKSPACE.read_text(encoding="utf-8"))["stories"]}


@pytest.fixture
async def town(database_url: str, transport: str, patience: None) -> AsyncIterator[Desk]:
    """The demo's company, with its staff and its stories, after the first sweep."""
    async with booted(Plan(database_url, transport, staffed=False)) as desk:
        here = Offline(desk.services.database, desk.services.desk)
        await found(here, accounts(), Company(now=desk.services.clock().now, **SMALL))
        await swept(desk)
        yield desk


async def swept(desk: Desk) -> None:
    """Let security's timers look at what is new."""
    for job in alert_cards.JOBS:
        await job.sweep(desk.services)
    desk.services.wake_outbox()
    await desk.settled()


def visible(card: Message) -> list[str]:
    """List the buttons of a card that stand in the open, in no menu."""
    elements = [each for block in card.blocks if block["type"] == "actions" for each in block["elements"]]
    return [each["text"]["text"] for each in elements if each["type"] == "button"]


class Reading:
    """The steps of one story, done in their order; in the end none may be left."""

    def __init__(self, desk: Desk, title: str) -> None:
        self.desk = desk
        self._steps: Iterator[dict[str, Any]] = iter(TOLD[title])
        self._places: dict[str, str] = {}

    async def step(self) -> Message | None:
        """Sit down where the step says, and type what it says; give the newest answer."""
        step = next(self._steps)
        who = step["as"]
        self._places[who] = step.get("open", self._places.get(who, "player-desk"))
        person, place = self.desk.person(who), self._places[who]
        if "press" in step:
            cards = [one for one in person.messages(place) if step["card"] in one.shown]
            assert step["press"] in [label for one in cards for label in visible(one)], "the page presses what is seen"
        if "type" not in step:
            return None
        reachable = place if person.id in self.desk.slack.channel(place).members else None
        before = set(map(id, person.messages(reachable)))
        await person.command(step["type"], in_=reachable)
        await self.desk.settled()
        fresh = [one for one in person.messages(reachable) if id(one) not in before]
        return fresh[-1] if fresh else None

    def newest_card(self, who: str) -> Message:
        """Give the newest card in #approvals."""
        return self.desk.person(who).messages("approvals")[-1]

    def done(self) -> bool:
        return next(self._steps, None) is None


async def form_of(desk: Desk, who: str, press: str, on: Message | None = None) -> Form:
    """Press a button that opens a form."""
    await desk.person(who).press(press, on=on)
    return await desk.person(who).wait_for_form()


async def sent(desk: Desk, who: str, form: Form, **filled: str) -> None:
    """Fill a form in and submit it; nothing may be wrong with it."""
    await form.fill(**filled)
    await form.submit()
    await desk.settled()
    left = desk.person(who).form
    if left and (asked_page.SLOWLY_DONE in left.text or asked_page.NEXT in left.text):
        await left.close()
        left = None
    assert left is None, form.errors or left.text


async def test_block_a_stolen_account(town: Desk) -> None:
    told = Reading(town, "Block a stolen account")

    assert "1 withdrawal EUR 900.00" in (await told.step()).shown
    await told.step()
    await sent(town, "alice", await town.alice.wait_for_form())
    await told.step()
    assert "Confirmed" in await stories.decided(town.sam, "Confirm", told.newest_card("sam"))
    assert "Account taken over" in (await told.step()).shown
    assert "*Sam Svensson confirmed the block of player" in (await told.step()).shown
    assert told.done()


async def test_pay_a_prize_that_came_late(town: Desk) -> None:
    told = Reading(town, "Pay a prize that came late")

    await told.step()
    await sent(town, "alice", await town.alice.wait_for_form(), source_ref="T-4711")
    await told.step()
    card = told.newest_card("bob")
    await stories.decided(town.bob, "Approve", card)
    await told.step()
    await stories.decided(town.maya, "Approve", card)
    await told.step()
    await town.settled()
    assert "Approve" not in card.shown.splitlines()
    details = await form_of(town, "carol", "Details", card)
    assert "Maya Micallef" in details.text
    assert "EUR 1,200.00" in (await told.step()).shown
    assert told.done()


async def test_work_on_a_ticket(town: Desk) -> None:
    told = Reading(town, "Work on a ticket")

    opened = await told.step()
    assert "EUR 620" in opened.shown
    await town.alice.press("Take", on=opened)
    await town.settled()
    await told.step()
    form = await form_of(town, "alice", "Adjust…", town.alice.messages("player-desk")[-1])
    await sent(
        town, "alice", form, direction="Give to player", amount="620 EUR", reason="Tournament prize",
        source_ref="T-4690", note="The prize went to somebody else.",
    )  # fmt: skip
    await told.step()
    card = told.newest_card("bob")
    await stories.decided(town.bob, "Approve", card)
    await told.step()
    await stories.decided(town.maya, "Approve", card)
    await town.settled()
    again = await told.step()
    assert re.search(r"Requests\*?\s+\w{4} done", again.shown), again.shown
    form = await form_of(town, "alice", "Solve…", again)
    await sent(town, "alice", form, **{next(iter(form.values)): "Paid by hand, and told her."})
    await told.step()
    assert any("T-1002" in one.shown and "Solved" in one.shown for one in town.alice.messages("support"))
    assert told.done()


async def test_follow_an_alert_to_its_end(town: Desk) -> None:
    told = Reading(town, "Follow an alert to its end")

    opened = await form_of(town, "sam", "Open", await told.step())
    assert "Credentials changed, then withdrawal" in opened.text
    await town.sam.press("Take")
    await town.settled()
    await town.sam.form.close(all_of_them=True)
    assert "Alert (high)" in (await told.step()).shown
    await told.step()
    await sent(town, "sam", await town.sam.wait_for_form())
    await told.step()
    assert "Confirmed" in await stories.decided(town.fred, "Confirm", told.newest_card("fred"))
    await form_of(town, "sam", "Open", await told.step())
    await town.sam.press("Close alert…")
    await town.settled()
    await town.sam.form.fill(**{"Outcome": "Confirmed", "What you found": "She never asked for that payout."})
    await town.sam.form.submit()
    await town.settled()
    assert await stories.happened(town, "alert.closed") == 1
    assert told.done()


async def test_reverse_a_wrong_credit(town: Desk) -> None:
    told = Reading(town, "Reverse a wrong credit")

    await told.step()
    form = await town.carol.wait_for_form()
    await sent(town, "carol", form, Adjustment="EUR 620.00 given: Tournament prize")
    await told.step()
    card = told.newest_card("bob")
    await stories.decided(town.bob, "Approve", card)
    await told.step()
    await stories.decided(town.sam, "Approve", card)
    assert "EUR 240.00" in (await told.step()).shown
    assert told.done()


async def test_see_how_the_desk_is_doing(town: Desk) -> None:
    told = Reading(town, "See how the desk is doing")

    activity = await told.step()
    assert "Deposits" in activity.shown
    exceptions = await told.step()
    assert "Acts with no request of this desk: 2" in exceptions.shown
    assert await told.step()
    assert "Carol Camilleri" in (await told.step()).shown
    assert told.done()


async def test_hire_somebody_new(town: Desk) -> None:
    told = Reading(town, "Hire somebody new")

    await told.step()
    form = await town.ada.wait_for_form("Person key")
    assert "those who ask for this or agree to it" in form.text
    await sent(town, "ada", form)
    await told.step()
    await stories.decided(town.maya, "Approve", told.newest_card("maya"))
    assert "Support" in (await told.step()).shown
    assert await told.step()
    assert told.done()


async def test_try_what_is_not_allowed(town: Desk) -> None:
    told = Reading(town, "Try what is not allowed")

    await told.step()
    await sent(town, "alice", await town.alice.wait_for_form())
    card = told.newest_card("alice")
    assert "you asked" in (await stories.refused(town, town.alice, "Approve", card)).casefold()
    await told.step()
    assert await stories.refused(town, town.ada, "Approve", card)
    assert "anna42" not in (await told.step()).shown
    assert "anna42" not in (await told.step()).shown
    await told.step()
    form = await town.alice.wait_for_form()
    await form.fill(**{"Blocks to lift": ["Self-exclusion"]})
    await form.submit()
    await town.settled()
    assert "A self-exclusion cannot be lifted manually" in f"{form.errors} {town.alice.form.text}"
    assert told.done()
