"""Whom somebody may know of: whoever is kept to one brand meets no player of another, as if there were none."""

from sqlalchemy import ColumnElement, select, true

from core.db import Connection
from core.errors import Unknown
from core.people import Actor
from core.tables import players


def knows(actor: Actor, brand: str) -> bool:
    """Tell whether this person may know of a player of this brand."""
    return actor.brand in {None, brand}


def known_to(brand: str | None) -> ColumnElement[bool]:
    """Say the same to a query over players, for somebody kept to ``brand``."""
    return true() if brand is None else players.c.brand == brand


async def refuse_unknown(db: Connection, actor: Actor, player_id: int) -> None:
    """Refuse what is about a player whom this person does not know.

    Raises :class:`~core.errors.Unknown` in the same words, whether there is such a player or not.
    """
    brand = await db.scalar(select(players.c.brand).where(players.c.id == player_id))
    if brand is None or not knows(actor, brand):
        raise Unknown(f"There is no player {player_id}.")
