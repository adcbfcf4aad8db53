"""Tickets through Slack, in the words of a test: the form, the card, the private view."""

from core import tickets
from core.people import PITBOSS
from sandbox.forms import Form
from sandbox.messages import Message
from tests.support.desk import Desk

CODE = "T-1001"
WANTED = "What happened, or what is wanted"


async def opened(desk: Desk, who: str = "alice", line: str = "/ticket", **filled: str) -> str:
    """Open a ticket by the form; give what is told then."""
    form = await form_of(desk, who, line)
    await form.fill(**{"category": "Bonus", "text": "The prize never came."} | filled)
    await form.submit()
    await desk.settled()
    return told(desk, who)


async def form_of(desk: Desk, who: str, line: str = "/ticket") -> Form:
    await desk.person(who).command(line, in_="player-desk")
    return await desk.person(who).wait_for_form(WANTED)


def told(desk: Desk, who: str = "alice") -> str:
    """What the page says that took the form's place, closed by whoever read it."""
    form = desk.person(who).form
    return "" if form is None else form.text


def card(desk: Desk, code: str = CODE) -> Message:
    """The head of the ticket's thread."""
    return next(each for each in desk.maya.messages("support") if code in each.shown and each.thread_ts is None)


async def on_card(desk: Desk, who: str, button: str, **filled: str) -> Form | None:
    """Press a button of the card, fill in the form that it opens, submit."""
    person = desk.person(who)
    if person.form:
        await person.form.close(all_of_them=True)
    await person.press(button, on=card(desk))
    form = await person.wait_for_form()
    await form.fill(**filled)
    await form.submit()
    await desk.settled()
    return desk.person(who).form


async def private(desk: Desk, who: str) -> None:
    """Open the ticket for one person."""
    if desk.person(who).form:
        await desk.person(who).form.close(all_of_them=True)
    await desk.person(who).command(f"/ticket {CODE}", in_="player-desk")


async def press(desk: Desk, who: str, button: str, **filled: object) -> None:
    """Press a button of the private view, fill in the form, submit."""
    await desk.person(who).press(button)
    form = await desk.person(who).wait_for_form()
    await form.fill(**filled)
    await form.submit()
    await desk.settled()
    assert desk.person(who).form is None, desk.person(who).form.errors or desk.person(who).form.text


async def taken(desk: Desk) -> None:
    """Let alice have the ticket and open it."""
    await opened(desk)
    await desk.alice.form.close(all_of_them=True)
    await desk.alice.press("Take", on=card(desk))
    await desk.settled()
    await private(desk, "alice")


async def swept(desk: Desk) -> None:
    """Let the clock do to tickets what is due."""
    async with desk.work() as work:
        await tickets.sweep(work, PITBOSS)
    await desk.settled()
