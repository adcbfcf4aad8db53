"""Every block a player ever had, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, select, tuple_

from core.database import pages
from core.database.connections import Connection
from core.database.pages import Page
from core.database.tables import player_blocks
from core.office import Scope
from core.people import Visibility

PAGE = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class PastBlock:
    """One block from its beginning to its end, if it has ended."""

    id: UUID
    reason: str
    scopes: frozenset[Scope]
    visibility: Visibility
    asked_by: str
    placed_by: str
    from_at: datetime
    until_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None


async def history(db: Connection, player_id: int, *, sees: Collection[Visibility], at: str = "") -> Page[PastBlock]:
    """Read a page of the blocks that somebody may know of, ended or not."""
    one = player_blocks.c
    query = select(player_blocks).where(one.player_id == player_id, one.visibility.in_([each.value for each in sees]))
    if before := pages.after(at):
        query = query.where(tuple_(one.from_at, one.id) < tuple_(*before))
    found = (await db.execute(query.order_by(one.from_at.desc(), one.id.desc()).limit(PAGE + 1))).all()
    return pages.newest(found, size=PAGE, place=lambda row: (row.from_at, row.id)).of(_past)


def _past(row: Row[Any]) -> PastBlock:
    known = {name: getattr(row, name) for name in PastBlock.__dataclass_fields__}
    return PastBlock(**known | {"scopes": frozenset(map(Scope, row.scopes)), "visibility": Visibility(row.visibility)})
