"""A player's restrictions for the platform: always the complete state, so that a late order cannot be outdated."""

from collections.abc import Iterable
from uuid import UUID

from sqlalchemy import select

from core import player_blocks
from core.activity import Type, thing_ids
from core.database.connections import Connection
from core.database.tables import events
from core.platform.wish_parts import Gate, HeldWithdrawal, StoppedScope
from core.player_blocks import Withdrawal
from core.work import Work


async def gate(work: Work, player_id: int) -> Gate:
    """Give what the player cannot do and until when, and the held withdrawals by the platform's own ids."""
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    in_flight = await player_blocks.in_flight(work.db, player_id, now=work.now)
    held = [withdrawal for withdrawal in in_flight.withdrawals if withdrawal.held]
    names = await _names(work.db, player_id, held)
    blocked = player_blocks.standing(rows, work.now).blocked
    return Gate(
        cannot=tuple(StoppedScope(scope=scope, until=until) for scope, until in sorted(blocked.items())),
        held_withdrawals=tuple(HeldWithdrawal(id=each.id, withdrawal=names.get(each.id)) for each in held),
    )


async def _names(db: Connection, player_id: int, held: Iterable[Withdrawal]) -> dict[UUID, str]:
    """Find the platform's ids of withdrawals, in the events that requested them."""
    times = {withdrawal.asked_at for withdrawal in held}
    if not times:
        return {}
    query = select(events.c.source, events.c.body).where(
        events.c.player_id == player_id, events.c.type == Type.WITHDRAWAL_REQUESTED.value, events.c.at.in_(times)
    )
    named = [(row.source, str(row.body.get("withdrawal"))) for row in await db.execute(query)]
    return {thing_ids.of((source, player_id, name)): name for source, name in named}
