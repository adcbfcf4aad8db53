"""The months into which PostgreSQL divides records and events; SQLite has none."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select

from core.database.connections import Connection, Database

PARTITIONED = ("records", "events")
MONTHS_AHEAD = 4
"""Months that are made before they come, this one included: a desk that nobody touches for a quarter has its place."""


async def ensure(db: Connection, *, months: int, first: date, tables: tuple[str, ...] = PARTITIONED) -> None:
    """Make the partitions of so many months from the first on; a month that has rows elsewhere stays as it is.

    The tables' owner makes them, whoever asks: 0002_guards.py says how.
    """
    if db.dialect.name == "sqlite":
        return
    for table in tables:
        await db.execute(select(func.pitboss_make_partitions(table, first, months)))


class Room:
    """Makes the months that rows lie in before any of the rows: a month with rows cannot be cut out later."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._made: set[date] = set()

    async def make(self, database: Database, days: Iterable[date]) -> None:
        """Make the months of these days, as far as they are not known to be there."""
        for month in sorted({day.replace(day=1) for day in days} - self._made):
            async with database.write() as db:
                await ensure(db, months=1, first=month, tables=(self._table,))
            self._made.add(month)
