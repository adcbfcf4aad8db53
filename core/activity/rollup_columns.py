"""What events add to a day: the same words for folding them in and for reading those not folded yet."""

from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    Select,
    Text,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    select,
    union_all,
)

from core.activity.catalogue import BODIES, BetBody, BonusBody, PaymentBody, Type, WinBody, WithdrawalBody
from core.activity.events import NOBODY
from core.database.tables import daily_rollups, events, players

FAILED = f"{Type.LOGIN}:failed"
"""Logins that failed; plain ``login`` counts those that did not."""
CONTRADICTING = "contradicting_events"
"""Events that contradict what was told before: they count as told, and towards no sum."""
ACTIVE = "active"
"""Days on which a player logged in or bet."""
MOVES = sorted(
    type_
    for (type_, version), body in BODIES.items()
    if version == 1 and issubclass(body, PaymentBody | WithdrawalBody | BetBody | WinBody | BonusBody)
)
"""Types whose amount is added up."""
NOTHING = literal_column("0", BigInteger)

Chosen = ColumnElement[bool]


def told(dialect: str, zone: str, *chosen: Chosen, weight: int = 1, name: str = "told") -> CTE:
    """Read of the chosen events what is counted; a body of a version we do not know counts as an event alone."""
    one, body = events.c, events.c.body
    known, contradicting = one.version == 1, one.contradicts.isnot(None)
    moved, login = and_(known, one.type.in_(MOVES), ~contradicting), and_(known, one.type == Type.LOGIN)
    failed = and_(login, cast(body["success"].as_string(), Text).in_(("0", "false")))
    amount = cast(body["amount", "amount_minor"].as_string(), BigInteger)
    return (
        select(
            one.player_id,
            local_day(dialect, one.at, zone).label("day"),
            case((failed, FAILED), (contradicting, CONTRADICTING), else_=one.type).label("kind"),
            case((moved, func.coalesce(body["amount", "currency"].as_string(), "")), else_="").label("currency"),
            case((moved, amount), else_=NOTHING).label("amount_minor"),
            case((login, body["device"].as_string())).label("device"),
            case((login, body["country"].as_string())).label("country"),
            literal(weight).label("weight"),
        )
        .where(*chosen)
        .cte(name)
    )


def active() -> Chosen:
    """Choose the events by which a player was there: logins that succeeded, and bets."""
    one = events.c
    failed = cast(one.body["success"].as_string(), Text).in_(("0", "false"))
    return (one.player_id != NOBODY) & ((one.type == Type.BET) | ((one.type == Type.LOGIN) & ~failed))


def by_player(told: CTE) -> CTE:
    """Add up by player, day, kind and currency, as in ``daily_rollups``."""
    one = told.c
    keys = (one.player_id, one.day, one.kind, one.currency)
    counted = (
        select(
            *keys,
            func.sum(one.weight).label("count"),
            cast(func.sum(one.amount_minor * one.weight), BigInteger).label("amount_minor"),
            func.max(one.amount_minor).label("largest_minor"),
        )
        .group_by(*keys)
        .cte(f"{told.name}_counted")
    )
    active = (
        select(
            counted.c.player_id,
            counted.c.day,
            literal(ACTIVE, Text).label("kind"),
            literal("", Text).label("currency"),
            func.sum(counted.c["count"]).label("count"),
            NOTHING.label("amount_minor"),
            NOTHING.label("largest_minor"),
        )
        .where(counted.c.kind.in_((Type.LOGIN, Type.BET)), counted.c.player_id != NOBODY)
        .group_by(counted.c.player_id, counted.c.day)
    )
    return union_all(select(counted), active).cte(f"{told.name}_by_player")


def by_desk(sums: CTE, *, kept: Chosen) -> Select[Any]:
    """Add up by day, brand, kind and currency, as in ``desk_rollups``; a player counts once a day.

    Whoever stands in ``daily_rollups`` has been counted, if these are ``kept`` in step; so this comes first when events
    are folded in.
    """
    one = sums.c
    before = daily_rollups.alias("before")
    same = [before.c[name] == one[name] for name in daily_rollups.primary_key.columns.keys()]  # noqa: SIM118 - no dict
    brand = func.coalesce(players.c.brand, literal_column("''", Text))
    new = case((and_(before.c.player_id.is_(None), one.player_id != NOBODY), 1), else_=0)
    return (
        select(
            one.day,
            brand.label("brand"),
            one.kind,
            one.currency,
            func.sum(one["count"]).label("count"),
            func.sum(one.amount_minor).label("amount_minor"),
            func.sum(new).label("players"),
        )
        .select_from(sums.outerjoin(players, players.c.id == one.player_id).outerjoin(before, and_(kept, *same)))
        .where(one["count"] != 0)
        .group_by(one.day, brand, one.kind, one.currency)
    )


def origins(told: CTE) -> CompoundSelect[Any]:
    """Count logins and tries by player, day and where they came from, as in ``daily_origins``."""
    one = told.c
    failed = case((one.kind == FAILED, one.weight), else_=0)
    return union_all(
        *(
            select(
                one.player_id,
                one.day,
                literal(kind, Text).label("kind"),
                one[kind].label("value"),
                func.sum(one.weight).label("count"),
                func.sum(failed).label("failed"),
            )
            .where(one[kind].isnot(None))
            .group_by(one.player_id, one.day, one[kind])
            for kind in ("country", "device")
        )
    )


def local_day(dialect: str, at: ColumnElement[Any], zone: str) -> ColumnElement[Any]:
    """Give the calendar day of an instant in a zone; daylight saving and all."""
    if dialect == "sqlite":
        return func.local_day(at, zone, type_=Date)
    return cast(func.timezone(zone, at), Date)
