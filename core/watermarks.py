"""Watermarks: how far each sweep over the events has come. The row is locked by the transaction that moves it."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from core import intake_numbers
from core.database.connections import Connection, insert_unless_there
from core.database.tables import watermarks
from core.work import Work


@dataclass(frozen=True, slots=True)
class Watermark:
    """How far one sweep has come, and when it last advanced."""

    name: str
    upto: int
    moved_at: datetime | None


async def of_sweeps(db: Connection) -> list[Watermark]:
    """List the watermarks of all sweeps over events; those whose names begin with ``clock:`` count instants."""
    columns = watermarks.c
    of_events = (columns.name != intake_numbers.COUNTER, columns.name.not_like("clock:%"))
    query = select(columns.name, columns.upto, columns.moved_at).where(*of_events)
    return [Watermark(*row) for row in await db.execute(query)]


async def read(db: Connection, name: str) -> int:
    """Read the number of the last intake the sweep has processed; 0 before the first."""
    return int((await db.execute(select(watermarks.c.upto).where(watermarks.c.name == name))).scalar() or 0)


async def locked(work: Work, name: str) -> int:
    """Read the same as :func:`read`, and lock the row until the transaction ends."""
    await work.db.execute(insert_unless_there(work.db, watermarks).values(name=name, upto=0))
    query = select(watermarks.c.upto).where(watermarks.c.name == name).with_for_update()
    return int((await work.db.execute(query)).scalar_one())


async def move(work: Work, name: str, upto: int) -> None:
    """Record that the sweep has processed everything up to this intake; read it with :func:`locked` first."""
    await work.db.execute(update(watermarks).where(watermarks.c.name == name).values(upto=upto, moved_at=work.now))
