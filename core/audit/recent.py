"""What one person did lately, from the last of their records."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import func, select

from core.database.connections import Connection
from core.database.tables import records

LAST = 200
"""Records of one person that are gone through at most: its cost must not grow with what they did."""


async def players_viewed(db: Connection, person: str, *, actions: Collection[str], limit: int = 5) -> list[int]:
    """List the players somebody looked at last by any of these actions, each once, newest first."""
    last = (
        select(*records.c["action", "player_id", "outcome", "at"])
        .where(records.c.person == person)
        .order_by(records.c.at.desc())
        .limit(LAST)
        .subquery()
    )
    query = (
        select(last.c.player_id)
        .where(last.c.action.in_(actions), last.c.outcome == "success", last.c.player_id.isnot(None))
        .group_by(last.c.player_id)
        .order_by(func.max(last.c.at).desc())
        .limit(limit)
    )
    return list((await db.execute(query)).scalars())


async def count_since(db: Connection, person: str, *, action: str, since: datetime) -> int:
    """Count how often somebody did something since a time."""
    mine = (records.c.person == person) & (records.c.at >= since) & (records.c.action == action)
    return int((await db.execute(select(func.count()).select_from(records).where(mine))).scalar_one())
