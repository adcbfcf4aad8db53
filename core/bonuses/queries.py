"""Reading bonuses: one by its id, the open ones, and the one that a posting granted or ended."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import or_, select

from core.database.connections import Connection
from core.database.tables import bonuses
from core.errors import Conflict, Unknown
from core.money import Money
from core.phrases import Phrase
from core.players import open_bonuses
from core.players.open_bonuses import OpenBonus

columns = bonuses.c


class BonusState(StrEnum):
    """What became of a bonus."""

    OPEN = "open"
    CONVERTED = "converted"
    """It became cash."""
    VOIDED = "voided"
    """It was taken back."""
    EXPIRED = "expired"
    """It lapsed, by the clock or as the platform told."""


class BonusGone(Conflict):
    """The bonus is not open any more."""

    code: ClassVar[str] = "bonus_gone"

    @classmethod
    def of(cls, bonus: "Bonus") -> "BonusGone":
        """Make the refusal that says what became of it."""
        words = "This bonus of {amount} was {state} {at}; nothing was changed."
        said = "taken back" if bonus.state is BonusState.VOIDED else bonus.state.value
        return cls(Phrase(words, amount=bonus.amount, state=said, at=bonus.ended_at or ""), field="bonus_id")


@dataclass(frozen=True, slots=True, kw_only=True)
class Bonus:
    """One bonus as its row says."""

    id: UUID
    player_id: int
    amount: Money
    state: BonusState
    granted_at: datetime
    ended_at: datetime | None
    source: str | None
    name: str | None
    request_id: UUID | None
    transaction_id: UUID | None
    end_transaction_id: UUID | None


async def find(db: Connection, *, player_id: int, bonus_id: UUID) -> Bonus:
    """Read a bonus, open or not.

    Raises :class:`~core.errors.Unknown` when the player has no such bonus.
    """
    row = (await db.execute(_of(player_id).where(columns.id == bonus_id))).one_or_none()
    if row is None:
        raise Unknown(f"Player {player_id} has no such bonus.", field="bonus_id")
    return _bonus(row)


async def open_of(db: Connection, *, player_id: int, bonus_id: UUID) -> OpenBonus:
    """Read an open bonus with how much of its turnover is done.

    Raises :class:`BonusGone` when it is over, :class:`~core.errors.Unknown` when the player has no such bonus.
    """
    for one in await open_bonuses.of_player(db, player_id):
        if one.id == bonus_id:
            return one
    raise BonusGone.of(await find(db, player_id=player_id, bonus_id=bonus_id))


async def posted_by(db: Connection, *, player_id: int, transaction_id: UUID) -> Bonus | None:
    """Find the bonus that a posting granted, converted or took back; None where it did none of it."""
    by_it = or_(columns.transaction_id == transaction_id, columns.end_transaction_id == transaction_id)
    row = (await db.execute(_of(player_id).where(by_it))).one_or_none()
    return _bonus(row) if row else None


def _of(player_id: int) -> Any:
    return select(bonuses).where(columns.player_id == player_id)


def _bonus(row: Any) -> Bonus:
    return Bonus(
        id=row.id,
        player_id=row.player_id,
        amount=Money(row.amount_minor, row.currency),
        state=BonusState(row.state),
        granted_at=row.granted_at,
        ended_at=row.ended_at,
        source=row.source,
        name=row.name,
        request_id=row.request_id,
        transaction_id=row.transaction_id,
        end_transaction_id=row.end_transaction_id,
    )
