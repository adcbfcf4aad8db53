"""Statements of account: a player's movements of some days, with the balance before and after each, filtered."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import Row, Select, func, select, tuple_

from core.database.connections import Connection
from core.database.tables import ledger_entries, ledger_transactions, wallets
from core.ledger.entries import OF_PLAYER, EntryKind
from core.money import Money, Wallet

entries, posted = ledger_entries.c, ledger_transactions.c


class StatementSource(StrEnum):
    """Who moved the money."""

    DESK = "desk"
    """People here asked for it."""
    PLATFORM = "platform"
    """The platform reported it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementFilter:
    """Which movements of a player are wanted."""

    begin: datetime
    end: datetime
    """Not included."""
    wallet: Wallet | None = None
    kind: EntryKind | None = None
    source: StatementSource | None = None
    least_minor: int | None = None
    """The smallest amount, whichever way, in minor units of its currency."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StatementLine:
    """What one transaction did to one wallet."""

    transaction_id: UUID
    line: int
    at: datetime
    kind: EntryKind
    reason: str | None
    source_ref: str | None
    request_id: UUID | None
    wallet: Wallet
    amount: Money
    balance_after: Money

    @property
    def balance_before(self) -> Money:
        """The balance before it."""
        return self.balance_after - self.amount

    @property
    def place(self) -> "StatementPlace":
        """Its place in the statement."""
        return StatementPlace(self.at, self.transaction_id, self.line)


@dataclass(frozen=True, slots=True)
class StatementPlace:
    """The place of a line: a transaction may move two wallets."""

    at: datetime
    transaction_id: UUID
    line: int


@dataclass(frozen=True, slots=True)
class WalletSpan:
    """What a wallet held when a statement begins and when it ends."""

    wallet: Wallet
    opening: Money
    closing: Money


async def lines(
    db: Connection, player_id: int, wanted: StatementFilter, *, after: StatementPlace | None = None, limit: int
) -> tuple[StatementLine, ...]:
    """List movements, newest first; each balance follows the order in which they happened, whatever is filtered out."""
    every = _with_balances(player_id, wanted.begin).subquery().c
    query: Select[Any] = select(*every).where(every.at < wanted.end)
    if wanted.wallet is not None:
        query = query.where(every.account == OF_PLAYER + wanted.wallet.value)
    if wanted.kind is not None:
        query = query.where(every.kind == wanted.kind.value)
    if wanted.source is not None:
        asked = every.request_id.isnot(None)
        query = query.where(asked if wanted.source is StatementSource.DESK else ~asked)
    if wanted.least_minor is not None:
        query = query.where(func.abs(every.amount_minor) >= wanted.least_minor)
    if after is not None:
        place = tuple_(every.at, every.transaction_id, every.line)
        query = query.where(place < tuple_(after.at, after.transaction_id, after.line))
    newest = (every.at.desc(), every.transaction_id.desc(), every.line.desc())
    return tuple(_line(row) for row in await db.execute(query.order_by(*newest).limit(limit)))


async def spans(db: Connection, player_id: int, wanted: StatementFilter) -> tuple[WalletSpan, ...]:
    """Give what each wallet held at both ends: what it holds now, less what happened since."""
    since = {begin: await _since(db, player_id, begin) for begin in (wanted.begin, wanted.end)}
    rows = await db.execute(select(wallets).where(wallets.c.player_id == player_id).order_by(wallets.c.currency))
    held = [(Wallet(row.wallet), row.currency, row.balance_minor) for row in rows]

    def at(end: datetime, wallet: Wallet, code: str, minor: int) -> Money:
        return Money(minor - since[end].get((wallet, code), 0), code)

    found = [
        WalletSpan(each[0], at(wanted.begin, *each), at(wanted.end, *each))
        for each in held
        if wanted.wallet in {None, each[0]}
    ]
    return tuple(sorted(found, key=lambda each: list(Wallet).index(each.wallet)))


def _moved() -> Any:
    same = (entries.player_id == posted.player_id) & (entries.transaction_id == posted.id)
    return ledger_transactions.join(ledger_entries, same)


def _with_balances(player_id: int, begin: datetime) -> Select[Any]:
    """Read the movements since an instant, and what each wallet held after each of them."""
    held = wallets.c
    this = (held.player_id == entries.player_id) & (entries.account == OF_PLAYER + held.wallet)
    since = func.sum(entries.amount_minor).over(
        partition_by=(entries.account, entries.currency),
        order_by=(posted.at.desc(), posted.id.desc(), entries.line.desc()),
        rows=(None, 0),
    )
    columns: list[Any] = [posted.at, posted.kind, posted.reason, posted.source_ref, posted.request_id]
    columns += [entries.transaction_id, entries.line, entries.account, entries.amount_minor, entries.currency]
    return (
        select(*columns, (held.balance_minor - since + entries.amount_minor).label("after_minor"))
        .select_from(_moved().join(wallets, this & (held.currency == entries.currency)))
        .where(posted.player_id == player_id, posted.at >= begin, entries.balance_after_minor.isnot(None))
    )


async def _since(db: Connection, player_id: int, begin: datetime) -> Mapping[tuple[Wallet, str], int]:
    query = (
        select(entries.account, entries.currency, func.sum(entries.amount_minor))
        .select_from(_moved())
        .where(posted.player_id == player_id, posted.at >= begin, entries.balance_after_minor.isnot(None))
        .group_by(entries.account, entries.currency)
    )
    rows: Iterable[Any] = await db.execute(query)
    return {(Wallet(account.removeprefix(OF_PLAYER)), code): int(minor) for account, code, minor in rows}


def _line(row: Row[Any]) -> StatementLine:
    return StatementLine(
        transaction_id=row.transaction_id,
        line=row.line,
        at=row.at,
        kind=EntryKind(row.kind),
        reason=row.reason,
        source_ref=row.source_ref,
        request_id=row.request_id,
        wallet=Wallet(row.account.removeprefix(OF_PLAYER)),
        amount=Money(row.amount_minor, row.currency),
        balance_after=Money(int(row.after_minor), row.currency),
    )
