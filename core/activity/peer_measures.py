"""What players are compared by, added up from the rollups of a month: one row for each player who was active."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import CTE, ColumnElement, and_, case, func, literal, select

from core.activity import measures, rollup_columns
from core.activity.catalogue import Type
from core.activity.measures import Measure
from core.activity.periods import Period
from core.database.tables import daily_rollups, players
from core.office import Office

DAYS = 30


class AccountAge(StrEnum):
    """How old an account is, in bands within which players behave alike."""

    MONTH = "month"
    HALF_YEAR = "half_year"
    TWO_YEARS = "two_years"
    OLDER = "older"


AGES: Mapping[AccountAge, timedelta] = {
    AccountAge.MONTH: timedelta(days=30),
    AccountAge.HALF_YEAR: timedelta(days=182),
    AccountAge.TWO_YEARS: timedelta(days=730),
}
"""Up to which age each band goes; the last has no end."""
MONEY: Mapping[str, Measure] = {
    "deposits": measures.DEPOSITS,
    "net": measures.NET,
    "bets": measures.BETS,
}
"""Added up in the currency of the account."""
COUNTS: Mapping[str, str] = {
    "deposit_count": Type.DEPOSIT.value,
    "bet_count": Type.BET.value,
    "active_days": rollup_columns.ACTIVE,
}
"""Counted in every currency; of days, one for each."""
MEASURES = (*MONEY, *COUNTS)


def month(office: Office, now: datetime) -> Period:
    """Give the days that are compared: the last thirty that are over."""
    return Period.ending(office.day(now) - timedelta(days=1), days=DAYS)


def age(registered_at: datetime, at: datetime) -> AccountAge:
    """Tell how old an account is."""
    return next((band for band, most in AGES.items() if at - registered_at <= most), AccountAge.OLDER)


def by_player(period: Period, at: datetime, *, player_id: int | None = None) -> CTE:
    """Add up the days of one player, or of all who were active in them, with brand, age and currency of the account."""
    one = daily_rollups.c
    within = one.day.between(period.first, period.last)
    active = select(one.player_id).where(one.kind == rollup_columns.ACTIVE, within).distinct()
    chosen = one.player_id.in_(active) if player_id is None else one.player_id == player_id
    bands = ((players.c.registered_at >= at - most, literal(band.value)) for band, most in AGES.items())
    keys = (one.player_id, players.c.brand, players.c.currency, players.c.registered_at)
    return (
        select(
            players.c.brand,
            case(*bands, else_=literal(AccountAge.OLDER.value)).label("band"),
            players.c.currency,
            *(_money(measure).label(name) for name, measure in MONEY.items()),
            *(_count(kind).label(name) for name, kind in COUNTS.items()),
        )
        .select_from(daily_rollups.join(players, players.c.id == one.player_id))
        .where(within, chosen)
        .group_by(*keys)
        .cte("by_player")
    )


def _money(measure: Measure) -> ColumnElement[Any]:
    one = daily_rollups.c
    sign = case((one.kind.in_(measure.minus), -1), else_=1)
    counts = and_(one.kind.in_(measure.kinds), one.currency == players.c.currency)
    return func.sum(case((counts, one.amount_minor * sign), else_=0))


def _count(kind: str) -> ColumnElement[Any]:
    one = daily_rollups.c
    number: Any = 1 if kind == rollup_columns.ACTIVE else one["count"]
    return func.sum(case((one.kind == kind, number), else_=0))
