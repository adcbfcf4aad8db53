"""What a query found, and what its record says."""

from collections.abc import Mapping
from dataclasses import dataclass, field
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
