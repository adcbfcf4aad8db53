"""How far the outbox is behind, and what was given up."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from core.database.connections import Connection
from core.database.tables import outbox


@dataclass(frozen=True, slots=True)
class Backlog:
    """How far the outbox is behind."""

    waiting: int
    failed: int
    oldest_queued_at: datetime | None


@dataclass(frozen=True, slots=True)
class GivenUp:
    """A message that was given up, and why."""

    topic: str
    subject: str
    failed_at: datetime
    error: str | None


async def backlog(db: Connection) -> Backlog:
    """Count what waits and what was given up, without reading delivered messages."""
    failed = select(func.count()).where(outbox.c.failed_at.isnot(None)).scalar_subquery()
    waiting = select(func.count(), failed, func.min(outbox.c.promised_at)).where(
        outbox.c.done_at.is_(None), outbox.c.failed_at.is_(None)
    )
    return Backlog(*(await db.execute(waiting)).one())


async def given_up(db: Connection, *, limit: int = 5) -> list[GivenUp]:
    """List what was given up last."""
    query = (
        select(outbox.c.topic, outbox.c.subject, outbox.c.failed_at, outbox.c.last_error)
        .where(outbox.c.failed_at.isnot(None))
        .order_by(outbox.c.failed_at.desc())
        .limit(limit)
    )
    return [GivenUp(*row) for row in await db.execute(query)]
