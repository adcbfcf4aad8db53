"""Whether the rollups say what the events say: compared in one statement each, while events come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    Select,
    case,
    cast,
    except_,
    func,
    literal,
    literal_column,
    select,
    union_all,
)
from sqlalchemy.sql.selectable import Subquery

from core.activity import daily_sums, rollup_columns
from core.activity.events import NOBODY
from core.database.connections import Connection
from core.database.tables import (
    daily_origins,
    daily_rollups,
    desk_presence,
    desk_rollups,
    events,
    players,
    watermarks,
)
from core.database.tables.rollups import IS_ACTIVE
from core.office import Office

OF_PLAYER = ("player_id", "day", "kind", "currency")
ORIGIN = ("player_id", "day", "kind", "value")
OF_DESK = ("day", "brand", "kind", "currency")
PRESENCE = ("day", "brand", "previous")
LISTED_MOST = 100
"""Differences of one stretch that are named."""


async def differing_players(db: Connection, office: Office, *, first: int, last: int) -> list[str]:
    """Name the sums of players, by their ids, that differ from their events; as far as these were added up."""
    found = [await _differing(db, one) for one in _by_player(db, office, first, last)]
    return [sentence for sentences in found for sentence in sentences]


async def wrong_players(db: Connection, office: Office, *, first: int, last: int) -> list[int]:
    """Give the ids of those players."""
    ids = set[int]()
    for one in _by_player(db, office, first, last):
        ids.update(await db.scalars(select(one.either().c.player_id).distinct()))
    return sorted(ids)


async def differing_days(db: Connection) -> list[str]:
    """Name the sums of the company that differ from those of its players."""
    found = [await _differing(db, one) for one in _by_day()]
    return [sentence for sentences in found for sentence in sentences]


async def wrong_days(db: Connection) -> list[date]:
    """Give these days."""
    days = set[date]()
    for one in _by_day():
        days.update(await db.scalars(select(one.either().c.day).distinct()))
    return sorted(days)


def of_players(*chosen: ColumnElement[bool]) -> Select[Any]:
    """Add the days of players up by brand, as in ``desk_rollups``."""
    one, brand = daily_rollups.c, func.coalesce(players.c.brand, literal_column("''"))
    return (
        select(
            one.day,
            brand.label("brand"),
            one.kind,
            one.currency,
            cast(func.sum(one["count"]), BigInteger).label("count"),
            cast(func.sum(one.amount_minor), BigInteger).label("amount_minor"),
            func.sum(case((one.player_id != NOBODY, 1), else_=0)).label("players"),
        )
        .select_from(daily_rollups.outerjoin(players, players.c.id == one.player_id))
        .where(*chosen)
        .group_by(one.day, brand, one.kind, one.currency)
    )


def of_presence() -> Select[Any]:
    """Count the players of each day by when they were there before, as in ``desk_presence``."""
    one = daily_rollups.c
    before = func.lag(one.day).over(partition_by=one.player_id, order_by=one.day)
    never = literal(rollup_columns.NEVER, Date)
    days = (
        select(one.day, players.c.brand, func.coalesce(before, never).label("previous"))
        .join(players, players.c.id == one.player_id)
        .where(IS_ACTIVE)
        .subquery()
        .c
    )
    keys = (days.day, days.brand, days.previous)
    return select(*keys, func.count().label("players")).group_by(*keys)


@dataclass(frozen=True, slots=True)
class _Comparison:
    """What a table keeps, what it should keep, and the keys by which a difference is named."""

    kept: Select[Any]
    counted: Select[Any]
    keys: tuple[str, ...]

    def either(self) -> Subquery:
        """Choose the rows that stand in one of the two alone."""
        return union_all(_only(self.kept, self.counted), _only(self.counted, self.kept)).subquery()


def _by_player(db: Connection, office: Office, first: int, last: int) -> Iterator[_Comparison]:
    mark = select(watermarks.c.upto).where(watermarks.c.name == daily_sums.name(office)).scalar_subquery()
    chosen = (events.c.player_id.between(first, last), events.c.intake <= func.coalesce(mark, 0))
    told = rollup_columns.told(db.dialect.name, office.zone, *chosen)
    sums, origins = rollup_columns.by_player(told), rollup_columns.origins(told).subquery()
    for table, counted, keys, numbers in (
        (daily_rollups, sums, OF_PLAYER, ("count", "amount_minor")),
        (daily_origins, origins, ORIGIN, ("count", "failed")),
    ):
        names = (*keys, *numbers)
        kept = select(*(table.c[name] for name in names)).where(
            table.c.player_id.between(first, last), table.c["count"] != 0
        )
        there = select(*(counted.c[name] for name in names)).where(counted.c.day.isnot(None), counted.c["count"] != 0)
        yield _Comparison(kept, there, keys)


def _by_day() -> Iterator[_Comparison]:
    sums = select(*(desk_rollups.c[name] for name in (*OF_DESK, "count", "amount_minor", "players")))
    yield _Comparison(sums, of_players(), OF_DESK)
    presence = select(*(desk_presence.c[name] for name in (*PRESENCE, "players"))).where(desk_presence.c.players != 0)
    yield _Comparison(presence, of_presence(), PRESENCE)


async def _differing(db: Connection, one: _Comparison) -> list[str]:
    """Name the keys whose numbers stand in one of the two alone."""
    either = one.either()
    places = [either.c[name] for name in one.keys]
    query = select(*places).distinct().order_by(*places).limit(LISTED_MOST)
    return [", ".join(_named(one.keys, row)) for row in await db.execute(query)]


def _only(these: Select[Any], others: Select[Any]) -> Select[Any]:
    found: Subquery = except_(these, others).subquery()
    return select(found)


def _named(keys: tuple[str, ...], row: Any) -> Iterator[str]:
    for name, value in zip(keys, row, strict=True):
        if value not in ("", None):
            yield f"{name.removesuffix('_id')} {value}"
