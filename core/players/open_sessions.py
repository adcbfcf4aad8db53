"""The sessions of a player that are open, as an act ends them."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select

from core.database.connections import Connection
from core.database.tables import play_sessions

MOST = 100
"""Open sessions that are read: more are not a player's."""


@dataclass(frozen=True, slots=True)
class OpenSession:
    """A session that nobody has ended yet."""

    id: UUID
    started_at: datetime
    device: str | None


async def of_player(db: Connection, player_id: int) -> list[OpenSession]:
    """List the open sessions of a player, newest first."""
    columns = play_sessions.c
    query = select(columns.id, columns.started_at, columns.device).where(
        columns.player_id == player_id, columns.ended_at.is_(None)
    )
    newest = query.order_by(columns.started_at.desc(), columns.id).limit(MOST)
    return [OpenSession(*row) for row in await db.execute(newest)]


async def names(db: Connection, player_id: int, ids: Collection[UUID]) -> tuple[str, ...] | None:
    """Give what the platform calls these sessions; None where it did not name one of them, which means all of them."""
    columns = play_sessions.c
    query = select(columns.session).where(columns.player_id == player_id, columns.id.in_(list(ids)))
    found = list(await db.scalars(query))
    return tuple(sorted(found)) if all(found) else None
