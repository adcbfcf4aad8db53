"""The company's days: what digests read, however many players there are."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Date,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    false,
    func,
    or_,
    select,
    union,
    union_all,
)

from core.activity import daily_sums, rollup_columns, spread_presence
from core.activity.periods import DAY, Period
from core.database import bulk, connections
from core.database.connections import Connection
from core.database.tables import daily_rollups, desk_presence, desk_rollups, events, players
from core.database.tables.base import Utc
from core.database.tables.rollups import IS_ACTIVE
from core.money import Money
from core.office import Office

MARK, BRAND = bindparam("mark", type_=Text), bindparam("brand", type_=Text)
SINCE, UNTIL = bindparam("since", type_=Date), bindparam("until", type_=Date)
BEGIN, END = bindparam("begin", type_=Utc), bindparam("end", type_=Utc)
"""The beginning of a day that counts in part, and where that part ends."""
KEYS = ("day", "brand", "kind", "currency")
SUMMED = ("count", "amount_minor", "players")


@dataclass(frozen=True, slots=True)
class DayTotal:
    """What happened of one kind to the players of one brand on one day."""

    day: date
    brand: str
    """Empty for players nobody knows here."""
    kind: str
    """A type of event, ``login:failed``, or ``active`` for whoever logged in or bet."""
    currency: str
    """Empty where no money moved."""
    count: int
    amount_minor: int
    players: int
    """How many different ones."""
    part: bool = False
    """Whether it holds only the beginning of the day."""

    @property
    def known(self) -> bool:
        """Whether it is about players who are known here."""
        return bool(self.brand)

    @property
    def amount(self) -> Money | None:
        """How much together; None where no money moved."""
        return Money(self.amount_minor, self.currency) if self.currency else None


async def day_totals(
    db: Connection, *, since_day: date, until_day: date, office: Office, brand: str | None = None
) -> tuple[DayTotal, ...]:
    """Give the totals of some days, both ends included, as of now: with what is not in the rollups yet."""
    asked = {"mark": daily_sums.name(office), "since": since_day, "until": until_day, "brand": brand}
    found = await db.execute(_totals(db.dialect.name, office.zone), asked)
    return tuple(_day_total(row) for row in found)


async def beginning_of_day(
    db: Connection, *, day: date, before: datetime, office: Office, brand: str | None = None
) -> tuple[DayTotal, ...]:
    """Give the totals of a day up to an instant of it, from its events."""
    asked = {"begin": office.day_bounds(day)[0], "end": before, "brand": brand}
    found = await db.execute(_beginning(db.dialect.name, office.zone), asked)
    return tuple(_day_total(row, part=True) for row in found)


async def active_players(
    db: Connection, *, period: Period, office: Office, brand: str | None = None, before: datetime | None = None
) -> int:
    """Count the different players who logged in or bet within a period, of its last day up to an instant if given."""
    begin, end = office.day_bounds(period.last)[0], before
    whole = Period(period.first, period.last - DAY) if before else period
    asked = {"mark": daily_sums.name(office), "since": whole.first, "until": whole.last, "brand": brand}
    cut = {"begin": begin, "end": end or begin}
    if connections.is_distributed(db):
        return await _active_spread(db, office.zone, asked | cut)
    return int(await db.scalar(_active(db.dialect.name, office.zone), asked | cut) or 0)


def _day_total(row: Row[Any], *, part: bool = False) -> DayTotal:
    count, amount, players = int(row._mapping["count"]), int(row.amount_minor), int(row.players)  # noqa: SLF001 - its documented name
    return DayTotal(row.day, row.brand, row.kind, row.currency, count, amount, players, part=part)


@cache
def _totals(dialect: str, zone: str) -> Select[Any]:
    kept, names = desk_rollups.c, (*KEYS, *SUMMED)
    told = rollup_columns.told(dialect, zone, daily_sums.unfolded(MARK))
    new = rollup_columns.by_desk(rollup_columns.by_player(told), kept=daily_sums.folded(MARK)).subquery().c
    rows = union_all(
        select(*(kept[name] for name in names)).where(kept.day.between(SINCE, UNTIL), daily_sums.folded(MARK)),
        select(*(new[name] for name in names)).where(new.day.between(SINCE, UNTIL)),
    )
    one = rows.subquery().c
    keys = [one[name] for name in KEYS]
    sums = (func.sum(one[name]).label(name) for name in SUMMED)
    return select(*keys, *sums).where(_of_brand(one.brand)).group_by(*keys).order_by(*keys)


@cache
def _beginning(dialect: str, zone: str) -> Select[Any]:
    told = rollup_columns.told(dialect, zone, events.c.at >= BEGIN, events.c.at < END)
    one = rollup_columns.by_desk(rollup_columns.by_player(told), kept=false()).subquery().c
    return select(*(one[name] for name in (*KEYS, *SUMMED))).where(_of_brand(one.brand))


@cache
def _active(dialect: str, zone: str) -> Select[Any]:
    """Add to the first days of those who stand in the rollups whoever only stands in events."""
    first_days, folded = _first_days(), daily_sums.folded(MARK)
    new = rollup_columns.by_player(rollup_columns.told(dialect, zone, daily_sums.unfolded(MARK))).c
    rows = union(
        select(new.player_id).where(new.kind == rollup_columns.ACTIVE, new.day.between(SINCE, UNTIL)),
        select(events.c.player_id).where(events.c.at >= BEGIN, events.c.at < END, rollup_columns.active()),
    ).subquery()
    day = daily_rollups.c
    counted = exists().where(day.player_id == rows.c.player_id, IS_ACTIVE, day.day.between(SINCE, UNTIL))
    known = rows.join(players, players.c.id == rows.c.player_id)
    others = select(func.count()).select_from(known).where(_of_brand(players.c.brand), ~and_(folded, counted))
    return select(first_days.scalar_subquery() + others.scalar_subquery())


def _first_days() -> Select[Any]:
    kept = desk_presence.c
    return select(func.coalesce(func.sum(kept.players), 0)).where(
        kept.day.between(SINCE, UNTIL), kept.previous < SINCE, _of_brand(kept.brand), daily_sums.folded(MARK)
    )


async def _active_spread(db: Connection, zone: str, asked: dict[str, Any]) -> int:
    """Count the same where rows lie on several machines: by statements that each of them answers by itself."""
    day, told = daily_rollups.c, rollup_columns.told(db.dialect.name, zone, daily_sums.unfolded(MARK))
    tail = spread_presence.days_of(told).where(told.c.day.between(SINCE, UNTIL)).subquery()
    part = select(events.c.player_id).where(events.c.at >= BEGIN, events.c.at < END, rollup_columns.active())
    ids = {*await db.scalars(select(tail.c.player_id).distinct(), asked), *await db.scalars(part.distinct(), asked)}
    if await db.scalar(select(daily_sums.folded(MARK)), asked):
        mine = bulk.among(db, daily_rollups, ("player_id",), [(each,) for each in ids])
        counted = select(day.player_id).where(mine, IS_ACTIVE, day.day.between(SINCE, UNTIL))
        ids -= set(await db.scalars(counted.distinct(), asked))
    others = bulk.among(db, players, ("id",), [(each,) for each in ids])
    number = await db.scalar(select(func.count()).select_from(players).where(others, _of_brand(players.c.brand)), asked)
    return int(await db.scalar(_first_days(), asked) or 0) + int(number or 0)


def _of_brand(brand: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(BRAND.is_(None), brand == BRAND)
