"""How far an exclusion reaches: the other accounts of the person, on each of which a row follows it."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias
from uuid import UUID

from sqlalchemy import exists, insert, or_, select

from core import links
from core.database.connections import Connection
from core.database.tables import player_blocks, player_lookups, players
from core.links import Evidence, Strength
from core.office import ExclusionTerms, Reach
from core.player_blocks.exclusions import Exclusion, exclude, values
from core.players import accounts
from core.players.restrictions import Block
from core.players.situations import open_rows
from core.work import Work

columns = player_blocks.c
Term: TypeAlias = tuple[str, str]
"""What players are found by: its kind, and its folded text."""


@dataclass(frozen=True, slots=True)
class Excluded:
    """An exclusion that was set, and the rows that follow it on other accounts."""

    block: Block
    reached: tuple[Block, ...]


async def terms(work: Work, player_id: int) -> ExclusionTerms:
    """Give what the licence of a player's account allows."""
    licence: str | None = await work.db.scalar(select(players.c.licence).where(players.c.id == player_id))
    return work.office.exclusions.of(licence or "")


async def accounts_within(work: Work, player_id: int, reach: Reach) -> list[int]:
    """List the other accounts for which an exclusion of this reach holds: hard-linked, of the brand or the licence."""
    linked = [] if reach is Reach.ACCOUNT else await links.hard_linked(work, player_id, for_exclusion=True)
    return await _within(work, player_id, linked, reach)


async def weaker_links(work: Work, player_id: int, reach: Reach) -> list[int]:
    """List other accounts within the reach that may be the person's: linked softly, and nobody decided about it.

    An address of the internet alone links nobody.
    """
    soft = [each for each in await links.linked(work, player_id) if each.strength is Strength.SOFT]
    likely = [each.player_id for each in soft if not each.settled and each.evidence.keys() - {Evidence.IP}]
    return await _within(work, player_id, likely, reach)


async def exclude_person(work: Work, wanted: Exclusion) -> Excluded:
    """Set an exclusion on an account and on every other one it reaches.

    Raises :class:`~core.errors.Invalid` for a cool-off without an end.
    """
    row = await exclude(work, wanted)
    return Excluded(row, await extend(work, row))


async def extend(work: Work, origin: Block, *, only: frozenset[int] | None = None) -> tuple[Block, ...]:
    """Let an exclusion hold on accounts that it reaches and did not before; give the rows that follow it there.

    An account on which it was corrected stays as it was left. ``only`` are those to look at, where not all are.
    """
    reached = await accounts_within(work, origin.player_id, origin.reach) if origin.stands(work.now) else []
    reached = reached if only is None else [each for each in reached if each in only]
    if not (missing := await _without(work.db, origin, reached)):
        return ()
    await accounts.hold(work.db, missing)
    new = tuple(_following(work, origin, player_id) for player_id in await _without(work.db, origin, missing))
    if new:
        await work.db.execute(insert(player_blocks), [values(row) for row in new])
    return new


async def kin(work: Work, player_ids: Collection[int]) -> set[int]:
    """Give all whom exclusions of these players may reach, so that they are locked with them, by id."""
    return {other for each in sorted(player_ids) for other in await links.hard_linked(work, each, for_exclusion=True)}


async def kin_by(work: Work, told: Mapping[int, Collection[Term]], *, compared: Collection[int] = ()) -> set[int]:
    """Give all whom exclusions may come to reach by what is told of players, so that they are locked with them.

    ``told`` are the terms that players are told to have; ``compared`` are players whose particulars are told anew.
    Where one writer is alone, nobody needs to be locked.
    """
    if work.db.dialect.name == "sqlite" or not (told or compared) or not await _any_excluded(work.db):
        return set()
    terms = {term for several in told.values() for term in several}
    found = await _sharing(work.db, terms, work.office.limits.link_hub, excluded=True)
    mine = {*told, *compared}
    stands = (columns.player_id.in_(mine), columns.kind != "block", columns.ended_at.is_(None))
    if excluded := set(await work.db.scalars(select(columns.player_id).where(*stands).distinct())):
        own = {term for each in excluded for term in told.get(each, ())}
        found |= await _sharing(work.db, own, work.office.limits.link_hub) | await kin(work, excluded)
    for each in sorted(compared):
        found |= {link.player_id for link in await links.linked(work, each)}
    return found


async def _sharing(db: Connection, terms: Collection[Term], hub: int, *, excluded: bool = False) -> set[int]:
    """Find who has one of these terms, or only for whom of them an exclusion stands; a hub links nobody."""
    found = set[int]()
    for kind, term in sorted(terms):
        query = select(player_lookups.c.player_id).where(player_lookups.c.kind == kind, player_lookups.c.term == term)
        sharing = (await db.scalars(query.limit(hub + 1))).all()
        found |= set(sharing) if len(sharing) <= hub else set()
    if not excluded or not found:
        return found
    stands = (columns.player_id.in_(found), columns.kind != "block", columns.ended_at.is_(None))
    return set(await db.scalars(select(columns.player_id).where(*stands).distinct()))


async def extend_to(
    work: Work, player_ids: Collection[int], *, only: frozenset[int] | None = None
) -> tuple[Block, ...]:
    """Let the exclusions that stand hold on these accounts, and theirs on others, as far as they reach.

    For accounts of which a new link may have become known.
    """
    if not player_ids or not await _any_excluded(work.db):
        return ()
    placed: list[Block] = []
    for player_id in sorted(player_ids):
        linked = await links.hard_linked(work, player_id, for_exclusion=True)
        for origin in await _origins(work, [player_id, *linked]) if linked else ():
            placed += await extend(work, origin, only=only)
    return tuple(placed)


async def family(work: Work, origins: Collection[UUID]) -> list[Block]:
    """Read what is open of these exclusions, and of the rows that follow them on other accounts, by player."""
    which = or_(columns.id.in_(origins), columns.reached_from.in_(origins))
    found = await work.db.scalars(select(columns.player_id).where(which).distinct().order_by(columns.player_id))
    rows = [row for player_id in list(found) for row in await open_rows(work.db, player_id, now=work.now)]
    return [row for row in rows if row.id in origins or row.reached_from in origins]


async def other_accounts(db: Connection, player_id: int, exclusion_ids: Collection[UUID]) -> list[int]:
    """Give the other accounts of the person that ending these exclusions may concern, by id."""
    origin = select(columns.reached_from).where(columns.player_id == player_id, columns.id.in_(exclusion_ids))
    ids = {*exclusion_ids, *filter(None, await db.scalars(origin))}
    query = select(columns.player_id).where(or_(columns.id.in_(ids), columns.reached_from.in_(ids)))
    return sorted(set(await db.scalars(query.where(columns.player_id != player_id))))


async def of_same_brand(db: Connection, player_id: int, others: Collection[int]) -> frozenset[int]:
    """Pick the accounts that are of the same brand as a player."""
    mine = select(players.c.brand).where(players.c.id == player_id).scalar_subquery()
    return frozenset(await db.scalars(select(players.c.id).where(players.c.id.in_(others), players.c.brand == mine)))


async def _within(work: Work, player_id: int, linked: Sequence[int], reach: Reach) -> list[int]:
    if not linked:
        return []
    mine, other = players.alias("mine"), players.alias("other")
    same = mine.c.brand == other.c.brand if reach is Reach.BRAND else mine.c.licence == other.c.licence
    query = select(other.c.id).where(mine.c.id == player_id, other.c.id.in_(linked), same).order_by(other.c.id)
    return list(await work.db.scalars(query))


async def _without(db: Connection, origin: Block, player_ids: Sequence[int]) -> list[int]:
    """Give those for whom no row follows an exclusion yet."""
    if not player_ids:
        return []
    known = select(columns.player_id).where(columns.player_id.in_(player_ids), columns.reached_from == origin.id)
    there = set(await db.scalars(known))
    return [each for each in player_ids if each not in there]


def _following(work: Work, origin: Block, player_id: int) -> Block:
    return replace(
        origin,
        id=work.at.ids(),
        player_id=player_id,
        reach=Reach.ACCOUNT,
        reached_from=origin.id,
        note=None,
        ticket=None,
    )


async def _any_excluded(db: Connection) -> bool:
    stands = select(columns.player_id).where(columns.kind != "block", columns.ended_at.is_(None))
    return bool(await db.scalar(select(exists(stands))))


async def _origins(work: Work, player_ids: Sequence[int]) -> list[Block]:
    query = select(columns.player_id).where(
        columns.player_id.in_(player_ids),
        columns.kind != "block",
        columns.ended_at.is_(None),
        columns.reach.in_([Reach.BRAND.value, Reach.LICENCE.value]),
    )
    found = await work.db.scalars(query.distinct().order_by(columns.player_id))
    rows = [row for player_id in list(found) for row in await open_rows(work.db, player_id, now=work.now)]
    return [row for row in rows if row.excludes and row.reached_from is None and row.reach is not Reach.ACCOUNT]
