"""Writing bonuses: granted, over, and open again; the money itself is posted by the ledger."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import insert, select, update

from core.bonuses.queries import Bonus, BonusGone, BonusState, find, posted_by
from core.database.tables import bonuses
from core.errors import Conflict
from core.ledger import Posted
from core.money import Money
from core.players.open_bonuses import games_text
from core.work import Work

columns = bonuses.c


@dataclass(frozen=True, slots=True, kw_only=True)
class GrantedBonus:
    """A bonus that was posted."""

    player_id: int
    amount: Money
    turnover: Money
    games: Iterable[str] = ()
    expires_at: datetime | None = None
    request_id: UUID
    transaction_id: UUID


async def grant(work: Work, granted: GrantedBonus) -> UUID:
    """Write down a bonus that a request granted, once; the platform may have reported it before."""
    values = {
        "amount_minor": granted.amount.amount_minor,
        "currency": granted.amount.currency,
        "turnover_minor": granted.turnover.amount_minor,
        "games": games_text(granted.games),
        "expires_at": granted.expires_at,
        "transaction_id": granted.transaction_id,
    }
    this = (columns.player_id == granted.player_id, columns.request_id == granted.request_id)
    if (known := await work.db.scalar(select(columns.id).where(*this))) is not None:
        await work.db.execute(update(bonuses).where(*this).values(values))
        return UUID(int=known.int)
    bonus_id = work.at.ids()
    fresh = {"id": bonus_id, "granted_at": work.now, "state": BonusState.OPEN.value}
    who = {"player_id": granted.player_id, "request_id": granted.request_id}
    await work.db.execute(insert(bonuses).values(values | fresh | who))
    return bonus_id


@dataclass(frozen=True, slots=True, kw_only=True)
class BonusEnd:
    """What ended a bonus: its new state, the request and the posting, if money moved."""

    state: BonusState
    request_id: UUID
    transaction_id: UUID | None = None


async def end(work: Work, *, player_id: int, bonus_id: UUID, by: BonusEnd) -> None:
    """Mark an open bonus as over; the caller holds the player.

    Raises :class:`~core.bonuses.BonusGone` when it is over already.
    """
    values = {"state": by.state.value, "ended_at": work.now, "end_request_id": by.request_id}
    this = (columns.player_id == player_id, columns.id == bonus_id)
    query = update(bonuses).where(*this, columns.state == BonusState.OPEN.value)
    done = await work.db.execute(query.values(end_transaction_id=by.transaction_id, **values))
    if not done.rowcount:
        raise BonusGone.of(await find(work.db, player_id=player_id, bonus_id=bonus_id))


async def follow_reversal(work: Work, original: Posted, *, reversal: Posted) -> None:
    """Let the bonus follow whose grant, conversion or taking back was reversed."""
    bonus = await reversed_bonus(work, original)
    if bonus is None:
        return
    this = (columns.player_id == bonus.player_id, columns.id == bonus.id)
    over: dict[str, Any] = {"ended_at": None, "end_request_id": None, "end_transaction_id": None}
    if bonus.transaction_id == original.id:
        state, by = BonusState.VOIDED, reversal.transaction.request_id
        over = {"ended_at": work.now, "end_request_id": by, "end_transaction_id": reversal.id}
    else:
        state = BonusState.OPEN
    await work.db.execute(update(bonuses).where(*this).values(state=state.value, **over))


async def reversed_bonus(work: Work, original: Posted) -> Bonus | None:
    """Find the bonus that reversing a posting changes; None where it is about none.

    Raises :class:`~core.errors.Conflict` for the grant of a bonus that is over: what ended it is undone first.
    """
    bonus = await posted_by(work.db, player_id=original.transaction.player_id, transaction_id=original.id)
    if bonus and bonus.transaction_id == original.id and bonus.state is not BonusState.OPEN:
        converted = bonus.state is BonusState.CONVERTED
        words = (
            "was converted into cash; reverse the conversion first" if converted else "is over; nothing is left of it"
        )
        raise Conflict(f"The bonus of this transaction {words}.", field="transaction_id")
    return bonus
