"""Intake numbers of events, which tell a sweep up to where no new event can appear.

Ids and clocks cannot: a transaction that began earlier may commit later.
"""

from sqlalchemy import func, select, update

from core.database.connections import Connection
from core.database.tables import watermarks

COUNTER = "intake"
"""The watermark that counts intakes on SQLite, which has one writer at a time."""


async def number(db: Connection) -> int:
    """Assign the intake number of this transaction, which its events store."""
    if db.dialect.name != "sqlite":
        return int((await db.execute(select(func.pitboss_next_intake()))).scalar_one())
    counting = (
        update(watermarks)
        .where(watermarks.c.name == COUNTER)
        .values(upto=watermarks.c.upto + 1)
        .returning(watermarks.c.upto)
    )
    return int((await db.execute(counting)).scalar_one())


async def horizon(db: Connection) -> int:
    """Give the number up to which every event is committed and no new one can appear."""
    if db.dialect.name != "sqlite":
        return int((await db.execute(select(func.pitboss_intake_horizon()))).scalar_one())
    return int((await db.execute(select(watermarks.c.upto).where(watermarks.c.name == COUNTER))).scalar_one())
