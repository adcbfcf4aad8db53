"""What a form asks with: a field under its label, and room to write."""

import slackblocks
from slackblocks import Block

from bot.kit.safe_text import passage


def field(label: str, block_id: str, element: slackblocks.Element, *, optional: bool = False) -> Block:
    """Ask for something; ``block_id`` is the name by which the answer comes."""
    return slackblocks.InputBlock(label, element, block_id=block_id, optional=optional)


def text(
    action_id: str, *, most: int, long: bool = False, known: str = "", example: str = ""
) -> slackblocks.PlainTextInput:
    """Give room for so many characters; what is ``known`` stands there already, as far as it fits."""
    return slackblocks.PlainTextInput(
        action_id, passage(known, most=most) or None, multiline=long, max_length=most, placeholder=example or None
    )
