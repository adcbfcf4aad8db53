"""What a player shares with others, by bounded queries: what more accounts share than the limit links nobody."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Row, func, select

from core.database.connections import Connection
from core.database.tables import player_documents, player_lookups
from core.links.evidence import Evidence

TERMS_MOST = 500
"""Terms of one player that are looked at: a player with more addresses than this is not read to the end."""
TERMS = frozenset({Evidence.DEVICE, Evidence.INSTRUMENT, Evidence.PHONE, Evidence.IP})
"""The kinds of evidence that are terms a player is found by."""


async def terms(
    db: Connection, player_id: int, kinds: Collection[Evidence], *, hub: int
) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the terms a player shares with others, and with whom: ``kind``, ``term``, ``player_id`` and since when.

    Nothing of a term that more than ``hub`` accounts have.
    """
    columns = player_lookups.c
    wanted = (columns.player_id == player_id, columns.kind.in_(sorted(TERMS & set(kinds))))
    mine = select(columns.term, columns.kind, columns.first_at).where(*wanted).limit(TERMS_MOST).subquery("mine")
    other, every = player_lookups.alias("other"), player_lookups.alias("every")
    same = (other.c.term == mine.c.term) & (other.c.kind == mine.c.kind) & (other.c.player_id != player_id)
    query = select(
        other.c.kind, other.c.term, other.c.player_id, mine.c.first_at, other.c.first_at.label("other_first_at")
    )
    few = _few(every.c.player_id, (every.c.term == mine.c.term) & (every.c.kind == mine.c.kind), hub)
    return (await db.execute(query.select_from(mine.join(other, same)).where(few))).all()


async def documents(db: Connection, player_id: int, *, hub: int) -> Sequence[Row[*tuple[Any, ...]]]:
    """List the players who proved who they are by a document of this one, and since when: as :func:`terms` does."""
    mine, other, every = (player_documents.alias(name) for name in ("mine", "other", "every"))
    same = (other.c.document == mine.c.document) & (other.c.player_id != mine.c.player_id)
    query = select(other.c.player_id, mine.c.added_at.label("first_at"), other.c.added_at.label("other_first_at"))
    few = _few(every.c.player_id, every.c.document == mine.c.document, hub)
    return (await db.execute(query.select_from(mine.join(other, same)).where(mine.c.player_id == player_id, few))).all()


def _few(owner: ColumnElement[int], same: ColumnElement[bool], hub: int) -> ColumnElement[bool]:
    """Tell whether no more than ``hub`` accounts have it, counting no further than that."""
    counted = select(owner).where(same).limit(hub + 1).subquery()
    return select(func.count()).select_from(counted).scalar_subquery() <= hub
