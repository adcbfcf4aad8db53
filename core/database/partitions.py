"""Monthly partitions of records and events on PostgreSQL; SQLite has none."""

from collections.abc import Iterable
from datetime import date, datetime

from sqlalchemy import func, select

from core.database.connections import Connection, Database

PARTITIONED = ("records", "events")
MONTHS_AHEAD = 4
"""Months created in advance, this one included: enough for a desk that nobody maintains for a quarter."""
MONTHS_BACK = 120
"""Months before this one that get a partition of their own: the longest retention. What is older shares one."""


async def ensure(db: Connection, *, months: int, first: date, tables: tuple[str, ...] = PARTITIONED) -> None:
    """Create the partitions of ``months`` months, starting with the month of ``first``.

    A month whose rows already lie in the default partition is skipped. The partitions belong to the owner of the
    tables, whichever role calls this; see 0002_guards.py.
    """
    if db.dialect.name == "sqlite":
        return
    for table in tables:
        await db.execute(select(func.pitboss_make_partitions(table, first, months)))


class PartitionMaker:
    """Creates the partitions of a table before its rows: rows in the default partition prevent it later."""

    def __init__(self, table: str) -> None:
        self._table = table
        self._made: set[date] = set()

    def missing(self, days: Iterable[date], *, now: datetime) -> set[date]:
        """Give the months of these days whose partitions were not created here before."""
        return months(days, now=now) - self._made

    async def make(self, database: Database, days: Iterable[date], *, now: datetime) -> None:
        """Create the partitions of these days, except those created before."""
        for month in sorted(self.missing(days, now=now)):
            async with database.write() as db:
                await ensure(db, months=1, first=month, tables=(self._table,))
            self._made.add(month)


def months(days: Iterable[date], *, now: datetime) -> set[date]:
    """Give the months that get a partition, each by its first day: none long past, none beyond the next."""
    begun = {day.replace(day=1) for day in days}
    return {each for each in begun if -1 <= (now.year - each.year) * 12 + now.month - each.month <= MONTHS_BACK}
