"""The message that hands a reply to a player to the gaming platform."""

from typing import Literal
from uuid import UUID

from pydantic import Field

from core.platform.messages import Instant, MessagePart, PlayerName


class LetterContent(MessagePart):
    """What a player is told."""

    message: UUID = Field(description="the reply's id, which is its webhook-id too: send it once")
    ticket: str
    player: PlayerName
    text: str


class Letter(MessagePart):
    """A reply to a player, which the platform knows how to send."""

    type: Literal["ticket.replied"] = "ticket.replied"
    timestamp: Instant
    data: LetterContent
