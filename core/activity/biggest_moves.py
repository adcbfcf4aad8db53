"""The biggest single moves of a player: compared in the base currency, each for itself, without what was undone."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Select, Text, cast, func, literal, or_, select, union_all

from core.activity import daily_sums, rollup_columns, summary_query
from core.activity.catalogue import Type
from core.activity.periods import Period
from core.activity.summary_query import MARK
from core.database.connections import Connection
from core.database.tables import events
from core.money import Money
from core.office import Office

KINDS = (Type.DEPOSIT, Type.WITHDRAWAL_PAID, Type.CHARGEBACK, Type.BET, Type.WIN, Type.BONUS_GRANTED)
MOST = 5
UNDONE_BY = {
    Type.BET: (Type.BET_VOIDED, "bet"),
    Type.WIN: (Type.BET_VOIDED, "bet"),
    Type.DEPOSIT: (Type.CHARGEBACK, "reference"),
}
"""What undoes a move, and by which name the two know each other."""
GROUPS_AT_ONCE = 5
"""Days, kinds and currencies whose events are read together: the biggest moves lie in those with the largest one."""


@dataclass(frozen=True, slots=True)
class Big:
    """One large move."""

    day: date
    kind: str
    amount: Money


@dataclass(frozen=True, slots=True)
class _Group:
    """What moved on one day, of one kind and in one currency, by the largest of it."""

    day: date
    kind: str
    currency: str
    weight: int


async def find(db: Connection, *, player_id: int, period: Period, office: Office) -> tuple[Big, ...]:
    """Read the biggest moves of a period, biggest first.

    A group whose largest is no bigger than what was found can hold nothing bigger, so that few days are read.
    """
    groups = await _groups(db, player_id=player_id, period=period, office=office)
    found: list[Big] = []
    for start in range(0, len(groups), GROUPS_AT_ONCE):
        if len(found) >= MOST and office.weight(found[MOST - 1].amount) >= groups[start].weight:
            break
        some = groups[start : start + GROUPS_AT_ONCE]
        found = _ordered(office, [*found, *await _moves(db, some, player_id=player_id, office=office)])
    return tuple(found[:MOST])


async def _groups(db: Connection, *, player_id: int, period: Period, office: Office) -> Sequence[_Group]:
    asked = {"player_id": player_id, "mark": daily_sums.name(office), "first": period.first, "last": period.last}
    rows = await db.execute(_by_day(db.dialect.name, office.zone), asked)
    groups = [
        _Group(row.day, row.kind, row.currency, office.weight(Money(int(row.largest_minor), row.currency)))
        for row in rows
    ]
    return sorted(groups, key=lambda one: (-one.weight, -one.day.toordinal(), one.kind, one.currency))


@cache
def _by_day(dialect: str, zone: str) -> Select[Any]:
    told = rollup_columns.told(dialect, zone, events.c.player_id == summary_query.PLAYER, daily_sums.unfolded(MARK))
    one = summary_query.days(told).c
    kinds = [literal(kind.value) for kind in KINDS]
    return (
        select(one.day, one.kind, one.currency, func.max(one.largest_minor).label("largest_minor"))
        .where(one.kind.in_(kinds), one.largest_minor > 0)
        .group_by(one.day, one.kind, one.currency)
    )


async def _moves(db: Connection, groups: Sequence[_Group], *, player_id: int, office: Office) -> list[Big]:
    """Read the largest moves of each group that were not undone."""
    parts = [_of_group(number, one, player_id, office) for number, one in enumerate(groups)]
    rows = await db.execute(union_all(*parts))
    found = [(groups[row.place], int(row.amount_minor)) for row in rows]
    return [Big(one.day, one.kind, Money(minor, one.currency)) for one, minor in found]


def _of_group(number: int, group: _Group, player_id: int, office: Office) -> Select[Any]:
    one, (begin, end) = events.c, office.day_bounds(group.day)
    amount = cast(one.body["amount", "amount_minor"].as_string(), BigInteger).label("amount_minor")
    largest = (
        select(literal(number).label("place"), amount)
        .where(one.player_id == player_id, one.type == group.kind, one.at >= begin, one.at < end, one.version == 1)
        .where(one.body["amount", "currency"].as_string() == group.currency, *_stands(group.kind, player_id))
        .where(one.contradicts.is_(None))
        .order_by(amount.desc())
        .limit(MOST)
    )
    return select(largest.subquery())


def _stands(kind: str, player_id: int) -> tuple[ColumnElement[bool], ...]:
    """Leave out what was undone since: bets voided and what they won, deposits charged back."""
    if kind not in UNDONE_BY:
        return ()
    undoing, name = UNDONE_BY[Type(kind)]
    undone = events.alias("undone").c
    named = undone.body[name].as_string()
    undone_ones = select(_key(undone, name)).where(
        undone.player_id == player_id, undone.type == undoing.value, named.isnot(None), undone.contradicts.is_(None)
    )
    key = _key(events.c, name)
    return (or_(key.is_(None), key.not_in(undone_ones)),)


def _key(one: Any, name: str) -> ColumnElement[str]:
    """Name what an event is about as its source does."""
    return cast(one.source + literal(" ") + one.body[name].as_string(), Text)


def _ordered(office: Office, found: Iterable[Big]) -> list[Big]:
    return sorted(found, key=lambda one: (-office.weight(one.amount), -one.day.toordinal(), one.kind))
