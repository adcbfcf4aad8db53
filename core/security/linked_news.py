"""Asking the rules about linked accounts: what is read for them of new events, and of one player."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import Row, select

from core import links
from core.activity import Type
from core.database import key_rows
from core.database.connections import Connection
from core.database.tables import bonuses, player_blocks, player_lookups, players
from core.links import Evidence, hard_pairs
from core.links.hard_pairs import HardPair
from core.office import Scope
from core.people import Visibility
from core.players.restrictions import Block
from core.security import linked_accounts
from core.security.event_history import News
from core.security.linked_accounts import Found, LinkedPlayer
from core.security.new_alerts import NewAlert
from core.work import Work

SHARING = frozenset({Type.LOGIN.value, Type.INSTRUMENT_CHANGED.value, Type.REGISTRATION.value})
"""Events by which a player may come to share something."""
READS = SHARING | {Type.BONUS_GRANTED.value}
TELLING = ("device", "instrument", "email", "phone", "person")
"""Terms by which a new account may be an excluded person's."""
NEWCOMERS_MOST = 200
"""New accounts of one round whose particulars are compared with those of others."""


async def of_news(work: Work, news: News) -> list[NewAlert]:
    """Find what is to be raised about players to whom something new happened."""
    sharing = {player_id: event.at for player_id, event in news if player_id and event.type in SHARING}
    newcomers = [player_id for player_id, event in news if player_id and event.type == Type.REGISTRATION]
    granted = {player_id for player_id, event in news if player_id and event.type == Type.BONUS_GRANTED}
    since = min((event.at for player_id, event in news if player_id in sharing), default=None)
    pairs = await hard_pairs.of_players(work, sharing, since=since) if sharing else []
    pairs += await hard_pairs.of_players(work, granted)
    return await _judged(work, list(dict.fromkeys(pairs)), newcomers[:NEWCOMERS_MOST])


async def of_registrations(work: Work, new: Collection[int]) -> tuple[list[NewAlert], frozenset[int]]:
    """Find what is to be raised about accounts that a list brought, and which of them may be an excluded person's.

    Only those are compared one by one: a list may bring the whole company.
    """
    if not new:
        return [], frozenset()
    suspects = await _beside_excluded(work, new)
    pairs = await hard_pairs.of_players(work, new)
    return await _judged(work, pairs, sorted(suspects)), suspects


async def _beside_excluded(work: Work, new: Collection[int]) -> frozenset[int]:
    """Pick those who share something with a player for whom an exclusion stands, in one statement.

    What more accounts share than the limit links nobody.
    """
    asked = key_rows.given(work.db, player_lookups, ("player_id",), [(each,) for each in sorted(new)])
    mine, other = player_lookups.alias("mine"), player_lookups.alias("other")
    same = (other.c.term == mine.c.term) & (other.c.kind == mine.c.kind) & (other.c.player_id != mine.c.player_id)
    every = player_lookups.alias("every")
    having = select(every.c.player_id).where(every.c.term == mine.c.term, every.c.kind == mine.c.kind)
    crowd = having.limit(1).offset(work.office.limits.link_hub).scalar_subquery()
    stands = (player_blocks.c.player_id == other.c.player_id) & (player_blocks.c.kind != "block")
    query = (
        select(mine.c.player_id)
        .select_from(asked.join(mine, mine.c.player_id == asked.c.player_id).join(other, same))
        .join(player_blocks, stands)
        .where(mine.c.kind.in_(TELLING), crowd.is_(None), player_blocks.c.ended_at.is_(None))
        .distinct()
        .limit(NEWCOMERS_MOST)
    )
    return frozenset(await work.db.scalars(query))


async def of_player(work: Work, player_id: int) -> list[NewAlert]:
    """Find what the rules say of one player now."""
    return await _judged(work, await hard_pairs.of_players(work, [player_id]), [player_id])


async def _judged(work: Work, pairs: Sequence[HardPair], newcomers: Collection[int]) -> list[NewAlert]:
    persons = [(each, other) for each in newcomers for other in await _persons(work, each)]
    ids = {each for pair in pairs for each in (pair.player_id, pair.other_id)} | {
        each for two in persons for each in two
    }
    if not ids:
        return []
    known = await _players(work.db, sorted(ids))
    real = {each for each, player in known.items() if not player.honey}
    found = Found(
        pairs=[each for each in pairs if {each.player_id, each.other_id} <= real],
        persons=[each for each in persons if set(each) <= real],
        known=known,
        bonus_takers=await _bonus_takers(work, sorted(real)),
        now=work.now,
    )
    return linked_accounts.judge(found, work.office.security.rules)


async def _persons(work: Work, player_id: int) -> list[int]:
    """List who is likely the same person, or lives at the same address; compliance may have decided otherwise."""
    telling = {Evidence.PERSON, Evidence.IDENTITY, Evidence.ADDRESS}
    return [
        each.player_id
        for each in await links.linked(work, player_id)
        if telling & each.evidence.keys() and not (each.settled and each.decision and each.decision.compliance)
    ]


async def _players(db: Connection, ids: Collection[int]) -> dict[int, LinkedPlayer]:
    keys = [(each,) for each in ids]
    asked = key_rows.given(db, player_blocks, ("player_id",), keys)
    standing = asked.join(player_blocks, player_blocks.c.player_id == asked.c.player_id)
    query = select(player_blocks).select_from(standing).where(player_blocks.c.ended_at.is_(None))
    blocks = defaultdict[int, list[Block]](list)
    for row in await db.execute(query):
        blocks[row.player_id].append(_block(row))
    asked = key_rows.given(db, players, ("id",), keys)
    return {
        row.id: LinkedPlayer(
            id=row.id,
            brand=row.brand,
            registered_at=row.registered_at,
            lifecycle=row.lifecycle,
            honey=row.honey,
            blocks=tuple(blocks[row.id]),
        )
        for row in await db.execute(select(players).select_from(asked.join(players, players.c.id == asked.c.id)))
    }


def _block(row: Row[Any]) -> Block:
    return Block(
        id=row.id,
        player_id=row.player_id,
        kind=row.kind,
        scopes=frozenset(Scope(each) for each in row.scopes),
        reason=row.reason,
        visibility=Visibility(row.visibility),
        asked_by=row.asked_by,
        from_at=row.from_at,
        until_at=row.until_at,
        placed_by=row.placed_by,
    )


async def _bonus_takers(work: Work, ids: Collection[int]) -> frozenset[int]:
    """Pick those who were granted a bonus lately."""
    since = work.now - work.office.security.rules.linked_accounts.bonus_within
    asked = key_rows.given(work.db, bonuses, ("player_id",), [(each,) for each in ids])
    mine = asked.join(bonuses, bonuses.c.player_id == asked.c.player_id)
    query = select(bonuses.c.player_id).select_from(mine).where(bonuses.c.granted_at >= since)
    return frozenset(await work.db.scalars(query))
