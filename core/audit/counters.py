"""What is counted by person and minute: looks that are not recorded one by one, and what has a quota."""

from datetime import datetime

from sqlalchemy import func, select

from core.database.connections import insert_or_else
from core.database.tables import look_counts
from core.work import Work

MINUTE_SECONDS = 60


async def count(work: Work, person: str, action: str) -> None:
    """Count one more of what a person does."""
    minute = _minute(work.now)
    statement = insert_or_else(work.db, look_counts).values(person=person, action=action, minute=minute, count=1)
    counted = statement.on_conflict_do_update(
        index_elements=["person", "action", "minute"], set_={"count": look_counts.c.count + 1}
    )
    await work.db.execute(counted)


async def counted_since(work: Work, person: str, since: datetime, *, action: str) -> int:
    """Give how often a person did something since the minute of a time."""
    mine = (look_counts.c.person == person) & (look_counts.c.action == action)
    query = select(func.sum(look_counts.c.count)).where(mine, look_counts.c.minute >= _minute(since))
    return int((await work.db.execute(query)).scalar_one() or 0)


def _minute(at: datetime) -> int:
    return int(at.timestamp()) // MINUTE_SECONDS
