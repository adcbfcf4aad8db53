"""What a query found, and how calls are recorded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeVar

from core.audit import Subject

T = TypeVar("T")


class LookedAt(Protocol):
    """The player whom a query shows, as far as guards have to know."""

    @property
    def player_id(self) -> int:
        """Name the player."""


@dataclass(frozen=True, slots=True)
class Seen(Generic[T]):
    """What a query found, and what its record says. The value is shown only once the record is committed."""

    value: T
    player_id: int | None = field(default=None, kw_only=True)
    looked_at: LookedAt | None = field(default=None, kw_only=True)
    """The one player it shows."""
    subject: Subject | None = field(default=None, kw_only=True)
    facts: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    """Ids, codes, field names and counts: they stand in clear in the record."""
    honey: frozenset[int] = field(default_factory=frozenset, kw_only=True)
    """Honey players among those it shows, where the query knows them."""
    action: str | None = field(default=None, kw_only=True)
    """Another declared action than the first."""
    also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, kw_only=True)
    """Further records that go before this one: declared actions, with their facts."""
    details: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    """Further fields of :class:`core.audit.Entry`: ``request_id``, ``ticket``, ``private``."""


class Recorded(StrEnum):
    """How a call that succeeds is recorded."""

    EACH = "each"
    """One record for every call."""
    COUNTED = "counted"
    """A counter per person, action and minute: keys pressed in a typeahead, machine reads, redraws."""
    BATCHED = "batched"
    """By its caller, which counts many of them together: reads of machines, per client and minute."""
    INTERNAL = "internal"
    """Not at all: Pitboss reads for its own work, such as a card for an audience that is checked when it is posted."""
    CHANGES = "changes"
    """By what changes, if anything does: a timer that finds nothing to do leaves no record, nor a form sent twice."""
