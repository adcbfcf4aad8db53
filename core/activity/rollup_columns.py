"""What events add to a day: the same words for folding them in and for reading those not folded yet."""

from datetime import date
from typing import Any

from sqlalchemy import (
    CTE,
    BigInteger,
    ColumnElement,
    CompoundSelect,
    Date,
    ScalarSelect,
    Select,
    Text,
    and_,
    case,
    cast,
    exists,
    func,
    literal,
    literal_column,
    or_,
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
NEVER = date(1, 1, 1)
"""A day on which nothing happened: stands for the day before of whoever was never there before."""
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


def by_presence(sums: CTE) -> Select[Any]:
    """Add up by day, brand and the day before on which players were there, as in ``desk_presence``.

    A day that is new for a player stands between two days, of those kept and those that are new with it; the one after
    it is no longer counted with the one before. So this comes before ``daily_rollups``, like :func:`by_desk`.
    """
    one, before = sums.c, daily_rollups.alias("known")
    known = exists().where(
        before.c.player_id == one.player_id, before.c.day == one.day, before.c.kind == ACTIVE, before.c.currency == ""
    )
    new = select(one.player_id, one.day).where(one.kind == ACTIVE, ~known).cte("new_days")
    placed = select(
        new,
        func.lag(new.c.day).over(partition_by=new.c.player_id, order_by=new.c.day).label("new_before"),
        func.lead(new.c.day).over(partition_by=new.c.player_id, order_by=new.c.day).label("new_after"),
        _nearest(new, before=True).label("kept_before"),
        _nearest(new, before=False).label("kept_after"),
    ).cte("placed_days")
    day = placed.c
    lone = or_(day.new_after.is_(None), day.new_after > day.kept_after)
    last_of_gap = and_(day.kept_after.isnot(None), lone)
    nearer = case(
        (day.new_before.is_(None), day.kept_before),
        (day.kept_before > day.new_before, day.kept_before),
        else_=day.new_before,
    )
    edges = (
        union_all(
            _edges(placed, day.day, nearer, 1),
            _edges(placed, day.kept_after, day.day, 1).where(last_of_gap),
            _edges(placed, day.kept_after, day.kept_before, -1).where(last_of_gap),
        )
        .subquery()
        .c
    )
    brand = players.c.brand
    return (
        select(edges.day, brand.label("brand"), edges.previous, func.sum(edges.weight).label("players"))
        .join(players, players.c.id == edges.player_id)
        .group_by(edges.day, brand, edges.previous)
        .having(func.sum(edges.weight) != 0)
    )


def _nearest(new: CTE, *, before: bool) -> ScalarSelect[Any]:
    """Find the day on which a player was there before a new one, or after it."""
    kept = daily_rollups.alias("kept").c
    same = (kept.player_id == new.c.player_id, kept.kind == ACTIVE)
    if before:
        return select(func.max(kept.day)).where(*same, kept.day < new.c.day).scalar_subquery()
    return select(func.min(kept.day)).where(*same, kept.day > new.c.day).scalar_subquery()


def _edges(placed: CTE, day: ColumnElement[Any], previous: ColumnElement[Any], weight: int) -> Select[Any]:
    found = func.coalesce(previous, literal(NEVER, Date)).label("previous")
    return select(placed.c.player_id, day.label("day"), found, literal(weight).label("weight"))


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
