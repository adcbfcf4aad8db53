"""Requests in the channel, and what people press on their cards."""

from core import requests
from sandbox.forms import Form
from sandbox.messages import Message
from sandbox.people import Person
from tests.support import asked_page, house
from tests.support.desk import Desk

GIVE = "/adjust anna42 +50 EUR goodwill because tournament credited late"


LARGE = "/adjust anna42 +600 EUR goodwill because tournament credited late"


BLOCK = "/block anna42 takeover because the player called from a new phone"


async def asked(desk: Desk, line: str = GIVE, *, who: str = "alice") -> Message:
    """Ask; give the card in the channel."""
    await house.anna(desk)
    await desk.person(who).command(line)
    form = await desk.person(who).wait_for_form("What would happen")
    await form.submit()
    await asked_page.closed(desk.person(who))
    assert desk.person(who).form is None, form.text
    return await desk.bob.wait_for("Details", in_="approvals")


async def opened(person: Person, button: str, card: Message) -> Form:
    await person.press(button, on=card)
    return await person.wait_for_form()


async def decided(person: Person, button: str, card: Message, **filled: str) -> Form | None:
    """Press, fill in, submit; give what the person looks at then."""
    form = await opened(person, button, card)
    await form.fill(**filled)
    await form.submit()
    return person.form


async def told(desk: Desk, person: Person, text: str) -> bool:
    """Whether these words stand in a message or in a form."""
    await desk.settled()
    return person.sees(text) or (person.form is not None and text in person.form.text)


def forged(card: Message, button: str, **changed: str) -> None:
    """Change a button of a card, as an old version or somebody hostile would."""
    for block in card.blocks:
        for element in block.get("elements", ()):
            if element.get("action_id") == button:
                element.update(changed)


async def state(desk: Desk) -> str:
    async with desk.look() as work:
        [newest, *_] = await requests.asked_by(work.db, "alice", now=work.now)
    return newest.state
