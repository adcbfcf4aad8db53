"""What is declared of an operation, and what a query gives back: its value with what the record says."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, Protocol, TypeAlias, TypeVar

from core.audit import Subject
from core.office import Office
from core.people import Permission, SystemRight

T = TypeVar("T")

Arguments: TypeAlias = Mapping[str, Any]
"""What an operation is called with, by parameter name; ``work`` and ``actor`` are left out."""
Need: TypeAlias = Permission | SystemRight | None
"""A right; None stands for everybody who works at the desk."""
Needs: TypeAlias = Need | tuple[Permission, ...] | Callable[[Arguments], Need]
"""What the actor must hold: one right, all of several, or what the arguments say (an Action knows its own)."""


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
    """By what changes, if anything does: a timer that finds nothing to do leaves no record."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """What is declared of an operation."""

    name: str
    """Room and function: ``players.card``."""
    action: str
    """What the record calls it: ``subject.verb_past``."""
    module: str
    needs: Needs
    doing: str
    """Completes "You may not …"; may name what the arguments say: ``ask for “{action.title}”``."""
    system: tuple[SystemRight, ...] = ()
    """What lets Pitboss itself, its operator or a machine do it as well."""
    changes: bool = False
    looks_at_player: bool = False
    """Whether it shows one player: it then counts as a look-up and asks for a purpose where the office says so."""
    recorded: Recorded = Recorded.EACH
    per_minute: Callable[[Office], int] | None = None
    """How many calls of one person in a minute are too many; for counted ones."""
    records: tuple[str, ...] = ()
    """Further actions that its records may carry."""
    facts: Callable[[Arguments], Mapping[str, Any]] | None = None
    """What every record of a call says by its arguments, also of a refused one: ids, codes and counts."""

    @property
    def actions(self) -> tuple[str, ...]:
        """Every action that its records may carry."""
        return (self.action, *self.records)

    def required(self, arguments: Arguments) -> tuple[Need, ...]:
        """Name the rights that a call with these arguments needs."""
        needs = self.needs(arguments) if callable(self.needs) else self.needs
        return needs if isinstance(needs, tuple) else (needs,)


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
    action: str | None = field(default=None, kw_only=True)
    """Another declared action than the first."""
    also: Mapping[str, Mapping[str, Any]] = field(default_factory=dict, kw_only=True)
    """Further records that go before this one: declared actions, with their facts."""
    details: Mapping[str, Any] = field(default_factory=dict, kw_only=True)
    """Further fields of :class:`core.audit.Entry`: ``request_id``, ``ticket``, ``private``."""
