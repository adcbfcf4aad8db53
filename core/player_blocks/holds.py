"""Side effects of a block: hold or release withdrawals and end sessions; open bets settle as usual."""

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, update

from core.database.tables import play_sessions, player_blocks, withdrawals
from core.money import Money
from core.players.profile_sections import Withdrawal
from core.players.restrictions import Block
from core.work import Work


async def hold_withdrawals(work: Work, *, player_id: int, request_id: UUID) -> tuple[Withdrawal, ...]:
    """Hold every waiting withdrawal of a player on behalf of a request."""
    rows = await work.db.execute(
        update(withdrawals)
        .where(withdrawals.c.player_id == player_id, withdrawals.c.state == "waiting")
        .values(state="held", held_by_request_id=request_id, changed_at=work.now)
        .returning(withdrawals)
    )
    return _withdrawals(rows.all())


async def release_withdrawals(work: Work, *, ended: Sequence[Block], left: Iterable[Block]) -> tuple[Withdrawal, ...]:
    """Release the withdrawals held by blocks that have ended, and return them.

    Where a block among those ``left`` holds withdrawals too, they stay held under that block's request.
    """
    player_id = ended[0].player_id
    open_requests = {row.request_id: row for row in left if row.request_id}
    of_blocks = select(player_blocks.c.request_id).where(
        player_blocks.c.player_id == player_id, player_blocks.c.request_id.isnot(None)
    )
    successor = next((key for key, row in open_requests.items() if row.holds_withdrawals), None)
    rows = await work.db.execute(
        update(withdrawals)
        .where(
            withdrawals.c.player_id == player_id,
            withdrawals.c.state == "held",
            withdrawals.c.held_by_request_id.in_(of_blocks),
            withdrawals.c.held_by_request_id.not_in(list(open_requests)),
        )
        .values(state="held" if successor else "waiting", held_by_request_id=successor, changed_at=work.now)
        .returning(withdrawals)
    )
    released = _withdrawals(rows.all())
    return () if successor else released


async def end_sessions(work: Work, *, player_id: int, request_id: UUID) -> int:
    """End every open session, and return how many there were."""
    result = await work.db.execute(
        update(play_sessions)
        .where(play_sessions.c.player_id == player_id, play_sessions.c.ended_at.is_(None))
        .values(ended_at=work.now, ended_by_request_id=request_id)
    )
    return result.rowcount


def _withdrawals(rows: Sequence[Row[Any]]) -> tuple[Withdrawal, ...]:
    return tuple(
        Withdrawal(row.id, Money(row.amount_minor, row.currency), row.asked_at, row.state, row.held_by_request_id)
        for row in rows
    )
