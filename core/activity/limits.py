"""Limits that players set for themselves on the platform."""

from collections.abc import Iterable
from typing import Any

from core.activity.catalogue import LimitBody
from core.activity.events import StoredEvent
from core.database import bulk
from core.database.tables import player_limits
from core.work import Work

KEY = ("player_id", "kind", "period")


async def follow(work: Work, kept: Iterable[StoredEvent]) -> None:
    """Keep the newest word on each limit; oldest event first."""
    last = {
        (one.player_id, one.body.limit, one.body.period): _row(one, one.body)
        for one in kept
        if isinstance(one.body, LimitBody)
    }
    rows = list(last.values())
    await bulk.add(work.db, player_limits, rows, unless_there=True)
    await bulk.change(work.db, player_limits, rows, by=KEY, rising="set_at")


def _row(kept: StoredEvent, body: LimitBody) -> dict[str, Any]:
    return {
        "player_id": kept.player_id,
        "kind": body.limit,
        "period": body.period or "",
        "amount_minor": body.amount.amount_minor if body.amount else None,
        "currency": body.amount.currency if body.amount else None,
        "set_at": kept.event.at,
        "source": kept.event.source,
        "request_id": None,
    }
