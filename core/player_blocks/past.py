"""Every block a player ever had, page by page."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select, tuple_

from core.db import Connection
from core.office import Scope
from core.people import Visibility
from core.tables import player_blocks

PAGE = 10

Place = tuple[datetime, UUID]
"""Where a page ended: since when, and which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
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


@dataclass(frozen=True, slots=True)
class Page:
    """Some blocks, newest first; ``last`` is where older ones follow, None where none do."""

    blocks: tuple[Past, ...]
    last: Place | None


async def history(db: Connection, player_id: int, *, sees: Collection[Visibility], before: Place | None = None) -> Page:
    """Read a page of the blocks that somebody may know of, ended or not."""
    one = player_blocks.c
    names = [name for name in Past.__dataclass_fields__ if name not in {"scopes", "visibility"}]
    query = select(player_blocks).where(one.player_id == player_id, one.visibility.in_([each.value for each in sees]))
    if before:
        query = query.where(tuple_(one.from_at, one.id) < tuple_(*before))
    found = (await db.execute(query.order_by(one.from_at.desc(), one.id.desc()).limit(PAGE + 1))).mappings().all()
    blocks = tuple(
        Past(
            **{name: row[name] for name in names},
            scopes=frozenset(map(Scope, row["scopes"])),
            visibility=Visibility(row["visibility"]),
        )
        for row in found[:PAGE]
    )
    return Page(blocks, (blocks[-1].from_at, blocks[-1].id) if len(found) > PAGE else None)
