"""Accounts that used one IP address, device or payment instrument, and who got in with it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, case, cast, func, select, union_all

from core.database.connections import Connection
from core.database.tables import events, player_lookups
from core.people import Actor
from core.players import PlayerId, brand_scope
from core.search.results import Use

KINDS = ("ip", "device", "instrument")
LOGGED = ("ip", "device")
"""Those that a login tells."""
LOGINS_MOST = 500
"""The newest logins of an account in which the key is looked for: its cost must not grow with what players do."""
WORKED = ("1", "true")


@dataclass(frozen=True, slots=True)
class SharedKey:
    """What several accounts may have used, folded."""

    term: str
    kind: str


async def accounts(db: Connection, key: SharedKey, *, actor: Actor, first: int, most: int) -> list[PlayerId]:
    """List some of the accounts that used a key, beginning with the ``first``, by their ids."""
    query = (
        select(player_lookups.c.player_id)
        .where(player_lookups.c.term == key.term, player_lookups.c.kind == key.kind, brand_scope.keys_known_to(actor))
        .order_by(player_lookups.c.player_id)
        .offset(first)
        .limit(most)
    )
    return list(await db.scalars(query))


async def uses(db: Connection, ids: Sequence[PlayerId], key: SharedKey) -> Mapping[PlayerId, Use]:
    """Tell when each account was first seen with a key, and whether somebody got in with it."""
    mine = player_lookups.c
    known = select(mine.player_id, mine.first_at).where(
        mine.term == key.term, mine.kind == key.kind, mine.player_id.in_(ids)
    )
    seen = {row.player_id: row.first_at for row in await db.execute(known)}
    got_in = await _logins(db, ids, key) if key.kind in LOGGED and ids else {}
    return {each: Use(key.kind, seen.get(each), each in got_in, got_in.get(each)) for each in ids}


async def _logins(db: Connection, ids: Sequence[PlayerId], key: SharedKey) -> Mapping[PlayerId, Any]:
    """Give, for each account that tried to log in with a key, when it last succeeded; None where it never did."""
    one = events.c
    body = [cast(one.body[name].as_string(), Text).label(name) for name in (key.kind, "success")]
    newest = (
        select(one.player_id, one.at, *body)
        .where(one.player_id == each, one.type == "login")
        .order_by(one.at.desc())
        .limit(LOGINS_MOST)
        .subquery()
        for each in ids
    )
    tries = union_all(*(select(each) for each in newest)).subquery()
    succeeded = func.max(case((tries.c.success.in_(WORKED), tries.c.at)), type_=one.at.type)
    query = select(tries.c.player_id, succeeded.label("at")).where(func.lower(tries.c[key.kind]) == key.term)
    return {row.player_id: row.at for row in await db.execute(query.group_by(tries.c.player_id))}
