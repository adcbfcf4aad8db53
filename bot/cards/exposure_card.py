"""Private notices to the author of a message that holds a card number or the like."""

from slackblocks import Block

from bot import kit
from core.tickets.exposures import Exposure

FOUND = "Your message contains {what}, which must not stand in Slack."
STANDS = "Your message with {what} still stands in Slack."
DELETE = "Please delete it: Pitboss cannot delete what somebody else wrote. "
MASKED = "A ticket keeps only the masked text of what is written in its thread."
OPEN = "Open the message"
ENDED = "Your message with {what} is gone. Thank you."


def told(what: str, link: str) -> tuple[str, list[Block]]:
    """Say at once what a message holds, and where to delete it."""
    return _asked(FOUND.format(what=what), link)


def reminded(found: Exposure, link: str) -> tuple[str, list[Block]]:
    """Say that the message still stands."""
    return _asked(STANDS.format(what=found.what), link)


def ended(found: Exposure) -> tuple[str, list[Block]]:
    """Say that there is nothing left to do."""
    text = ENDED.format(what=found.what)
    return text, [kit.say(text)]


def _asked(first: str, link: str) -> tuple[str, list[Block]]:
    words = f"{first} {DELETE}"
    return f"{words}{link}", [kit.say(words, kit.link(link, OPEN)), kit.small(MASKED)]
