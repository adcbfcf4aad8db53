"""The months into which PostgreSQL divides records and events; SQLite has none."""

from datetime import date

from sqlalchemy import func, select

from core.db import Connection

PARTITIONED = ("records", "events")


async def ensure(db: Connection, *, months: int, first: date, tables: tuple[str, ...] = PARTITIONED) -> None:
    """Make the partitions of so many months from the first on; a month that has rows elsewhere stays as it is."""
    if db.dialect.name == "sqlite":
        return
    for table in tables:
        await db.execute(select(func.pitboss_make_partitions(table, first, months)))
