"""Ways to pay: what the payment provider calls them, and who else has the same."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Annotated
from uuid import UUID, uuid5

from pydantic import Field
from pydantic.dataclasses import dataclass as validated
from sqlalchemy import select

from core import foldings
from core.database.connections import insert_unless_there
from core.database.tables import player_instruments, player_lookups
from core.players import search_term_rows, search_terms
from core.players.fields import Line
from core.players.oddities import Oddity, shared
from core.work import Work

INSTRUMENTS = UUID("5b7f6a52-0d0b-4a52-9c50-1d5c1a3d8f10")
"""The name space in which a payment provider's fingerprint always gives the same id."""


@validated(frozen=True, slots=True)
class Instrument:
    """A way to pay, as the payment provider names it; never a card number."""

    kind: Line
    fingerprint: Line
    last_four: Annotated[str | None, Field(pattern=r"^[0-9]{4}$")] = None
    """All four: a spreadsheet takes leading zeros away."""


async def add(work: Work, owned: Sequence[tuple[int, Instrument]]) -> list[Oddity]:
    """Keep which player has which instrument, and tell of those that somebody else has."""
    if not owned:
        return []
    rows = [
        {
            "player_id": player_id,
            "id": _id(one),
            "kind": one.kind,
            "fingerprint": one.fingerprint,
            "last_four": one.last_four,
            "added_at": work.now,
        }
        for player_id, one in owned
    ]
    await work.db.execute(insert_unless_there(work.db, player_instruments), rows)
    found = {(foldings.fold(one.fingerprint), "instrument", player_id) for player_id, one in owned}
    ends = {(search_terms.backwards(one.last_four), "card_end", player_id) for player_id, one in owned if one.last_four}
    await search_term_rows.add(work, {row for row in found | ends if row[0]})
    return await _shared(work, owned)


async def _shared(work: Work, owned: Sequence[tuple[int, Instrument]]) -> list[Oddity]:
    columns, owners = player_lookups.c, defaultdict[str, set[int]](set)
    terms = {foldings.fold(one.fingerprint) for _, one in owned}
    query = select(columns.term, columns.player_id).where(columns.kind == "instrument", columns.term.in_(terms))
    for term, player_id in await work.db.execute(query):
        owners[term].add(player_id)
    return [
        shared(player_id, "payment instrument", _id(one), others)
        for player_id, one in dict.fromkeys(owned)
        if (others := owners[foldings.fold(one.fingerprint)] - {player_id})
    ]


def _id(one: Instrument) -> UUID:
    return uuid5(INSTRUMENTS, f"{one.kind} {one.fingerprint}")
