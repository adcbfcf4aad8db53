"""Players by the id that the gaming platform gives them."""

from sqlalchemy import select

from core.database.connections import Connection
from core.database.tables import players

SAMPLE = 200
"""Ids from which it is told how long a brand's ids are."""


async def find(db: Connection, brand: str, external_id: str) -> int | None:
    """Find a player; None where the platform's id is not known here."""
    named = (players.c.brand == brand, players.c.external_id == external_id)
    player_id: int | None = await db.scalar(select(players.c.id).where(*named))
    return player_id


async def beginning_with(db: Connection, start: str, *, limit: int) -> list[str]:
    """List the platform's ids that begin so, of the players registered first."""
    named = players.c.external_id.startswith(start, autoescape=True)
    return list(await db.scalars(select(players.c.external_id).where(named).order_by(players.c.id).limit(limit)))


async def padded_lengths(db: Connection, brand: str) -> set[int]:
    """Give the lengths of a brand's ids that are digits and begin with zero; a sample of them is enough."""
    external_id = players.c.external_id
    query = select(external_id).where(players.c.brand == brand, external_id >= "0", external_id < "1").limit(SAMPLE)
    ids = await db.scalars(query)
    return {len(each) for each in ids if each.isdigit() and each.startswith("0") and len(each) > 1}
