"""Orders to the platform as people see them: a gift approved, time passing, what stands on cards."""

from sandbox.messages import Message
from tests.support import stories
from tests.support.desk import Desk
from tests.support.stories import GIVE

NOT_KNOWN = 6
"""Tries without an answer after which nobody knows."""


async def given(desk: Desk) -> Message:
    """A gift that Bob approves; its card in the channel."""
    await stories.stolen(desk)
    card = await stories.asked(desk, GIVE)
    await stories.decided(desk.bob, "Approve", card)
    await desk.settled()
    return card


async def passing(desk: Desk, *, tries: int = 1) -> None:
    """Let the time pass after which the bot comes back to what is not settled."""
    for _ in range(tries):
        desk.advance(seconds=301)
        await desk.settled()


def copies(desk: Desk, card: Message) -> list[str]:
    """What stands on the card and on the requester's copy."""
    mine = [each.shown for each in desk.alice.messages(dm=True) if "Rule: " in each.shown]
    return [card.shown, *mine]


def trouble(desk: Desk) -> str:
    """What the requester reads in the message about the platform."""
    [told] = [each for each in desk.alice.messages(dm=True) if _place(each) == "platform"]
    return told.shown


def _place(message: Message) -> str:
    return str(((message.metadata or {}).get("event_payload") or {}).get("place"))
