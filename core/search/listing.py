"""Players as they stand in a list: with what tells them apart, masked."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Row, select

from core import masks
from core.database.connections import Connection
from core.database.tables import players
from core.people import Actor
from core.players import PlayerId, brand_scope
from core.search.results import Apart, Match


async def matches(db: Connection, ids: Sequence[PlayerId], *, actor: Actor, today: date) -> tuple[Match, ...]:
    """List players with what tells them apart, in the order given."""
    return tuple(replace(match(row), apart=apart(row, today)) for row in await rows(db, ids, actor))


async def rows(db: Connection, ids: Sequence[PlayerId], actor: Actor) -> list[Row[Any]]:
    """Read players whom somebody may know of, in the order given."""
    found = await db.execute(select(players).where(players.c.id.in_(ids), brand_scope.known_to(actor)))
    return sorted(found, key=lambda row: ids.index(row.id))


def match(row: Row[Any]) -> Match:
    """List a player with nothing that is masked."""
    return Match(player_id=row.id, username=row.username, lifecycle=row.lifecycle)


def apart(row: Row[Any], today: date) -> Apart:
    """Give what tells a player apart from others of the same name."""
    return Apart(
        name=masks.name(row.first_name, row.last_name),
        brand=row.brand,
        country=row.country,
        age_band=masks.age_band(row.born_on, today),
        last_login_at=row.last_login_at,
    )
