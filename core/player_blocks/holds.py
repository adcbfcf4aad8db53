"""What a block does to what is under way: hold withdrawals, let them go, end sessions; bets settle as they do."""

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
    """Hold every withdrawal that still waits, on the word of a request."""
    rows = await work.db.execute(
        update(withdrawals)
        .where(withdrawals.c.player_id == player_id, withdrawals.c.state == "waiting")
        .values(state="held", held_by_request_id=request_id, changed_at=work.now)
        .returning(withdrawals)
    )
    return _withdrawals(rows.all())


async def release_withdrawals(work: Work, *, ended: Sequence[Block], left: Iterable[Block]) -> tuple[Withdrawal, ...]:
    """Let go of what blocks held that stand no longer, and give what waits again.

    Where a block that came after them, and is ``left``, would hold them as well, they stay held on its word.
    """
    player_id = ended[0].player_id
    standing = {row.request_id: row for row in left if row.request_id}
    of_blocks = select(player_blocks.c.request_id).where(
        player_blocks.c.player_id == player_id, player_blocks.c.request_id.isnot(None)
    )
    since = min((row.from_at, row.id) for row in ended)
    heirs = (key for key, row in standing.items() if row.holds_withdrawals and (row.from_at, row.id) > since)
    heir = next(heirs, None)
    rows = await work.db.execute(
        update(withdrawals)
        .where(
            withdrawals.c.player_id == player_id,
            withdrawals.c.state == "held",
            withdrawals.c.held_by_request_id.in_(of_blocks),
            withdrawals.c.held_by_request_id.not_in(list(standing)),
        )
        .values(state="held" if heir else "waiting", held_by_request_id=heir, changed_at=work.now)
        .returning(withdrawals)
    )
    released = _withdrawals(rows.all())
    return () if heir else released


async def end_sessions(work: Work, *, player_id: int, request_id: UUID) -> int:
    """End every open session, and give how many there were."""
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
