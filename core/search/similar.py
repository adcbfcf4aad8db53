"""Players whose username or name is nearly what was typed: one sign off, or alike as a whole."""

import difflib
import string
from collections.abc import Sequence
from typing import TypeAlias

from sqlalchemy import ColumnElement, select

from core import foldings
from core.database.connections import Connection
from core.database.tables import player_lookups
from core.people import Actor
from core.players import PlayerId, brand_scope, search_terms

KINDS = ("username", "external_id", "name")
"""Keys that are shown to everybody who may look at players; masked ones are never guessed."""
SHORTEST, LONGEST = 4, 24
"""Characters of a text to which others are compared; one sign off a shorter one is another word."""
SIGNS = frozenset(string.ascii_lowercase + string.digits + "._- ")
LIKE = 0.75
"""How similar a name must be (0 to 1)."""
BEGINNING = 3
"""Letters with which a name must begin as typed, where it is more than one sign off."""
Found: TypeAlias = tuple[PlayerId, str, str]
"""A player, the kind of a term they are found by, and the term."""
COMPARED_MOST = 200
"""Names with the same beginning that are compared: the cost must not grow with the players."""


async def nearest(db: Connection, folded: str, *, actor: Actor, limit: int) -> list[PlayerId]:
    """List players whose username or name is nearly this, best first."""
    if not SHORTEST <= len(folded) <= LONGEST or not any(map(str.isalpha, folded)):
        return []
    written = tuple(dict.fromkeys((folded, " ".join(reversed(folded.split())))))
    names = tuple(filter(None, map(foldings.name, written)))
    found = [*await _one_off(db, folded, actor), *await _beginning_alike(db, (*written, *names), actor)]
    closeness: dict[PlayerId, float] = {}
    for player_id, kind, term in found:
        forms = names if kind == "name" else written
        if term.startswith(forms):  # the beginning of a name alone is too little
            continue
        closeness[player_id] = max(closeness.get(player_id, 0), _likeness(forms, term))
    best = sorted(closeness, key=lambda player_id: (-closeness[player_id], player_id))
    return [player_id for player_id in best if closeness[player_id] >= LIKE][:limit]


def one_sign_off(text: str) -> set[str]:
    """Give every text that differs by one sign left out, added, replaced, or swapped with the next."""
    parts = [(text[:place], text[place:]) for place in range(len(text) + 1)]
    signs = SIGNS | set(text)
    fewer = {before + behind[1:] for before, behind in parts if behind}
    swapped = {before + behind[1] + behind[0] + behind[2:] for before, behind in parts if len(behind) > 1}
    other = {before + sign + behind[1:] for before, behind in parts if behind for sign in signs}
    more = {before + sign + behind for before, behind in parts for sign in signs}
    return (fewer | swapped | other | more) - {text}


async def _one_off(db: Connection, folded: str, actor: Actor) -> list[Found]:
    off = one_sign_off(folded) | one_sign_off(foldings.name(folded))
    return await _terms(db, player_lookups.c.term.in_(sorted(off)), actor)


async def _beginning_alike(db: Connection, forms: Sequence[str], actor: Actor) -> list[Found]:
    """Find names that begin as this one does, in either order of its words."""
    found: list[Found] = []
    lengths = {BEGINNING, max(BEGINNING, len(forms[0]) // 2)}
    for prefix in {words[:length] for words in forms for length in lengths}:
        term = player_lookups.c.term
        found += await _terms(db, (term >= prefix) & (term < search_terms.following(prefix)), actor)
    return found


async def _terms(db: Connection, condition: ColumnElement[bool], actor: Actor) -> list[Found]:
    query = (
        select(player_lookups.c.player_id, player_lookups.c.kind, player_lookups.c.term)
        .where(condition, player_lookups.c.kind.in_(KINDS), brand_scope.keys_known_to(actor))
        .limit(COMPARED_MOST)
    )
    return [(row.player_id, row.kind, row.term) for row in await db.execute(query)]


def _likeness(forms: Sequence[str], term: str) -> float:
    return max(difflib.SequenceMatcher(None, each, term).ratio() for each in forms)
