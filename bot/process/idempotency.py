"""What was taken before: each key of Slack's counts once, whichever process sees it again."""

from datetime import datetime

from sqlalchemy.dialects import postgresql, sqlite

from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import seen_deliveries

KEPT = Statement(
    lambda dialect: (sqlite if dialect == "sqlite" else postgresql).insert(seen_deliveries).on_conflict_do_nothing()
)


async def first(db: Connection, key: str, *, now: datetime) -> bool:
    """Tell whether this key is new, and remember it; with the transaction it is forgotten again."""
    return (await KEPT.send(db, {"key": key, "at": now})).rowcount == 1
