"""Closing accounts and opening them again: where an account is in its life, and since when."""

from datetime import datetime

from sqlalchemy import select

from core.database import bulk
from core.database.connections import Connection
from core.database.tables import profile_times
from core.players import profile_changes
from core.work import Work

PART = "lifecycle"


async def change_lifecycle(work: Work, player_id: int, lifecycle: str) -> None:
    """Write where an account is in its life, from now on: what is told of an earlier time does not undo it."""
    await profile_changes.change(work, {player_id: {PART: lifecycle}})
    row = {"player_id": player_id, "part": PART, "changed_at": work.now}
    await bulk.upsert(work.db, profile_times, [row], setting=("changed_at",))


async def since(db: Connection, player_id: int) -> datetime | None:
    """Give since when an account is where it is in its life; None where nobody told."""
    columns = profile_times.c
    query = select(columns.changed_at).where(columns.player_id == player_id, columns.part == PART)
    at: datetime | None = await db.scalar(query)
    return at
