"""What is under way for a player: withdrawals, open bets, sessions."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from core.database.connections import Connection
from core.money import Money
from core.players import profile_parts
from core.players.profile_parts import Values

PARTS = ("withdrawals", "stakes", "sessions")


@dataclass(frozen=True, slots=True)
class Withdrawal:
    """Money on its way out: ``waiting``, or ``held``."""

    id: UUID
    amount: Money
    asked_at: datetime
    state: str
    held_by_request_id: UUID | None = None


@dataclass(frozen=True, slots=True)
class InFlight:
    """What a block meets on its way."""

    withdrawals: tuple[Withdrawal, ...] = ()
    open_bets: int = 0
    stakes: tuple[Money, ...] = ()
    sessions: int = 0


async def in_flight(db: Connection, player_id: int) -> InFlight:
    """Read what is under way for a player."""
    return of_sections(await profile_parts.read(db, *PARTS, player_id=player_id))


def of_sections(found: Mapping[str, Sequence[Values]]) -> InFlight:
    """Read the parts that came with a profile."""
    return InFlight(
        withdrawals=tuple(_withdrawal(row) for row in found["withdrawals"]),
        open_bets=sum(row["count"] for row in found["stakes"]),
        stakes=tuple(Money(int(row["stake_minor"]), row["currency"]) for row in found["stakes"]),
        sessions=found["sessions"][0]["count"],
    )


def _withdrawal(row: Values) -> Withdrawal:
    held_by = row["held_by_request_id"]
    return Withdrawal(
        id=UUID(row["id"]),
        amount=Money(row["amount_minor"], row["currency"]),
        asked_at=profile_parts.instant(row["asked_at"]),
        state=row["state"],
        held_by_request_id=UUID(held_by) if held_by else None,
    )
