"""Recent events as rules see them: of a few players or addresses, as far back as a rule has to look."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeAlias
from uuid import UUID

from pydantic import ValidationError
from sqlalchemy import ColumnElement, Row, Select, Text, cast, func, select

from core.activity import Type, catalogue
from core.activity.catalogue import Body, Login
from core.activity.events import NOBODY
from core.db import Connection
from core.security.verdicts import Backing, Happening
from core.tables import address_logins, events, requests

CARRIED_OUT = frozenset({"done", "in_force", "confirmed", "ended"})
"""States of a request behind which the platform rightly acts."""
COLUMNS = (
    events.c.player_id,
    events.c.at,
    events.c.id,
    events.c.type,
    events.c.version,
    events.c.body,
    events.c.request_id,
)

FAILED = ("false", "0")
"""How the databases say that a login did not succeed; whatever else is there, the catalogue reads."""
NO_MIRROR = (events.c.type != Type.BALANCE_UPDATE) | events.c.differs.is_(True)
"""A balance told after each bet says nothing to a rule; one that differs from the wallet kept here does."""
_success = events.c.body["success"].as_string()

Told: TypeAlias = Row[*tuple[Any, ...]]
"""One event as it is kept."""
Histories = dict[Any, list[Happening]]
"""By player or address, oldest first."""


async def told(db: Connection, *, after: int, upto: int, types: Collection[str], since: datetime) -> Sequence[Told]:
    """Read the events of these types that came in between two intakes, old ones left out."""
    new = (events.c.intake > after) & (events.c.intake <= upto)
    query = select(*COLUMNS).where(new, events.c.type.in_(types), events.c.at >= since, NO_MIRROR)
    return (await db.execute(query)).all()


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a rule wants to know of players: all from an instant on, and so much of what was before."""

    types: Collection[str]
    since: datetime
    back: timedelta = timedelta(0)
    remembers: int = 0
    """At most so many events of each type and player from before."""
    of_failures: bool = True
    """Whether failed logins are wanted too."""


async def of_players(db: Connection, players: Collection[int], wanted: Wanted) -> Histories:
    """Read what these players did, in one statement whose answer does not grow with how much they ever did."""
    if not players:
        return {}
    of_rule = events.c.player_id.in_(players) & events.c.type.in_(wanted.types) & NO_MIRROR
    if not wanted.of_failures:
        of_rule &= (events.c.type != Type.LOGIN.value) | cast(_success, Text).not_in(FAILED)
    since = select(*COLUMNS).where(of_rule, events.c.at >= wanted.since)
    query = since.union_all(_before(of_rule, wanted)) if wanted.remembers else since
    rows = (await db.execute(query)).all()
    standing = await _backings(db, rows)
    return _grouped((row.player_id, _happening(row, standing)) for row in rows)


def _before(of_rule: ColumnElement[bool], wanted: Wanted) -> Select[Any]:
    """Take the newest few events of each player and type from before the instant."""
    place = func.row_number().over(
        partition_by=(events.c.player_id, events.c.type), order_by=(events.c.at.desc(), events.c.id.desc())
    )
    before = (events.c.at < wanted.since) & (events.c.at >= wanted.since - wanted.back)
    ranked = select(*COLUMNS, place.label("place")).where(of_rule, before).subquery()
    return select(*(ranked.c[column.name] for column in COLUMNS)).where(ranked.c.place <= wanted.remembers)


async def of_addresses(db: Connection, addresses: Collection[str], *, since: datetime) -> Histories:
    """Read who tried to log in from these addresses since an instant."""
    if not addresses:
        return {}
    query = select(address_logins).where(address_logins.c.address.in_(addresses), address_logins.c.at >= since)
    return _grouped((row.address, _try(row.event_id, row.at, success=row.success)) for row in await db.execute(query))


async def addresses_of(db: Connection, player_id: int, *, since: datetime, most: int = 20) -> list[str]:
    """Name the addresses a player came from since an instant."""
    columns = address_logins.c
    query = select(columns.address).where(columns.player_id == player_id, columns.at >= since).distinct().limit(most)
    return list(await db.scalars(query))


def tries(rows: Iterable[Told]) -> Iterable[tuple[str, Happening, int]]:
    """Pick the logins that tell an address: the address, the try, and whose."""
    for row in rows:
        body = _body(row)
        if isinstance(body, Login) and body.ip is not None:
            yield body.ip, _try(row.id, row.at, success=body.success), row.player_id


def merged(one: Histories, other: Iterable[tuple[Any, Happening]]) -> Histories:
    """Join histories with what is not among them yet."""
    known = {(key, event.id) for key, several in one.items() for event in several}
    new = [(key, event) for key, event in other if (key, event.id) not in known]
    return _grouped([*((key, event) for key, several in one.items() for event in several), *new])


def _grouped(found: Iterable[tuple[Any, Happening]]) -> Histories:
    grouped: Histories = {}
    for key, event in sorted(found, key=lambda each: (each[1].at, each[1].id)):
        grouped.setdefault(key, []).append(event)
    return grouped


def _happening(row: Told, standing: Mapping[UUID, tuple[int | None, str]]) -> Happening:
    return Happening(id=row.id, at=row.at, type=row.type, body=_body(row), backing=_backing(row, standing))


def _body(row: Told) -> Body | None:
    try:
        return catalogue.read(row.type, row.version, row.body)
    except ValidationError:
        return None


def _try(event_id: UUID, at: datetime, *, success: bool) -> Happening:
    return Happening(id=event_id, at=at, type=Type.LOGIN.value, body=Login(success=success))


async def _backings(db: Connection, rows: Iterable[Told]) -> dict[UUID, tuple[int | None, str]]:
    """Read the requests that these events name: about whom each is, and how it stands."""
    named = {row.request_id for row in rows if row.request_id is not None}
    if not named:
        return {}
    query = select(requests.c.id, requests.c.player_id, requests.c.state).where(requests.c.id.in_(named))
    return {each: (player_id, state) for each, player_id, state in await db.execute(query)}


def _backing(row: Told, standing: Mapping[UUID, tuple[int | None, str]]) -> Backing:
    if row.request_id is None:
        return Backing.NONE
    if row.request_id not in standing:
        return Backing.UNKNOWN
    player_id, state = standing[row.request_id]
    if player_id != row.player_id or row.player_id == NOBODY:
        return Backing.ELSEWHERE
    return Backing.OURS if state in CARRIED_OUT else Backing.UNDECIDED
