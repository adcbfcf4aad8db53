"""What follows from events whose things have a state: the money they move, and what they contradict."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import UUID

from core.activity.events import StoredEvent
from core.activity.findings import IntakeFinding
from core.money import Money


@dataclass(frozen=True, slots=True)
class Transfer:
    """Money on its way from one account to another."""

    amount: Money
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class Followed:
    """What came of events, each by its id."""

    transfers: dict[UUID, Sequence[Transfer]] = field(default_factory=dict)
    contradictions: dict[UUID, str] = field(default_factory=dict)
    """What an event contradicts, in words; nothing follows from such an event."""
    findings: list[IntakeFinding] = field(default_factory=list)
    revived: list[StoredEvent] = field(default_factory=list)
    """Events told before that contradicted something and, with what was told now, do not any more."""

    def add(self, other: "Followed") -> None:
        """Add what came of other things."""
        self.transfers.update(other.transfers)
        self.contradictions.update(other.contradictions)
        self.findings.extend(other.findings)
        self.revived.extend(other.revived)
