"""What the messages to the gaming platform are made of: their common parts, as JSON."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, WithJsonSchema

Instant = Annotated[
    datetime,
    PlainSerializer(datetime.isoformat, return_type=str, when_used="json"),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""An instant as every message of ours writes it: ``2026-05-03T14:03:22+00:00``."""


class MessagePart(BaseModel):
    """A part of a message of ours."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class PlayerName(MessagePart):
    """A player, by our id and by the platform's own."""

    id: int
    brand: str
    external_id: str


class OrderReference(MessagePart):
    """What an order is known by."""

    order: UUID = Field(description="the order's id, which is its webhook-id too: carry it out once")
    request_id: UUID = Field(description="the request behind it; events that tell what came of it name this id")
    code: str = Field(description="the request as people call it")
    player: PlayerName
