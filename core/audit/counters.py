"""Looks that are counted by person and minute instead of recorded one by one."""

from core.database.connections import insert_or_else
from core.database.tables import look_counts
from core.work import Work

MINUTE_SECONDS = 60


async def count(work: Work, person: str, action: str) -> int:
    """Count one look of a person, and give how many of that action it makes in the current minute."""
    minute = int(work.now.timestamp()) // MINUTE_SECONDS
    statement = insert_or_else(work.db, look_counts).values(person=person, action=action, minute=minute, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["person", "action", "minute"], set_={"count": look_counts.c.count + 1}
    ).returning(look_counts.c.count)
    return int((await work.db.execute(counted)).scalar_one())
