"""What one person did lately, from the last of their records."""

from collections.abc import Collection
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select

from core.database.connections import Connection
from core.database.tables import records, staff
from core.database.tables.audit import HOME_VIEWED
from core.work import Work

LATELY = timedelta(days=30)
"""How far back somebody's looks are gone through: its cost must not grow with all they ever did."""


async def players_viewed(
    db: Connection, person: str, *, actions: Collection[str], now: datetime, limit: int = 5
) -> list[int]:
    """List the players somebody looked at last by any of these actions, each once, newest first."""
    query = (
        select(records.c.player_id)
        .where(records.c.person == person, records.c.at > now - LATELY, records.c.action.in_(actions))
        .where(records.c.outcome == "success", records.c.player_id.isnot(None))
        .group_by(records.c.player_id)
        .order_by(func.max(records.c.at).desc())
        .limit(limit)
    )
    return list((await db.execute(query)).scalars())


async def home_viewers(db: Connection, staff_ids: Collection[UUID], *, since: datetime) -> list[UUID]:
    """Pick those of several people who opened their Home since a time."""
    viewed = select(records.c.id).where(records.c.actor_id == staff.c.id, HOME_VIEWED, records.c.at > since)
    return list(await db.scalars(select(staff.c.id).where(staff.c.id.in_(staff_ids), viewed.exists())))


async def count_since(work: Work, person: str, since: datetime, *, action: str) -> int:
    """Count the records of what somebody did since a time, refused ones included."""
    mine = (records.c.person == person) & (records.c.at >= since) & (records.c.action == action)
    return int((await work.db.execute(select(func.count()).select_from(records).where(mine))).scalar_one())
