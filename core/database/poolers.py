"""Poolers of connections, such as PgBouncer: the address names one, since a session's settings do not hold there."""

from sqlalchemy import func, select, true

from core.database import engines, faults
from core.database.connections import Database, DatabaseUnavailable, is_sqlite
from core.database.engines import ASYNC_COMMIT, OWN_SESSION
from core.errors import Refused

PROTOCOL_VIOLATION = "08P01"
"""How PgBouncer refuses a setting that it does not keep apart for each of its clients."""


class PoolerUnknown(Refused):
    """Connections are shared by a pooler that the address does not name."""

    code = "pooler_unknown"


async def refuse_unnamed(database: Database) -> None:
    """Check that the connections are the server's own, unless the address says that they are PgBouncer's.

    Raises :class:`PoolerUnknown` where settings of a session are refused, or do not hold.
    """
    if is_sqlite(database.url) or engines.is_pooled(database.url):
        return
    try:
        async with database.write_unlogged() as db:
            holds = await db.scalar(select(func.current_setting(OWN_SESSION, true()))) == ASYNC_COMMIT[OWN_SESSION]
    except DatabaseUnavailable as error:
        if faults.sqlstate(error.__cause__) != PROTOCOL_VIOLATION:
            raise
        holds = False
    if not holds:
        raise PoolerUnknown(
            f"A pooler such as PgBouncer stands before {engines.shown(database.url)}. Write ?pgbouncer=true behind "
            "PITBOSS_DATABASE_URL, or name the server itself."
        )
