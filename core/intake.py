"""The numbers under which events come in, so that a sweep knows up to where nothing new will appear.

Ids and clocks do not tell: a transaction that began earlier may commit later.
"""

from sqlalchemy import func, select, update

from core.database.connections import Connection
from core.database.tables import watermarks

COUNTER = "intake"
"""The watermark that counts intakes on SQLite, where whoever writes writes alone."""


async def number(db: Connection) -> int:
    """Take the number of this transaction's intake; its events carry it."""
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
    """Give the number up to which every event is committed, and below which none will ever appear."""
    if db.dialect.name != "sqlite":
        return int((await db.execute(select(func.pitboss_intake_horizon()))).scalar_one())
    return int((await db.execute(select(watermarks.c.upto).where(watermarks.c.name == COUNTER))).scalar_one())
