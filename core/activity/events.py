"""One event as it is told, and what came of many."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated, Any
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from core.activity.catalogue import Body

NOBODY = 0
"""The bucket of events whose player is not known; they count towards addresses, never towards a player."""

Key = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]
Name = Annotated[str, StringConstraints(pattern="^[a-z][a-z0-9_.]{0,63}$")]


class Event(BaseModel):
    """Something that happened to a player, told by a source that gives each event an id of its own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    source: Key
    event_id: Key
    type: Name
    at: AwareDatetime
    brand: Key
    player: Key | None = None
    """The platform's own id of the player; None when it does not know either (an unknown username)."""
    version: int = Field(1, ge=1, le=1000)
    body: Mapping[str, Any] = {}
    request_id: UUID | None = None
    """A request of ours, when the act came from here."""

    @property
    def owner(self) -> tuple[str, str] | None:
        """Whose it is, as players are told apart."""
        return (self.brand, self.player) if self.player is not None else None


@dataclass(frozen=True, slots=True)
class Kept:
    """An event that is new: whose it is in this database, and its body as the catalogue reads it."""

    event: Event
    player_id: int
    body: Body | None
    """None when the type is unknown."""


@dataclass(slots=True)
class Ingested:
    """What came of many events."""

    added: int = 0
    again: int = 0
    """Told before, and therefore nothing."""
    nobody: int = 0
    """Of the added: their source names no player."""
    unknown_players: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Of the added: whose player is not registered here."""
    unknown_types: Counter[str] = field(default_factory=Counter)
    overdrawn: int = 0
    """Movements recorded although the wallet held less; each alarms."""
    refused: list[tuple[int, str]] = field(default_factory=list)
    """Which of the given events were not taken, by position, and why."""
