"""How a player's gate should stand on the platform: all of it, so that an order read late says what holds."""

from collections.abc import Iterable
from typing import Any
from uuid import UUID, uuid5

from sqlalchemy import select

from core import player_blocks
from core.activity import Type
from core.activity.in_flight import SPACE
from core.database.connections import Connection
from core.database.tables import events
from core.player_blocks import Withdrawal
from core.work import Work


async def gate(work: Work, player_id: int) -> dict[str, Any]:
    """Tell what is stopped and until when, and which withdrawals are held, by the platform's own names for them."""
    rows = await player_blocks.open_rows(work.db, player_id, now=work.now)
    under_way = await player_blocks.in_flight(work.db, player_id)
    held = [one for one in under_way.withdrawals if one.state == "held"]
    names = await _names(work.db, player_id, held)
    return {
        "cannot": [
            {"scope": scope.value, "until": until.isoformat() if until else None}
            for scope, until in sorted(player_blocks.standing(rows, work.now).blocked.items())
        ],
        "held_withdrawals": [{"id": str(one.id), "withdrawal": names.get(one.id)} for one in held],
    }


async def _names(db: Connection, player_id: int, asked: Iterable[Withdrawal]) -> dict[UUID, str]:
    """Find what the events that asked for withdrawals call them."""
    times = {one.asked_at for one in asked}
    if not times:
        return {}
    query = select(events.c.source, events.c.body).where(
        events.c.player_id == player_id, events.c.type == Type.WITHDRAWAL_REQUESTED.value, events.c.at.in_(times)
    )
    told = [(row.source, str(row.body.get("withdrawal"))) for row in await db.execute(query)]
    return {uuid5(SPACE, f"{source}\n{player_id}\n{name}"): name for source, name in told}
