"""How far each sweep over the events has come; whoever moves a mark holds it to the end of the transaction."""

from sqlalchemy import select, update

from core.database.connections import Connection, insert_unless_there
from core.database.tables import watermarks
from core.work import Work


async def read(db: Connection, name: str) -> int:
    """Give the last intake that the sweep has dealt with; 0 before its first."""
    return int((await db.execute(select(watermarks.c.upto).where(watermarks.c.name == name))).scalar() or 0)


async def held(work: Work, name: str) -> int:
    """Give the same and keep every other process from moving it until this transaction ends."""
    await work.db.execute(insert_unless_there(work.db, watermarks).values(name=name, upto=0))
    query = select(watermarks.c.upto).where(watermarks.c.name == name).with_for_update()
    return int((await work.db.execute(query)).scalar_one())


async def move(work: Work, name: str, upto: int) -> None:
    """Say that the sweep has dealt with everything up to this intake; hold it first."""
    await work.db.execute(update(watermarks).where(watermarks.c.name == name).values(upto=upto, moved_at=work.now))
