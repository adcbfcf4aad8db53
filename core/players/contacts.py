"""How a player is called and reached, in clear, and who else has the same."""

import dataclasses
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select

from core import foldings
from core.database.connections import Connection
from core.database.tables import player_lookups, players
from core.particulars import Particulars

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
    first_name: str | None
    last_name: str | None
    address: str | None
    post_code: str | None
    city: str | None

    @property
    def name(self) -> str:
        """First and last name."""
        return " ".join(filter(None, (self.first_name, self.last_name)))

    @property
    def address_key(self) -> str | None:
        """The key under which accounts with the same postal address meet; None where too little of it is known."""
        return Particulars(address=self.address, post_code=self.post_code, city=self.city).address_key


async def current(db: Connection, player_id: int) -> Contact:
    """Read the contact data of a player who exists."""
    columns = players.c
    query = select(*(columns[each.name] for each in dataclasses.fields(Contact)))
    return Contact(*(await db.execute(query.where(columns.id == player_id))).one())


async def others_with(db: Connection, player_id: int, *, kind: str, value: str) -> list[int]:
    """List other players with this ``email``, ``phone`` or key of a ``person``, by id."""
    columns = player_lookups.c
    same = (columns.kind == kind, columns.term == foldings.fold(value), columns.player_id != player_id)
    return list(await db.scalars(select(columns.player_id).where(*same).order_by(columns.player_id).limit(OTHERS_MOST)))


async def staff_owned(db: Connection, player_ids: Collection[int]) -> bool:
    """Tell whether an account of a member of staff is among these."""
    if not player_ids:
        return False
    query = select(players.c.id).where(players.c.id.in_(sorted(player_ids)), players.c.staff_owned).limit(1)
    return await db.scalar(query) is not None
