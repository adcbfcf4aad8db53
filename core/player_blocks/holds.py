"""What a block does beside stopping things: which withdrawals it holds or leaves, and the sessions it ends."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from sqlalchemy import update

from core.database.tables import play_sessions
from core.players.restrictions import Block
from core.players.situations import Withdrawal, in_flight
from core.work import Work


async def waiting(work: Work, player_id: int) -> tuple[Withdrawal, ...]:
    """Read the withdrawals of a player that wait, and which of them are held now."""
    return (await in_flight(work.db, player_id, now=work.now)).withdrawals


def released(before: Iterable[Withdrawal], after: Iterable[Withdrawal]) -> tuple[Withdrawal, ...]:
    """Give the withdrawals that were held and that nothing holds any more."""
    held = {each.id for each in before if each.held}
    return tuple(each for each in after if each.id in held and not each.held)


def holding(row: Block, replaced: Sequence[Block], waiting: Iterable[Withdrawal], *, leaving: bool) -> Block:
    """Give a new block with the withdrawals it leaves: those that wait, by name, where it is placed to leave them.

    What a block that it replaces holds is never left: only the owner of the reason lets that go.
    """
    before = [each for each in replaced if each.holds_withdrawals]
    if row.holds_withdrawals and not leaving:
        return row
    left = frozenset(each.id for each in waiting if not _held_by(before, each.id, row.from_at))
    return replace(row, holds_withdrawals=row.holds_withdrawals or bool(before), leaves=left)


async def end_sessions(work: Work, *, player_id: int, request_id: UUID, only: Collection[UUID] = ()) -> int:
    """End every open session, or only those named, and return how many there were."""
    chosen = (play_sessions.c.id.in_(only),) if only else ()
    result = await work.db.execute(
        update(play_sessions)
        .where(play_sessions.c.player_id == player_id, play_sessions.c.ended_at.is_(None), *chosen)
        .values(ended_at=work.now, ended_by_request_id=request_id)
    )
    return result.rowcount


def _held_by(rows: Iterable[Block], withdrawal_id: UUID, now: datetime) -> bool:
    return any(row.holds(withdrawal_id, now) for row in rows)
