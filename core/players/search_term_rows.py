"""The terms a player is found by, kept in step with the player's row."""

from collections.abc import Iterator, Mapping
from typing import Any

from sqlalchemy import delete

from core import foldings
from core.database import bulk
from core.database.tables import player_lookups
from core.players import search_terms
from core.work import Work

KEPT_BY_PLAYER = ("external_id", "username", "username_alike", "email", "phone", "name", "phone_end")
"""The kinds of terms that follow from a player's own row."""


async def renew(work: Work, player_id: int, values: Mapping[str, Any]) -> None:
    """Replace the terms that follow from a player's row."""
    mine = (player_lookups.c.player_id == player_id) & player_lookups.c.kind.in_(KEPT_BY_PLAYER)
    await work.db.execute(delete(player_lookups).where(mine))
    await add(work, set(of_player(player_id, values)))


async def add(work: Work, rows: set[tuple[str, str, int]]) -> None:
    """Add terms: text, kind and player; those that are there already stay."""
    if rows:
        named = [{"term": term, "kind": kind, "player_id": player_id} for term, kind, player_id in sorted(rows)]
        await bulk.add(work.db, player_lookups, named, unless_there=True)


def of_player(player_id: int, values: Mapping[str, Any]) -> Iterator[tuple[str, str, int]]:
    """List everything a player is found by, folded."""
    for kind in ("external_id", "username", "email"):
        if values[kind] and (term := foldings.fold(values[kind])):
            yield term, kind, player_id
    if (looks := foldings.alike(values["username"])) and looks != foldings.fold(values["username"]):
        yield looks, "username_alike", player_id
    for name in foldings.names(values["first_name"], values["last_name"]):
        yield name, "name", player_id
    if values["phone"]:
        for number in search_terms.of_phone(values["phone"]):
            yield number, "phone", player_id
        yield search_terms.backwards(values["phone"]), "phone_end", player_id
