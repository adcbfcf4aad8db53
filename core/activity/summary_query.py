"""The one statement that a summary is read by: rollups, what is not in them yet, and the ledger's adjustments."""

from functools import cache
from typing import Any

from sqlalchemy import (
    CTE,
    BindParameter,
    Date,
    Select,
    Text,
    bindparam,
    case,
    cast,
    func,
    literal,
    or_,
    select,
    union_all,
)
from sqlalchemy import Integer as Number

from core.activity import daily_sums, rollup_columns
from core.database.tables import daily_origins, daily_rollups, events, ledger_entries, ledger_transactions
from core.database.tables.base import Utc
from core.ledger import EntryKind
from core.players import profile_parts

ORIGINS_MOST = 20
"""Devices, and as many countries, told one by one: an attack brings any number of them."""
BY_HAND = {"given": (True, 1), "taken": (True, -1), "given_back": (False, 1), "taken_back": (False, -1)}
"""Each sum of movements by hand: of adjustments or of reversals, and which way the money went."""
BEFORE = -1
"""The step of everything that happened in the period before."""

PLAYER: BindParameter[int] = bindparam("player_id")
MARK: BindParameter[str] = bindparam("mark", type_=Text)
FIRST, SINCE, LAST = (bindparam(name, type_=Date) for name in ("first", "since", "last"))
"""The first day of the period before, the first and the last of the period."""
BEGIN, MIDDLE, END = (bindparam(name, type_=Utc) for name in ("begin", "middle", "end"))
"""The same as instants, the last one that of the day after."""
PART_DAY = bindparam("part_day", type_=Date)
PART_FROM, PART_UNTIL = (bindparam(name, type_=Utc) for name in ("part_from", "part_until"))
"""The day of the period before that counts in part, and from when until when; a day that never was, where none does."""
BEFORE_UNTIL = bindparam("before_until", type_=Utc)
"""When that period ends for what is not added up by day."""
WIDTH: BindParameter[int] = bindparam("width", type_=Number)
"""Days of one step."""


@cache
def statement(dialect: str, zone: str) -> Select[Any]:
    """Give a row of lists: ``sums`` by step, ``origins``, ``adjusted``."""
    told = rollup_columns.told(dialect, zone, events.c.player_id == PLAYER, daily_sums.unfolded(MARK))
    within = (events.c.player_id == PLAYER, events.c.at >= PART_FROM, events.c.at < PART_UNTIL)
    part = rollup_columns.told(dialect, zone, *within, name="part")
    parts = {
        "sums": _sums(dialect, days(told, part)),
        "origins": _origins(told),
        "adjusted": _adjusted(),
    }
    return select(*(profile_parts.as_json(part, dialect).label(name) for name, part in parts.items()))


def days(told: CTE, part: CTE | None = None) -> CTE:
    """Put the rollups of some days and what is not in them yet under one another, of one day a ``part`` if given."""
    new = rollup_columns.by_player(told).c
    names = ("day", "kind", "currency", "count", "amount_minor", "largest_minor")
    kept = select(*(daily_rollups.c[name] for name in names)).where(*_kept(daily_rollups))
    unfolded = select(*(new[name] for name in names)).where(new.day.between(FIRST, LAST))
    if part is None:
        return union_all(kept, unfolded).cte("days")
    cut = rollup_columns.by_player(part).c
    return union_all(
        kept.where(daily_rollups.c.day != PART_DAY),
        unfolded.where(new.day != PART_DAY),
        select(*(cut[name] for name in names)),
    ).cte("days")


def _sums(dialect: str, days: CTE) -> Select[Any]:
    one = days.c
    since = cast(func.julianday(one.day) - func.julianday(SINCE), Number) if dialect == "sqlite" else one.day - SINCE
    step = case((one.day < SINCE, BEFORE), else_=since // WIDTH).label("step")
    columns = (step, one.kind, one.currency, one["count"], one.amount_minor)
    stepped = select(*columns).where(one.kind != rollup_columns.ACTIVE).subquery().c
    keys = (stepped.step, stepped.kind, stepped.currency)
    count, amount = func.sum(stepped["count"]), func.sum(stepped.amount_minor)
    return select(*keys, count.label("count"), amount.label("amount_minor")).group_by(*keys)


def _origins(told: CTE) -> Select[Any]:
    """Count devices apart from countries; what was logged in from comes first, however often others tried."""
    new = rollup_columns.origins(told).subquery().c
    names = ("day", "kind", "value", "count", "failed")
    both = union_all(
        select(*(daily_origins.c[name] for name in names)).where(
            daily_origins.c.player_id == PLAYER, daily_origins.c.day <= LAST, daily_sums.folded(MARK)
        ),
        select(*(new[name] for name in names)).where(new.day <= LAST),
    )
    one = both.subquery().c
    in_period, came_in = one.day >= SINCE, one["count"] - one.failed
    grouped = (
        select(
            one.kind,
            one.value,
            func.sum(case((in_period, came_in), else_=0)).label("succeeded"),
            func.sum(case((in_period, one.failed), else_=0)).label("failed"),
            func.sum(case((in_period, 0), else_=came_in)).label("earlier"),
        )
        .group_by(one.kind, one.value)
        .subquery()
    )
    logins_earlier = func.sum(grouped.c.earlier).over(partition_by=grouped.c.kind).label("logins_earlier")
    every = select(grouped, logins_earlier).subquery()
    by = every.c
    order = (by.succeeded.desc(), by.failed.desc(), by.value)
    placed = (
        select(
            every,
            func.row_number().over(partition_by=by.kind, order_by=order).label("place"),
            func.count().over(partition_by=by.kind).label("in_all"),
            func.sum(case((by.succeeded > 0, 1), else_=0)).over(partition_by=by.kind).label("with_logins"),
        )
        .where(by.succeeded + by.failed > 0)
        .subquery()
    )
    return select(placed).where(placed.c.place <= ORIGINS_MOST)


def _adjusted() -> Select[Any]:
    """Read what was given and taken by hand, and what reversals took and gave back."""
    posted, entries = ledger_transactions.c, ledger_entries.c
    kinds = [literal(kind.value, literal_execute=True) for kind in (EntryKind.ADJUSTMENT, EntryKind.REVERSAL)]
    same = (entries.player_id == posted.player_id) & (entries.transaction_id == posted.id)
    now = case((posted.at >= MIDDLE, 1), else_=0).label("now")
    moved = (
        select(now, posted.kind, entries.currency, entries.amount_minor)
        .select_from(ledger_transactions.join(ledger_entries, same))
        .where(posted.player_id == PLAYER, posted.kind.in_(kinds), posted.at >= BEGIN, posted.at < END)
        .where(entries.balance_after_minor.isnot(None), or_(posted.at >= MIDDLE, posted.at < BEFORE_UNTIL))
        .subquery()
        .c
    )
    adjusted = moved.kind == EntryKind.ADJUSTMENT.value
    sums = (
        func.sum(case(((adjusted == by_hand) & (moved.amount_minor * sign > 0), moved.amount_minor * sign), else_=0))
        for by_hand, sign in BY_HAND.values()
    )
    named = (one.label(name) for name, one in zip(BY_HAND, sums, strict=True))
    count = func.count().filter(adjusted).label("count")
    return select(moved.now, moved.currency, count, *named).group_by(moved.now, moved.currency)


def _kept(table: Any) -> tuple[Any, ...]:
    return table.c.player_id == PLAYER, table.c.day.between(FIRST, LAST), daily_sums.folded(MARK)
