"""The company's days: what digests read, however many players there are."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, Text, bindparam, distinct, func, or_, select, union_all

from core.activity import daily_sums, rollup_columns
from core.activity.periods import Period
from core.database.connections import Connection
from core.database.tables import daily_rollups, desk_rollups, players
from core.money import Money
from core.office import Office

MARK, BRAND = bindparam("mark", type_=Text), bindparam("brand", type_=Text)
SINCE, UNTIL = bindparam("since", type_=Date), bindparam("until", type_=Date)
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
    return tuple(
        DayTotal(row.day, row.brand, row.kind, row.currency, *(int(row._mapping[name]) for name in SUMMED))  # noqa: SLF001 - its documented name
        for row in found
    )


async def active_players(db: Connection, *, period: Period, office: Office, brand: str | None = None) -> int:
    """Count the different players who logged in or bet within a period."""
    asked = {"mark": daily_sums.name(office), "since": period.first, "until": period.last, "brand": brand}
    return int(await db.scalar(_active(db.dialect.name, office.zone), asked) or 0)


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
def _active(dialect: str, zone: str) -> Select[Any]:
    kept = daily_rollups.c
    new = rollup_columns.by_player(rollup_columns.told(dialect, zone, daily_sums.unfolded(MARK))).c
    rows = union_all(
        select(kept.player_id).where(
            kept.kind == rollup_columns.ACTIVE, kept.day.between(SINCE, UNTIL), daily_sums.folded(MARK)
        ),
        select(new.player_id).where(new.kind == rollup_columns.ACTIVE, new.day.between(SINCE, UNTIL)),
    ).subquery()
    known = rows.join(players, players.c.id == rows.c.player_id)
    return select(func.count(distinct(rows.c.player_id))).select_from(known).where(_of_brand(players.c.brand))


def _of_brand(brand: ColumnElement[Any]) -> ColumnElement[bool]:
    return or_(BRAND.is_(None), brand == BRAND)
