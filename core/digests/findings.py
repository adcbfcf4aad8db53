"""Findings that somebody has looked at: once seen, a finding is seen in every digest that names it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Text, cast, select

from core.database.connections import Connection, insert_unless_there
from core.database.tables import digests, seen_findings
from core.people import Actor
from core.work import Work

REDRAWN_FOR = timedelta(days=31)
"""How old a posted digest is at most whose message follows: nobody scrolls back farther."""


@dataclass(frozen=True, slots=True)
class FindingSeen:
    """Who looked at a finding first, and when."""

    key: str
    by: str
    at: datetime


async def seen(db: Connection, keys: Collection[str]) -> tuple[FindingSeen, ...]:
    """Read which of some findings were looked at, and by whom."""
    if not keys:
        return ()
    rows = await db.execute(select(seen_findings).where(seen_findings.c.key.in_(keys)).order_by(seen_findings.c.at))
    return tuple(FindingSeen(row.key, row.by_name, row.at) for row in rows)


async def mark(work: Work, actor: Actor, key: str) -> bool:
    """Note that somebody looked at a finding; False where somebody did before, who stays named."""
    row = {"key": key, "by_name": actor.name, "at": work.now}
    added = await work.db.execute(insert_unless_there(work.db, seen_findings).values(row))
    return bool(added.rowcount)


async def posted_with(work: Work, key: str) -> list[UUID]:
    """List the digests that stand in channels and name a finding."""
    query = select(digests.c.id).where(
        digests.c.channel.isnot(None),
        digests.c.generated_at > work.now - REDRAWN_FOR,
        cast(digests.c.content, Text).contains(key, autoescape=True),
    )
    return list(await work.db.scalars(query.order_by(digests.c.id)))
