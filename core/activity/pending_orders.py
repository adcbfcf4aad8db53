"""Movements of ours that a balance told of may hold or not: ordered before it was told, and settled only after."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Row, func, or_, select

from core import ledger
from core.activity.movements import MIRRORED, corrected
from core.database import bulk
from core.database.tables import ledger_entries, ledger_transactions, platform_orders
from core.ledger import Transaction
from core.money import Money, Wallet
from core.work import Work

Place = tuple[int, Wallet, str]
"""A player's wallet in one currency."""
MOVING = ("adjust", "reverse", "grant_bonus", "convert_bonus", "void_bonus")
"""Orders that move money."""
MOST = 8
"""Movements weighed against one difference: more are never under way at once in one wallet."""

_moved = (ledger_entries.c.player_id == ledger_transactions.c.player_id) & (
    ledger_entries.c.transaction_id == ledger_transactions.c.id
)


async def under_way(work: Work, told: Mapping[Place, datetime]) -> Mapping[Place, Sequence[int]]:
    """Give by what each balance may differ because of what was under way when it was told, one number a movement."""
    windows = await _windows(work, told)
    if not windows:
        return {}
    transactions, entries = ledger_transactions.c, ledger_entries.c
    query = (
        select(entries.player_id, entries.account, entries.currency, entries.amount_minor)
        .add_columns(transactions.at, transactions.request_id)
        .join_from(ledger_transactions, ledger_entries, _moved)
        .where(
            transactions.player_id.in_({row.player_id for row in windows.values()}),
            transactions.at >= min(row.ordered_at for row in windows.values()),
            transactions.request_id.in_(windows),
        )
    )
    places = {(place[0], ledger.of_player(place[1]), place[2]): place for place in told}
    found: defaultdict[Place, list[int]] = defaultdict(list)
    for row in await work.db.execute(query):
        place = places.get((row.player_id, row.account, row.currency))
        if place and _covers(windows[row.request_id], told[place]):
            counted = row.at <= told[place]
            found[place].append(-row.amount_minor if counted else row.amount_minor)
    return found


def explained(difference_minor: int, under_way: Iterable[int]) -> int:
    """Give how much of a difference movements under way account for: as much as leaves the least unexplained."""
    sums = {0}
    for one in list(under_way)[:MOST]:
        sums |= {one + each for each in sums}
    return min(sums, key=lambda each: (abs(difference_minor - each), -abs(each)))


def _within(difference_minor: int, under_way: Sequence[int]) -> int:
    """Give how much of a difference is a part of what was ordered, whichever part that is."""
    ordered = sum(under_way)
    return max(min(difference_minor, max(ordered, 0)), min(ordered, 0))


async def unmirror(work: Work, ours: Transaction) -> None:
    """Take back what balances told since it was ordered have brought already of a movement that is booked now."""
    for entry in ours.entries:
        if entry.wallet:
            await _unmirror(work, ours, entry.wallet, entry.amount)


async def _unmirror(work: Work, ours: Transaction, wallet: Wallet, amount: Money) -> None:
    transactions, entries = ledger_transactions.c, ledger_entries.c
    of_ours = platform_orders.c.request_id == ours.request_id
    ordered_at = select(func.min(platform_orders.c.ordered_at)).where(of_ours)
    in_part = select(func.max(platform_orders.c.rest_asked_at)).where(of_ours)
    query = (
        select(
            func.coalesce(func.sum(entries.amount_minor), 0).label("minor"),
            func.max(transactions.at).label("at"),
            in_part.scalar_subquery().label("in_part"),
        )
        .join_from(ledger_transactions, ledger_entries, _moved)
        .where(
            transactions.player_id == ours.player_id,
            transactions.at >= ordered_at.scalar_subquery(),
            transactions.key.startswith(MIRRORED, autoescape=True),
            entries.account == ledger.of_player(wallet),
            entries.currency == amount.currency,
        )
    )
    brought = (await work.db.execute(query)).one()
    several = _within if brought.in_part else explained  # of one done in part, balances told each part when it was done
    if twice := several(int(brought.minor), [amount.amount_minor]):
        # of when it was brought: later it would count against orders given since, of which balances bring more
        correction = corrected(ours, wallet, Money(-twice, amount.currency))
        await ledger.post(work, replace(correction, at=brought.at))


async def _windows(work: Work, told: Mapping[Place, datetime]) -> dict[UUID, Row[*tuple[Any, ...]]]:
    """Read the orders that move money and were under way at one of these times, by request."""
    columns = platform_orders.c
    query = select(columns.request_id, columns.player_id, columns.ordered_at, columns.settled_at).where(
        bulk.among(work.db, platform_orders, ("player_id",), sorted({(player_id,) for player_id, _, _ in told})),
        columns.kind.in_(MOVING),
        columns.ordered_at <= max(told.values()),
        or_(columns.settled_at.is_(None), columns.settled_at > min(told.values())),
    )
    return {row.request_id: row for row in await work.db.execute(query)}


def _covers(window: Row[*tuple[Any, ...]], at: datetime) -> bool:
    return window.ordered_at <= at and (window.settled_at is None or at < window.settled_at)
