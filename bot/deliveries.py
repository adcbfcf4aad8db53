"""What was taken before: each key of Slack's counts once, whichever process sees it again."""

from datetime import datetime

from sqlalchemy import delete

from core.db import Connection, insert_unless_there
from core.tables import seen_deliveries


async def first(db: Connection, key: str, *, now: datetime) -> bool:
    """Tell whether this key is new, and remember it; with the transaction it is forgotten again."""
    kept = await db.execute(insert_unless_there(db, seen_deliveries).values(key=key, at=now))
    return kept.rowcount == 1


async def forget(db: Connection, *, before: datetime) -> None:
    """Drop the keys that nobody will repeat any more."""
    await db.execute(delete(seen_deliveries).where(seen_deliveries.c.at < before))
