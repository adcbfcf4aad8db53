"""Players by the id that the gaming platform gives them: one player an id, whichever machine the player lies on."""

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Text, bindparam, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, insert

from core.database import bulk
from core.database.connections import Connection
from core.database.tables import external_ids, players

SAMPLE = 200
"""Ids from which it is told how long a brand's ids are."""
Key = tuple[str, str]
"""A brand and the platform's id."""
NAMES = ("brand", "external_id")
NUMBERS = "players_id_seq"
"""The sequence that PostgreSQL numbers players by."""

columns = external_ids.c
_given = func.unnest(*(bindparam(name, type_=ARRAY(Text)) for name in ("brands", "ids"))).table_valued(
    *(column(name, Text) for name in NAMES)
)
CLAIM = (
    insert(external_ids)
    .from_select([*NAMES, "player_id"], select(*_given.render_derived().c, func.nextval(NUMBERS)))
    .on_conflict_do_nothing()
    .returning(*columns)
)


async def find(db: Connection, brand: str, external_id: str) -> int | None:
    """Find a player; None where the platform's id is not known here."""
    return (await known(db, [(brand, external_id)])).get((brand, external_id))


async def known(db: Connection, keys: Collection[Key]) -> dict[Key, int]:
    """Give the players of these ids; an id that is not known here is left out."""
    if not keys:
        return {}
    rows = await db.execute(select(*columns).where(bulk.among(db, external_ids, NAMES, sorted(keys))))
    return {(row.brand, row.external_id): row.player_id for row in rows}


async def claim(db: Connection, keys: Collection[Key]) -> dict[Key, int]:
    """Give each id that nobody has the number of a new player; the ids that somebody has are left out."""
    ordered = sorted(keys)
    if not ordered:
        return {}
    if db.dialect.name == "sqlite":
        rows = await _number(db, ordered)
    else:
        brands, ids = zip(*ordered, strict=True)
        rows = (await db.execute(CLAIM, {"brands": list(brands), "ids": list(ids)})).all()
    return {(row.brand, row.external_id): row.player_id for row in rows}


async def _number(db: Connection, ordered: Sequence[Key]) -> Sequence[Any]:
    """Give new players the numbers after the last, where one transaction writes at a time."""
    last = await db.scalar(select(func.max(players.c.id))) or 0
    rows = [
        {"brand": brand, "external_id": external_id, "player_id": number}
        for number, (brand, external_id) in enumerate(ordered, start=last + 1)
    ]
    return await bulk.add(db, external_ids, rows, unless_there=True, returning=(*NAMES, "player_id"))


async def beginning_with(db: Connection, start: str, *, limit: int) -> list[str]:
    """List the platform's ids that begin so, of the players registered first."""
    named = columns.external_id.startswith(start, autoescape=True)
    return list(await db.scalars(select(columns.external_id).where(named).order_by(columns.player_id).limit(limit)))


async def padded_lengths(db: Connection, brand: str) -> set[int]:
    """Give the lengths of a brand's ids that are digits and begin with zero; a sample of them is enough."""
    external_id = columns.external_id
    query = select(external_id).where(columns.brand == brand, external_id >= "0", external_id < "1").limit(SAMPLE)
    ids = await db.scalars(query)
    return {len(each) for each in ids if each.isdigit() and each.startswith("0") and len(each) > 1}
