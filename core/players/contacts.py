"""How a player is reached: the e-mail address and the phone number in clear, and who else has the same."""

from dataclasses import dataclass

from sqlalchemy import select

from core import foldings
from core.database.connections import Connection
from core.database.tables import player_lookups, players

OTHERS_MOST = 10
"""Other players with the same address that are named."""


@dataclass(frozen=True, slots=True)
class Contact:
    """One player's contact data, and the platform's name of the player."""

    email: str | None
    phone: str | None
    country: str | None
    brand: str
    external_id: str


async def current(db: Connection, player_id: int) -> Contact:
    """Read the contact data of a player who exists."""
    columns = players.c
    query = select(columns.email, columns.phone, columns.country, columns.brand, columns.external_id)
    return Contact(*(await db.execute(query.where(columns.id == player_id))).one())


async def others_with(db: Connection, player_id: int, *, kind: str, value: str) -> list[int]:
    """List other players with this ``email`` or ``phone``, by id."""
    columns = player_lookups.c
    same = (columns.kind == kind, columns.term == foldings.fold(value), columns.player_id != player_id)
    return list(await db.scalars(select(columns.player_id).where(*same).order_by(columns.player_id).limit(OTHERS_MOST)))
