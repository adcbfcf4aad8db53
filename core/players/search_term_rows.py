"""The terms a player is found by, kept in step with the player's row."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

from sqlalchemy import delete, select

from core import foldings
from core.database import bulk
from core.database.tables import name_words, player_lookups
from core.particulars import Particulars
from core.players import search_terms
from core.work import Work

Row: TypeAlias = tuple[str, str, int]
"""A term: text, kind and player."""
KEPT_BY_PLAYER = ("external_id", "username", "username_alike", "email", "phone", "name", "phone_end", "person")
"""The kinds of terms that follow from a player's own row."""

NAMES = ("username", "username_alike", "name")
"""The kinds of terms that are looked for together with a year of birth."""


async def renew(work: Work, player_id: int, values: Mapping[str, Any]) -> None:
    """Replace the terms that follow from a player's row."""
    mine = (player_lookups.c.player_id == player_id) & player_lookups.c.kind.in_(KEPT_BY_PLAYER)
    await work.db.execute(delete(player_lookups).where(mine))
    await add_players(work, {player_id: values})


async def add_players(work: Work, rows: Mapping[int, Mapping[str, Any]]) -> None:
    """Add the terms of players, by id, and the words of their names."""
    born = {player_id: values["born_on"].year for player_id, values in rows.items() if values["born_on"]}
    await add(work, {term for player_id, values in rows.items() for term in of_player(player_id, values)}, born=born)
    words = (foldings.words(values["first_name"], values["last_name"]) for values in rows.values())
    await _add_words(work, set().union(*words))


async def add(
    work: Work,
    rows: Collection[Row],
    *,
    seen: Mapping[Row, datetime] | None = None,
    born: Mapping[int, int] | None = None,
) -> Sequence[tuple[str, int]]:
    """Add terms, with when each was first seen where that was not just now, and give kind and player of the new ones.

    Those that are there already stay. ``born`` gives the years of birth of players whose names are among them.
    """
    at, years = seen or {}, born or {}
    named = [
        {
            "term": term,
            "kind": kind,
            "player_id": player_id,
            "first_at": at.get((term, kind, player_id), work.now),
            "born_year": years.get(player_id) if kind in NAMES else None,
        }
        for term, kind, player_id in sorted(rows)
    ]
    new = await bulk.add(work.db, player_lookups, named, unless_there=True, returning=("kind", "player_id"))
    return [(row.kind, row.player_id) for row in new]


async def _add_words(work: Work, words: Collection[str]) -> None:
    """Keep words of names; nearly all are there already, and registrations at once wait only for a new one."""
    if not words:
        return
    there = set(
        await work.db.scalars(
            select(name_words.c.word).where(bulk.among(work.db, name_words, ("word",), [(word,) for word in words]))
        )
    )
    new = [{"word": word, "sound": foldings.sound(word)} for word in sorted(set(words) - there)]
    await bulk.add(work.db, name_words, new, unless_there=True)


def of_player(player_id: int, values: Mapping[str, Any]) -> Iterator[Row]:
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
    for key in Particulars.of(values).person_keys():
        yield key, "person", player_id
