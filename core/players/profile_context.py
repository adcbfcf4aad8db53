"""What surrounds a player: open tickets, limits of their own, and how far the gaming platform is with orders."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.money import Money
from core.players import profile_parts
from core.players.profile_parts import Values


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """A ticket that is not solved."""

    id: UUID
    number: int
    category: str
    priority: str
    state: str


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit that the player set; without an amount where the platform told none that is money."""

    kind: str
    period: str
    amount: Money | None


@dataclass(frozen=True, slots=True)
class OrderProgress:
    """What the gaming platform was told to do, and how far it is."""

    kind: str
    step: str
    state: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Surroundings:
    """All of it, as one person may see it."""

    tickets: tuple[OpenTicket, ...] = ()
    open_tickets: int = 0
    limits: tuple[Limit, ...] = ()
    orders: tuple[OrderProgress, ...] = ()
    """The newest first."""


def of_sections(found: Mapping[str, Sequence[Values]]) -> Surroundings:
    """Read the parts that came with a profile."""
    return Surroundings(
        tickets=tuple(
            OpenTicket(UUID(row["id"]), row["number"], row["category"], row["priority"], row["state"])
            for row in found["tickets"]
        ),
        open_tickets=next((row["in_all"] for row in found["tickets"]), 0),
        limits=tuple(_limit(row) for row in found["limits"]),
        orders=tuple(
            OrderProgress(row["kind"], row["step"], row["state"], profile_parts.instant(row["changed_at"]))
            for row in found["orders"]
        ),
    )


def _limit(row: Values) -> Limit:
    return Limit(row["kind"], row["period"], Money(row["amount_minor"], row["currency"]) if row["currency"] else None)
