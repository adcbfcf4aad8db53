"""Changing what is known of a player, with the terms the player is found by."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Row, select, update

from core.database.tables import players
from core.players import oddities, search_term_rows, search_terms
from core.players.oddities import Oddity
from core.work import Work


async def change(work: Work, changes: Mapping[int, Mapping[str, Any]]) -> list[Oddity]:
    """Write new values into the profiles of players, by id; what is the same already changes nothing."""
    if not changes:
        return []
    found: list[Oddity] = []
    query = select(players).where(players.c.id.in_(changes)).order_by(players.c.id)
    for row in (await work.db.execute(query)).all():
        told = dict(changes[row.id])
        if told.get("phone"):
            told["phone"] = search_terms.e164(told["phone"], country=row.country) or told["phone"]
        different = {name: value for name, value in told.items() if value != getattr(row, name)}
        if different:
            found += await apply(work, row, different)
    return found


async def apply(work: Work, row: Row[Any], changes: Mapping[str, Any]) -> list[Oddity]:
    """Write values that differ into a player's row."""
    await work.db.execute(update(players).where(players.c.id == row.id).values(changes))
    await search_term_rows.renew(work, row.id, {**row._mapping, **changes})  # noqa: SLF001 - its public name
    born_on = changes.get("born_on")
    if born_on is None:
        return []
    changed = [oddities.birth_date_changed(work, row.id)] if row.born_on else []
    return [*changed, *oddities.under_age(work, [(row.id, born_on)])]
