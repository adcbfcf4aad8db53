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
HOUR_MINUTES, DAY_MINUTES = 60, 24 * 60


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

    def sentence(self, now: datetime) -> str:
        """Say it: ``1 withdrawal EUR 900.00 asked 12 min ago, 3 open bets EUR 45.00, 1 session``."""
        parts = [
            f"1 withdrawal {one.amount.show()} asked {ago(one.asked_at, now)}{' (held)' if one.state == 'held' else ''}"
            for one in self.withdrawals
        ]
        if self.open_bets:
            stakes = " + ".join(stake.show() for stake in self.stakes)
            parts.append(f"{counted(self.open_bets, 'open bet')} {stakes}")
        if self.sessions:
            parts.append(counted(self.sessions, "session"))
        return ", ".join(parts) or "nothing"


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


def counted(number: int, thing: str) -> str:
    """Say how many: ``1 session``, ``2 sessions``."""
    return f"{number} {thing}" if number == 1 else f"{number} {thing}s"


def ago(at: datetime, now: datetime) -> str:
    """Say how long ago, as roughly as a person would."""
    minutes = max(int((now - at).total_seconds() // 60), 0)
    if minutes < HOUR_MINUTES:
        return f"{minutes} min ago"
    if minutes < 2 * DAY_MINUTES:
        return f"{minutes // HOUR_MINUTES} h ago"
    return f"{minutes // DAY_MINUTES} days ago"


def _withdrawal(row: Values) -> Withdrawal:
    held_by = row["held_by_request_id"]
    return Withdrawal(
        id=UUID(row["id"]),
        amount=Money(row["amount_minor"], row["currency"]),
        asked_at=profile_parts.instant(row["asked_at"]),
        state=row["state"],
        held_by_request_id=UUID(held_by) if held_by else None,
    )
