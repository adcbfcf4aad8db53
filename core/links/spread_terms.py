"""What a player shares with others where terms lie on several machines: each term is asked for where it lies."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, select

from core.database.connections import Connection
from core.database.tables import player_documents, player_lookups, players
from core.links.evidence import Evidence

Term = Any
"""A term of the player, its kind, and since when."""
Shared = tuple[str, int, datetime | None, datetime | None]
"""The kind, the other player, since when the one has it, and since when the other."""


async def read(db: Connection, player_id: int, own: Iterable[Term], *, limits: Mapping[str, int]) -> list[Shared]:
    """List who shares terms and documents with a player, except what more players have than its kind allows."""
    documents, terms, found = player_documents.c, player_lookups.c, list[Shared]()
    mine = select(documents.document, documents.added_at).where(documents.player_id == player_id)
    for number, since in (await db.execute(mine)).all():
        having = select(documents.player_id, documents.added_at).where(documents.document == number)
        found += await _few(db, having, (Evidence.DOCUMENT, since), limits)
    for term, kind, since in own:
        having = select(terms.player_id, terms.first_at).where(terms.term == term, terms.kind == kind)
        found += await _few(db, having, (kind, since), limits)
    return [each for each in found if each[1] != player_id]


async def crowded(
    db: Connection, own: Iterable[Term], *, hub: int, first: int, known: ColumnElement[bool] | None
) -> list[tuple[str, datetime | None]]:
    """List which terms more players than ``hub`` have, of the ``first`` found those that are ``known``."""
    columns, found = player_lookups.c, list[tuple[str, datetime | None]]()
    for term, kind, since in own:
        having = select(columns.player_id).where(columns.term == term, columns.kind == kind).limit(first)
        ids = list(await db.scalars(having))
        if known is not None:
            ids = list(await db.scalars(select(players.c.id).where(players.c.id.in_(ids), known)))
        found += [(kind, since)] if len(ids) > hub else []
    return sorted(found, key=str)


async def _few(
    db: Connection, having: Select[Any], what: tuple[str, datetime | None], limits: Mapping[str, int]
) -> list[Shared]:
    """Read who has something, unless more have it than its kind allows."""
    kind, since = what
    rows = (await db.execute(having.limit(limits[kind] + 1))).all()
    return [(str(kind), other, since, at) for other, at in rows] if len(rows) <= limits[kind] else []
