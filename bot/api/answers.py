"""The answers of the HTTP endpoints for machines, and what the gaming platform answers us."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from core.activity.order_parts import OrderPart
from core.office import Scope
from core.platform import Instant, PlayerName


class MachineAnswer(BaseModel):
    """A part of an answer."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ErrorAnswer(MachineAnswer):
    """Why nothing was done."""

    error: str


class RefusedEvent(MachineAnswer):
    """An event of a message that was refused; the others were stored."""

    position: int = Field(description="its place in the message, from 0")
    because: str = Field(description="which field is wrong, and how; never what stood there")


class IntakeReport(MachineAnswer):
    """What became of a message of events."""

    repeated: bool = Field(description="the same message came before; everything else here is 0 then")
    added: int
    again: int = Field(description="events that were known already")
    conflicts: int = Field(description="other events under an id that came before; they are refused")
    refused: int
    registered: int = Field(description="players who became known by these events")
    nobody: int = Field(description="events that name no player")
    unknown_players: int
    unknown_types: int
    overdrawn: int = Field(description="wallets that the events moved below zero")
    differing: int = Field(description="balances that differ from those here")
    refusals: list[RefusedEvent] | None = None


class Restriction(MachineAnswer):
    """Something a player cannot do now."""

    scope: Scope
    until: Instant | None = Field(description="null: until it is lifted")
    reason: str | None = Field(description="only that the account is under review; null for all other reasons")


class StatusAnswer(MachineAnswer):
    """What a player can and cannot do now."""

    player: PlayerName
    lifecycle: str
    authority: Literal["here", "platform"] = Field(description="who keeps balances and enforces blocks")
    can: list[Scope]
    cannot: list[Restriction]
    as_of: Instant


class OrderAnswer(MachineAnswer):
    """What the gaming platform says of an order."""

    model_config = ConfigDict(extra="allow")

    state: Literal["accepted", "in_force", "refused", "partly_done"]
    reason: str | None = Field(default=None, description="for the people who asked: why it was not done")
    parts: list[OrderPart] = Field(
        default=[], description="of one done in part: every part, done or not; the rest comes by POST /orders/{id}/rest"
    )
