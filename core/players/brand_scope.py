"""Whom somebody may know of: whoever is kept to one brand meets no player of another, as if there were none."""

from collections.abc import AsyncIterator, Iterable

from sqlalchemy import ColumnElement, func, select, true

from core.database.connections import Connection
from core.database.tables import player_lookups, players
from core.errors import Unknown
from core.people import Actor

SEVERAL = "* several"
"""The brand of what is about players of several: only those know it who work for all brands."""


def known_to(actor: Actor) -> ColumnElement[bool]:
    """Limit a query over players to those this person may know of."""
    return true() if actor.brand is None else players.c.brand == actor.brand


def keys_known_to(actor: Actor) -> ColumnElement[bool]:
    """Limit a query over what players are found by likewise."""
    if actor.brand is None:
        return true()
    return select(players.c.id).where(players.c.id == player_lookups.c.player_id, known_to(actor)).exists()


async def of(db: Connection, player_id: int | None) -> str | None:
    """Read the brand of a player; None where there is none."""
    if player_id is None:
        return None
    brand: str | None = await db.scalar(select(players.c.brand).where(players.c.id == player_id))
    return brand


async def of_all(db: Connection, player_ids: Iterable[int | None]) -> str | None:
    """Read the brand that several players have in common; :data:`SEVERAL` where they have more than one."""
    ids = sorted({each for each in player_ids if each is not None})
    if not ids:
        return None
    brands = set(await db.scalars(select(players.c.brand).where(players.c.id.in_(ids)).distinct()))
    return brands.pop() if len(brands) == 1 else (SEVERAL if brands else None)


async def refuse_unknown_brand(db: Connection, brand: str, *, field: str | None = None) -> None:
    """Refuse a brand that no player has; before the first player comes, any may be meant.

    Raises :class:`~core.errors.Unknown` naming those that there are.
    """
    if await db.scalar(select(players.c.id).where(players.c.brand == brand).limit(1)) is not None:
        return
    if known := await every_brand(db):
        there = f"There are {', '.join(known)}." if len(known) > 1 else f"There is only {known[0]}."
        raise Unknown(f"No player has the brand {brand!r}. {there}", field=field)


async def every_brand(db: Connection) -> tuple[str, ...]:
    """Name the brands that players have."""
    return tuple([one async for one in _brands(db)])


async def _brands(db: Connection) -> AsyncIterator[str]:
    """Find the brands one after the other by their index, not by reading every player."""
    brand = await db.scalar(select(func.min(players.c.brand)))
    while brand is not None:
        yield brand
        brand = await db.scalar(select(func.min(players.c.brand)).where(players.c.brand > brand))


async def foreign(db: Connection, actor: Actor, player_ids: Iterable[int | None]) -> frozenset[int]:
    """Pick those of several players whom this person may not know of, in one statement or none."""
    ids = {each for each in player_ids if each is not None}
    if actor.brand is None or not ids:
        return frozenset()
    return frozenset(
        await db.scalars(select(players.c.id).where(players.c.id.in_(ids), players.c.brand != actor.brand))
    )


async def refuse_unknown(db: Connection, actor: Actor, player_id: int) -> None:
    """Refuse what is about a player whom this person does not know.

    Raises :class:`~core.errors.Unknown` in the same words, whether there is such a player or not.
    """
    brand = await of(db, player_id)
    if brand is None or not actor.knows(brand):
        raise Unknown(f"There is no player {player_id}.")
