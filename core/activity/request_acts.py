"""What requests of ours did, from the orders, the ledger and the blocks that they left behind."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, or_, select

from core import ledger
from core.database.connections import Connection
from core.database.tables import ledger_entries, ledger_transactions, platform_orders, player_blocks, requests
from core.money import Direction, Money, Wallet

BY_HAND = ("adjustment", "reversal", "bonus")
"""Kinds of transactions that requests post."""
BONUS_NAMES = frozenset({"grant_bonus", "convert_bonus", "void_bonus"})
"""What orders about bonuses are called."""


class ActKind(StrEnum):
    """What a request may do on the platform."""

    BLOCK = "block"
    LIFT = "lift"
    MONEY = "money"
    HOLD = "hold"
    ACCOUNT = "account"
    """Something about the account that moves no money and stops nothing by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """One thing a request did."""

    kind: ActKind
    names: frozenset[str]
    """How the platform may call it."""
    order_id: UUID | None = None
    wallet: Wallet | None = None
    amount: Money | None = None
    """What the wallet gained; less than zero was taken."""
    until: datetime | None = None
    """Of a block that is over, and that the platform has confirmed: when it ended."""

    def moves(self, wallet: Wallet, amount: Money) -> bool:
        """Tell whether it moved exactly this."""
        return (self.wallet, self.amount) == (wallet, amount)

    def concerns(self, wallet: Wallet, currency: str) -> bool:
        """Tell whether it moved money of this wallet."""
        return self.amount is not None and (self.wallet, self.amount.currency) == (wallet, currency)

    def over_by(self, at: datetime) -> bool:
        """Tell whether it was over by an instant."""
        return self.until is not None and self.until < at


@dataclass(frozen=True, slots=True)
class NamedRequest:
    """A request that events name."""

    id: UUID
    player_id: int | None
    state: str
    asked_at: datetime


async def asked_for(db: Connection, request_ids: Collection[UUID]) -> dict[UUID, NamedRequest]:
    """Read the requests of these ids; what is none of ours is left out."""
    columns = requests.c
    query = select(columns.id, columns.player_id, columns.state, columns.asked_at).where(columns.id.in_(request_ids))
    return {row.id: NamedRequest(*row) for row in await db.execute(query)}


async def acts_of(db: Connection, asked: Sequence[NamedRequest]) -> Mapping[UUID, Sequence[Act]]:
    """Read what these requests did: as the platform was ordered, else as it was done here."""
    found: defaultdict[UUID, list[Act]] = defaultdict(list)
    if not asked:
        return found
    placed, lifted = await _blocks(db, asked)
    query = select(platform_orders).where(platform_orders.c.request_id.in_([each.id for each in asked]))
    for row in await db.execute(query):
        found[row.request_id].append(_ordered(row, placed.get(row.request_id)))
    unordered = [each for each in asked if each.id not in found]
    for each in unordered:
        found[each.id] += [placed[each.id]] if each.id in placed else []
        found[each.id] += [Act(kind=ActKind.LIFT, names=frozenset({"lift"}))] if each.id in lifted else []
    for request_id, act in await _booked(db, [each for each in unordered if not found[each.id]]):
        found[request_id].append(act)
    return found


def _ordered(row: Row[Any], placed: Act | None) -> Act:
    names = frozenset({row.kind})
    if row.kind == "block":
        until = placed.until if placed and row.settled_at is not None else None
        return Act(kind=ActKind.BLOCK, names=names, order_id=row.id, until=until)
    if row.kind == "lift":
        return Act(kind=ActKind.LIFT, names=names, order_id=row.id)
    if row.kind in {"hold", "release"}:
        return Act(kind=ActKind.HOLD, names=names, order_id=row.id)
    content = row.body["data"]
    if "direction" not in content:
        return Act(kind=ActKind.ACCOUNT, names=names, order_id=row.id)
    amount = Money(content["amount"]["amount_minor"], content["amount"]["currency"])
    signed = amount if content["direction"] == Direction.GIVE else -amount
    wallet = Wallet(content["wallet"])
    return Act(kind=ActKind.MONEY, names=names, order_id=row.id, wallet=wallet, amount=signed)


async def _blocks(db: Connection, asked: Iterable[NamedRequest]) -> tuple[dict[UUID, Act], set[UUID]]:
    """Read which blocks the requests placed, and which of them lifted any."""
    columns, ids = player_blocks.c, [each.id for each in asked]
    of_players = columns.player_id.in_({each.player_id for each in asked if each.player_id is not None})
    query = select(columns.request_id, columns.end_request_id, columns.ended_at).where(
        of_players, or_(columns.request_id.in_(ids), columns.end_request_id.in_(ids))
    )
    placed, lifted, names = dict[UUID, Act](), set[UUID](), frozenset({"block"})
    for row in await db.execute(query):
        placed[row.request_id] = Act(kind=ActKind.BLOCK, names=names, until=row.ended_at)
        lifted |= {row.end_request_id}
    return placed, lifted


async def _booked(db: Connection, asked: Sequence[NamedRequest]) -> list[tuple[UUID, Act]]:
    """Read the money that requests moved in the ledger."""
    if not asked:
        return []
    transactions, entries = ledger_transactions.c, ledger_entries.c
    same = (transactions.player_id == entries.player_id) & (transactions.id == entries.transaction_id)
    query = (
        select(transactions.request_id, transactions.kind, entries.account, entries.amount_minor, entries.currency)
        .join_from(ledger_transactions, ledger_entries, same)
        .where(
            transactions.player_id.in_({each.player_id for each in asked if each.player_id is not None}),
            transactions.at >= min(each.asked_at for each in asked),
            transactions.kind.in_(BY_HAND),
            transactions.request_id.in_([each.id for each in asked]),
            entries.balance_after_minor.isnot(None),
        )
    )
    return [(row.request_id, _moved(row)) for row in await db.execute(query)]


def _moved(row: Any) -> Act:
    wallet = next(each for each in Wallet if ledger.of_player(each) == row.account)
    amount = Money(row.amount_minor, row.currency)
    names = BONUS_NAMES if row.kind == "bonus" else frozenset({"adjust", "reverse"})
    return Act(kind=ActKind.MONEY, names=names, wallet=wallet, amount=amount)
