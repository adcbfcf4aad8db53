"""Keys of what was delivered: each counts once, whichever process sees it again."""

from collections.abc import Collection
from datetime import datetime

from sqlalchemy import exists, select
from sqlalchemy.dialects import postgresql, sqlite

from core.database import bulk
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import seen_deliveries

ADD = Statement(
    lambda dialect: (sqlite if dialect == "sqlite" else postgresql).insert(seen_deliveries).on_conflict_do_nothing()
)


async def first(db: Connection, key: str, *, now: datetime) -> bool:
    """Tell whether this key is new, and remember it; rolling the transaction back forgets it again."""
    return (await ADD.send(db, {"key": key, "at": now})).rowcount == 1


async def new_among(db: Connection, keys: Collection[str], *, now: datetime) -> set[str]:
    """Tell which of several keys are new, and remember them all."""
    rows = [{"key": key, "at": now} for key in keys]
    return {row.key for row in await bulk.add(db, seen_deliveries, rows, unless_there=True, returning=("key",))}


async def known(db: Connection, key: str) -> bool:
    """Tell whether this key was seen before."""
    return bool(await db.scalar(select(exists(select(seen_deliveries.c.key).where(seen_deliveries.c.key == key)))))
