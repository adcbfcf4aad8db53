"""Finding one player or telling several apart."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import zip_longest
from typing import Any, TypeAlias

from sqlalchemy import (
    ColumnElement,
    CompoundSelect,
    Integer,
    Row,
    bindparam,
    literal,
    literal_column,
    or_,
    select,
    union_all,
)

from core import masks
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import player_lookups, players
from core.people import Actor, Permission
from core.phrases import Phrase
from core.players import PlayerId, brand_scope, search_terms
from core.search.query_parts import (
    FEWEST_END,
    FORMS_MOST,
    Parts,
    TooLittle,
    parts,
    player_id,
    readable,
    refuse_too_little,
    whole,
)

KEYS = ("external_id", "username", "email", "phone", "name")
"""What anybody who may look at players finds them by."""
WIDE_KEYS = (*KEYS, "ip", "device", "instrument")
NAMES = ("name", "username")
PARTS = "parts"
"""By what a player was found whom several parts together name."""
ENDS = ("phone_end", "card_end")
MOST_GONE_THROUGH = 2_000
"""Rows of the index that one search by parts reads at most: its cost must not grow with the players."""


@dataclass(frozen=True, slots=True)
class One:
    """Exactly one player; ``by`` is the key it was found by."""

    player_id: PlayerId
    by: str

    @property
    def exact(self) -> bool:
        """Whether a whole key names this player, and no parts that narrowed a search."""
        return self.by != PARTS


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """One of several, with what tells them apart; masked."""

    player_id: PlayerId
    username: str
    name: str
    brand: str
    country: str | None
    age_band: str
    last_login_at: datetime | None


@dataclass(frozen=True, slots=True)
class Several:
    """More than one player; ``more`` when the list is cut."""

    matches: tuple[Match, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Nothing:
    """No player, and what was tried, in words."""

    tried: tuple[str, ...]

    def sentence(self) -> str:
        """Say it."""
        return f"No player found. Tried: {'; '.join(self.tried)}."


Found: TypeAlias = One | Several | Nothing


async def find(db: Connection, text: str, *, actor: Actor, today: date, limit: int = 10) -> Found:
    """Find players whom somebody may know of by a whole key, else by all parts together.

    Whoever may search wide also finds by IP address, device and instrument, and by parts alone.
    Raises :class:`~core.errors.Invalid` for what cannot be looked for and :class:`~core.search.TooLittle` for what
    fits too many.
    """
    folded, wide = readable(text), actor.may(Permission.PLAYER_SEARCH_WIDE)
    if found := await _by_key(db, folded, actor=actor, limit=limit):
        if len(found) == 1 or (found[0][1] == "id"):
            return One(*found[0])
        ids = list(dict.fromkeys(each for each, _ in found))
        return One(*found[0]) if len(ids) == 1 else await _told_apart(db, ids, actor=actor, today=today, limit=limit)
    given = parts(folded, today)
    refuse_too_little(given, wide=wide)
    ids = await _by_parts(db, given, actor=actor, limit=limit)
    if len(ids) == 1:
        return One(ids[0], PARTS)
    if not ids:
        return Nothing(_tried(folded, given, wide=wide))
    return await _told_apart(db, ids, actor=actor, today=today, limit=limit)


async def matches(db: Connection, ids: Sequence[PlayerId], *, actor: Actor, today: date) -> tuple[Match, ...]:
    """List players with what tells them apart, in the order given."""
    rows = await db.execute(select(players).where(players.c.id.in_(ids), brand_scope.known_to(actor)))
    return tuple(_match(row, today) for row in sorted(rows, key=lambda row: ids.index(row.id)))


def _exact(kinds: tuple[str, ...], _dialect: str, *, actor: Actor | None = None) -> CompoundSelect[Any]:
    """Look in the keys and the ids, in one statement whose text never changes: databases prepare it once."""
    number = bindparam("id", type_=players.c.id.type)
    by_id = select(players.c.id, literal("id").label("kind")).where(players.c.id == number)
    by_key = select(player_lookups.c.player_id, player_lookups.c.kind).where(
        player_lookups.c.term.in_([bindparam(name) for name in _TERMS]),
        player_lookups.c.kind.in_([literal_column(f"'{kind}'") for kind in kinds]),
    )
    if actor is not None:
        by_id, by_key = by_id.where(brand_scope.known_to(actor)), by_key.where(brand_scope.keys_known_to(actor))
    return union_all(by_id, by_key).limit(bindparam("most", type_=Integer))


_TERMS = tuple(f"term_{number}" for number in range(FORMS_MOST))
_EXACT = {kinds: Statement(partial(_exact, kinds)) for kinds in (KEYS, WIDE_KEYS)}
"""For everybody who is kept to no brand."""


async def _by_key(db: Connection, folded: str, *, actor: Actor, limit: int) -> list[tuple[int, str]]:
    """Look a whole key up; the player id comes first and wins."""
    kinds = WIDE_KEYS if actor.may(Permission.PLAYER_SEARCH_WIDE) else KEYS
    looked_for = dict(zip_longest(_TERMS, whole(folded), fillvalue=folded))
    values = {"id": player_id(folded), "most": 4 * limit, **looked_for}
    if actor.brand is None:
        rows = await _EXACT[kinds].send(db, values)
    else:
        rows = await db.execute(_exact(kinds, db.dialect.name, actor=actor), values)
    found = [(row[0], row[1]) for row in rows]
    return sorted(found, key=lambda each: each[1] != "id")


async def _by_parts(db: Connection, given: Parts, *, actor: Actor, limit: int) -> list[int]:
    """Begin with the part that the fewest players have, then keep those that have the others too."""
    first = (
        select(player_lookups.c.player_id)
        .where(_first(given), brand_scope.keys_known_to(actor))
        .limit(MOST_GONE_THROUGH)
    )
    candidates = (await db.execute(first)).scalars().all()
    if len(candidates) == MOST_GONE_THROUGH and given.count > 1:
        raise TooLittle(
            Phrase(
                "More than {most} players fit the first part of that; type more of the name, "
                "or more digits of the number.",
                most=MOST_GONE_THROUGH,
            )
        )
    query = (
        select(players.c.id)
        .where(players.c.id.in_(set(candidates)), *_narrowing(given))
        .order_by(players.c.last_login_at.desc().nulls_last(), players.c.id)
        .limit(limit + 1)
    )
    return list((await db.execute(query)).scalars())


def _first(given: Parts) -> ColumnElement[bool]:
    if given.ends and len(given.ends[0]) >= FEWEST_END:
        return _begins(search_terms.backwards(given.ends[0]), ENDS)
    return _begins(given.name, NAMES) if given.name else _begins(search_terms.backwards(str(given.years[0])), ENDS)


def _narrowing(given: Parts) -> Iterator[ColumnElement[bool]]:
    if given.name:
        yield _has(given.name, NAMES)
    for end in given.ends:
        yield _has(search_terms.backwards(end), ENDS)
    for year in given.years:
        born = players.c.born_on.between(date(year, 1, 1), date(year, 12, 31))
        yield or_(born, _has(search_terms.backwards(str(year)), ENDS))


def _has(prefix: str, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    mine = select(player_lookups.c.player_id).where(player_lookups.c.player_id == players.c.id, _begins(prefix, kinds))
    return mine.exists()


def _begins(prefix: str, kinds: tuple[str, ...]) -> ColumnElement[bool]:
    """Ask for a range of the index, since a prepared LIKE loses it after a few runs."""
    term = player_lookups.c.term
    return (term >= prefix) & (term < search_terms.following(prefix)) & player_lookups.c.kind.in_(kinds)


async def _told_apart(db: Connection, ids: Sequence[int], *, actor: Actor, today: date, limit: int) -> Several:
    return Several(await matches(db, ids[:limit], actor=actor, today=today), more=len(ids) > limit)


def _match(row: Row[Any], today: date) -> Match:
    return Match(
        player_id=row.id,
        username=row.username,
        name=masks.name(row.first_name, row.last_name),
        brand=row.brand,
        country=row.country,
        age_band=masks.age_band(row.born_on, today),
        last_login_at=row.last_login_at,
    )


def _tried(folded: str, given: Parts, *, wide: bool) -> tuple[str, ...]:
    keys = "id, external id, username, e-mail, phone, name" + (", IP address, device, instrument" if wide else "")
    return f"“{folded}” as {keys}", " with ".join(given.told())
