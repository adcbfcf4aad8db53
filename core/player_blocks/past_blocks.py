"""The block history of a player, page by page."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
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
ENDED_BY_THOSE_WHO_MAY = "those who decide about it"


@dataclass(frozen=True, slots=True, kw_only=True)
class PastBlock:
    """One block, open or ended."""

    id: UUID
    reason: str | None
    """A key of the office file; None where it may not be told."""
    scopes: frozenset[Scope]
    visibility: Visibility
    asked_by: str
    placed_by: str
    from_at: datetime
    until_at: datetime | None
    ended_at: datetime | None
    ended_by: str | None


async def history(db: Connection, player_id: int, *, sees: Collection[Visibility], at: str = "") -> Page[PastBlock]:
    """Read a page of a player's blocks as somebody may know of them, open or ended, newest first."""
    columns = player_blocks.c
    query = select(player_blocks).where(columns.player_id == player_id)
    if before := pages.after(at):
        query = query.where(tuple_(columns.from_at, columns.id) < tuple_(*before))
    rows = (await db.execute(query.order_by(columns.from_at.desc(), columns.id.desc()).limit(PAGE + 1))).all()
    newest = pages.newest(rows, size=PAGE, place=lambda row: (row.from_at, row.id)).of(_past)
    return newest.of(lambda block: block if block.visibility in sees else _without_reason(block))


async def requests_of(db: Connection, player_id: int, block_ids: Iterable[UUID]) -> list[UUID]:
    """List the ids of the requests that placed these blocks; a block set by the platform has none."""
    columns = player_blocks.c
    query = select(columns.request_id).where(
        columns.player_id == player_id, columns.id.in_(list(block_ids)), columns.request_id.isnot(None)
    )
    return sorted(await db.scalars(query))


def _without_reason(block: PastBlock) -> PastBlock:
    """Leave out what could tell a hidden reason from the one it is drawn as: also who ended it, as few may."""
    ended_by = None if block.ended_at is None else ENDED_BY_THOSE_WHO_MAY
    return replace(block, reason=None, visibility=Visibility.STAFF, ended_by=ended_by)


def _past(row: Row[Any]) -> PastBlock:
    values = {name: getattr(row, name) for name in PastBlock.__dataclass_fields__}
    return PastBlock(**values | {"scopes": frozenset(map(Scope, row.scopes)), "visibility": Visibility(row.visibility)})
