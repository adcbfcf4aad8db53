"""Tries of masked numbers: which of them still narrow a search, so that no number of searches reads a field out."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import insert, select

from core import audit, foldings
from core.database.connections import Connection
from core.database.tables import player_lookups, search_tries
from core.people import Actor
from core.players import brand_scope
from core.search import parts, similar
from core.search.parts import FEWEST_END, Parts
from core.work import Work

FREE = 3
"""Different values of a masked part, with one name and by one person, that narrow a search within :data:`DAY`."""
WALK = 6
"""Different values with one name that nobody needs to find a caller: they alarm."""
DAY = timedelta(hours=24)
FEW = 20
"""Players whom a name fits: with so few, another name that fits one of them is tried against the same player."""
NEAR = 10
"""How far apart numbers without a name may be to count as tried one after the other."""
END, YEAR = "end", "year"
NAME, PART = "name:", "part:"
WALKED = "search.walked"


@dataclass(frozen=True, slots=True)
class Try:
    """One masked value that was typed, and what it was typed with."""

    kind: str
    value: str
    beside: frozenset[str]
    """The name in each of its foldings, else the other parts."""
    players: frozenset[int] = frozenset()
    """Whom the name fits, where it fits few, and whose name is similar where the number fitted nobody."""
    counts: bool = True
    """Whether it narrows a search."""

    def same_target(self, other: "Try") -> bool:
        """Tell whether both values were tried against the same player, as far as one can know."""
        if self.kind != other.kind:
            return False
        if not self.beside and not other.beside:
            return _neighbours(self.value, other.value)
        names = any(_prefixed(one, each) for one in self.beside for each in other.beside)
        return names or not self.players.isdisjoint(other.players)


async def keep(work: Work, actor: Actor, given: Parts) -> None:
    """Keep the values that are new, and raise an alarm about somebody who goes through them."""
    known = await _known(work, actor)
    for each in _tries(given, await _reached(work, actor, given)):
        known.append(await _keep(work, actor, each, known))


async def ignored(work: Work, actor: Actor, given: Parts) -> frozenset[str]:
    """Give the values that narrow nothing: those that were not counted, or beyond the first few of a target."""
    known = await _known(work, actor)
    return frozenset(each.value for each in _counting(given, known) if each.value not in _counted(each, known))


async def _known(work: Work, actor: Actor) -> list[Try]:
    rows = await work.db.execute(
        select(search_tries)
        .where(search_tries.c.person == actor.person, search_tries.c.at > work.now - DAY)
        .order_by(search_tries.c.at, search_tries.c.id)
    )
    return [Try(row.kind, row.value, frozenset(row.beside), frozenset(row.players), row.counts) for row in rows]


def _counting(given: Parts, known: Sequence[Try]) -> list[Try]:
    """Give the values of a search that was counted just now, with the players whom it may have reached."""
    same = (each.players for each in known if given.name and each.beside == _beside(given, each.value))
    return _tries(given, frozenset().union(*same))


def _tries(given: Parts, players: frozenset[int]) -> list[Try]:
    kinds = [*((END, value) for value in given.masked), *((YEAR, str(year)) for year in given.years)]
    return [Try(kind, value, _beside(given, value), players) for kind, value in kinds]


async def _reached(work: Work, actor: Actor, given: Parts) -> frozenset[int]:
    """Give whom a number beside this name may list or raise: those it fits, where they are few, else similar ones."""
    if not given.name:
        return frozenset()
    fits = await _few(work.db, given.name, actor)
    try:
        if await parts.find(work.db, given, actor=actor, limit=1):
            return fits
    except parts.TooLittle:
        return fits
    near = await similar.reached(work.db, given.typed_name, actor=actor)
    return fits.union(each.player_id for each in near)


async def _keep(work: Work, actor: Actor, each: Try, known: Sequence[Try]) -> Try:
    """Write a value that is new for its target, and give it as it counts."""
    earlier = [one for one in known if one.same_target(each)]
    values = {one.value for one in earlier}
    kept = Try(each.kind, each.value, each.beside, each.players, each.value in _first(earlier, each.value))
    if each.value in values and any(one.beside == each.beside for one in earlier if one.value == each.value):
        return kept
    await work.db.execute(
        insert(search_tries).values(
            id=work.at.ids(),
            person=actor.person,
            at=work.now,
            kind=kept.kind,
            value=kept.value,
            beside=sorted(kept.beside),
            players=sorted(kept.players),
            counts=kept.counts,
        )
    )
    if len(values | {each.value}) >= WALK:
        facts = {"numbers": len(values | {each.value})}
        await audit.alarm_of_colleague(work, audit.Entry(actor=actor, action=WALKED, module="players", facts=facts))
    return kept


def _counted(each: Try, known: Iterable[Try]) -> set[str]:
    return {one.value for one in known if one.counts and one.same_target(each)}


def _first(earlier: Collection[Try], value: str) -> set[str]:
    """Give the values that count with one target, a new one included while there is room."""
    counted = {one.value for one in earlier if one.counts}
    return counted | {value} if len(counted) < FREE else counted


async def _few(db: Connection, name: str, actor: Actor) -> frozenset[int]:
    query = (
        select(player_lookups.c.player_id)
        .where(parts.named(name), brand_scope.keys_known_to(actor))
        .distinct()
        .limit(FEW + 1)
    )
    found = list((await db.execute(query)).scalars())
    return frozenset(found) if len(found) <= FEW else frozenset()


def _beside(given: Parts, value: str) -> frozenset[str]:
    if given.name:
        foldings_of = {given.name, foldings.name(given.name), foldings.alike(given.name)}
        return frozenset(f"{NAME}{each}" for each in foldings_of if each)
    return frozenset(f"{PART}{each}" for each in given.masked if each != value)


def _prefixed(one: str, other: str) -> bool:
    named = one.startswith(NAME) and other.startswith(NAME)
    return one == other or (named and (one.startswith(other) or other.startswith(one)))


def _neighbours(one: str, other: str) -> bool:
    """Tell whether two numbers without a name are tried one after the other, or one digit more at a time."""
    return one[-FEWEST_END:] == other[-FEWEST_END:] or (
        len(one) == len(other) and (abs(int(one) - int(other)) <= NEAR or one[1:] == other[1:])
    )
