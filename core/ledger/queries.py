"""Ledger queries: balances, transactions, and the history an adjustment is checked against."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, bindparam, literal, select, tuple_

from core import look_alikes
from core.database.connections import Connection
from core.database.statements import Statement
from core.database.tables import ledger_entries, ledger_transactions, players, wallets
from core.errors import Unknown
from core.ledger.entries import OF_HOUSE, OWED, EntryKind, LedgerEntry, Posted, Transaction
from core.money import Money, Wallet

PAGE = 20
"""Transactions per page by default: the most that a card shows well."""

Condition = ColumnElement[bool]

entries = ledger_entries.c
posted = ledger_transactions.c
reversing = ledger_transactions.alias("reversing").c


HELD = Statement(
    select(wallets.c.currency, wallets.c.balance_minor)
    .where(wallets.c.player_id == bindparam("player_id"), wallets.c.wallet == bindparam("wallet"))
    .order_by(wallets.c.currency)
)
YEAR = timedelta(days=365)
"""The period over which goodwill is summed."""
RECEIVABLE = "receivable"
"""The reason of what stands in for money that was missing, and of its payment: no wish of anybody's for the player."""


@dataclass(frozen=True, slots=True)
class SettledSource:
    """Earlier adjustments for a source: for the same one, and for one that differs only in what stands between."""

    same: Posted | None = None
    similar: Posted | None = None


@dataclass(frozen=True, slots=True)
class OwnPostings:
    """Adjustments, and the bonuses that requests moved, newest first; what was reversed is none of them."""

    standing: tuple[Posted, ...]

    def settled(self, amount: Money, source_ref: str) -> SettledSource:
        """Find the newest ones for a source in the direction of ``amount``, whatever their reason was.

        Names are compared as they are seen. What was reversed has freed its source.
        """
        wanted, loosely = source_key(source_ref), look_alikes.bare(source_ref)
        same, similar = None, None
        for one in self.standing:
            source = one.transaction.source_ref
            if source is None or look_alikes.bare(source) != loosely:
                continue
            if (one.wallet_entry.amount.amount_minor > 0) is (amount.amount_minor > 0):
                exact = source_key(source) == wanted
                same, similar = (same or one, similar) if exact else (same, similar or one)
        return SettledSource(same, similar)

    def same_amount(self, amount: Money, *, since: datetime) -> Posted | None:
        """Find the latest one of the same amount and direction."""
        minor = amount.amount_minor
        return next(self._of_amounts(amount.currency, (minor, minor), since), None)

    def near_amount(self, amount: Money, *, since: datetime) -> Posted | None:
        """Find the latest one in the same direction whose amount and this one differ by a tenth at most."""
        whole = abs(amount.amount_minor)
        least, most = sorted(end if amount.amount_minor > 0 else -end for end in (whole * 9 // 10, -(-whole * 10 // 9)))
        return next(self._of_amounts(amount.currency, (least, most), since), None)

    def goodwill_of_year(self, reasons: Collection[str], *, now: datetime) -> tuple[Money, ...]:
        """Sum the goodwill given in the last 365 days by currency; ``reasons`` are those that count as goodwill."""
        sums: dict[str, int] = {}
        for one in self.standing:
            told = one.transaction
            if told.kind is EntryKind.ADJUSTMENT and told.reason in reasons and one.at > now - YEAR:
                for entry in told.entries:
                    if entry.balance_after is not None:
                        currency = entry.amount.currency
                        sums[currency] = sums.get(currency, 0) + entry.amount.amount_minor
        return tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))

    def _of_amounts(self, currency: str, between: tuple[int, int], since: datetime) -> Iterator[Posted]:
        least, most = between
        for one in self.standing:
            told = one.transaction
            accounts = {entry.account for entry in told.entries}
            from_house = any(each.startswith(OF_HOUSE) for each in accounts)  # a conversion only moves
            if one.at < since or OWED in accounts or not from_house:
                continue
            moved = (entry.amount for entry in told.entries if entry.wallet)
            if any(each.currency == currency and least <= each.amount_minor <= most for each in moved):
                yield one


@dataclass(frozen=True, slots=True)
class Balance:
    """A wallet's balance in one currency."""

    wallet: Wallet
    money: Money
    changed_at: datetime


async def balances(db: Connection, player_id: int) -> tuple[Balance, ...]:
    """Give the balance of each of the player's wallets, cash first."""
    rows = await db.execute(select(wallets).where(wallets.c.player_id == player_id).order_by(wallets.c.currency))
    held = [Balance(Wallet(row.wallet), Money(row.balance_minor, row.currency), row.changed_at) for row in rows]
    return tuple(sorted(held, key=lambda each: list(Wallet).index(each.wallet)))


async def balance(db: Connection, *, player_id: int, wallet: Wallet, currency: str) -> Money:
    """Give one wallet's balance in one currency; zero where it was never used."""
    columns = wallets.c
    this = (columns.player_id == player_id, columns.wallet == wallet.value, columns.currency == currency)
    return Money(await db.scalar(select(columns.balance_minor).where(*this)) or 0, currency)


async def held(db: Connection, *, player_id: int, wallet: Wallet) -> dict[str, Money]:
    """Give the balance of a wallet by currency; nothing of the player's own currency where it was never used."""
    rows = await HELD.send(db, {"player_id": player_id, "wallet": wallet.value})
    if found := {row.currency: Money(row.balance_minor, row.currency) for row in rows}:
        return found
    own = await db.scalars(select(players.c.currency).where(players.c.id == player_id))
    return {currency: Money(0, currency) for currency in own}


async def currencies(db: Connection, *, player_id: int, wallet: Wallet) -> tuple[str, ...]:
    """List the currencies of the wallet; the player's own currency where the wallet was never used."""
    return tuple(await held(db, player_id=player_id, wallet=wallet))


async def find(db: Connection, *, player_id: int, transaction_id: UUID) -> Posted:
    """Read one transaction.

    Raises :class:`~core.errors.Unknown` when the player has no transaction with this id.
    """
    found = await _read(db, _newest(posted.player_id == player_id, posted.id == transaction_id))
    if not found:
        raise Unknown(f"Player {player_id} has no transaction {transaction_id}.", field="transaction_id")
    return found[0]


async def transactions(
    db: Connection, player_id: int, *, before: UUID | None = None, limit: int = PAGE
) -> tuple[Posted, ...]:
    """List the player's transactions, newest first; ``before`` is the last transaction of the previous page."""
    chosen = _newest(posted.player_id == player_id).limit(limit)
    if before:
        last = select(ledger_transactions.c.at).where(posted.player_id == player_id, posted.id == before)
        chosen = chosen.where(tuple_(posted.at, posted.id) < tuple_(last.scalar_subquery(), before))
    return await _read(db, chosen)


async def reversible(db: Connection, player_id: int, *, limit: int) -> tuple[Posted, ...]:
    """List the desk's own postings to the player that can still be reversed, newest first."""
    found = await _read(db, _newest(_own(player_id), reversing.id.is_(None)).limit(limit))
    return tuple(filter(can_be_reversed, found))


def can_be_reversed(one: Posted) -> bool:
    """Tell whether the desk may reverse a posting: its own, once, and no reversal.

    What stands in for missing money is settled instead.
    """
    told = one.transaction
    stands_in = any(entry.account == OWED and entry.amount.amount_minor < 0 for entry in told.entries)
    if one.reversed_by is not None or stands_in:
        return False
    return told.kind is EntryKind.ADJUSTMENT or (told.kind is EntryKind.BONUS and told.request_id is not None)


async def own_postings(db: Connection, player_id: int) -> OwnPostings:
    """Read the desk's own postings to a player that stand, by which a new one is judged."""
    return OwnPostings(await _with_entries(db, (await OWN.send(db, {"player_id": player_id})).all()))


def source_key(source_ref: str) -> str:
    """Normalise the name of a source to what is seen of it: case, width, script, dashes and unseen signs do not matter.

    Empty where nothing visible is left.
    """
    return look_alikes.seen(source_ref)


def _adjustments(player_id: int | ColumnElement[int]) -> Condition:
    """Select a player's adjustments; the kind is a literal because the partial index on them needs that."""
    return (posted.player_id == player_id) & (posted.kind == literal(EntryKind.ADJUSTMENT.value, literal_execute=True))


def _own(player_id: int | ColumnElement[int]) -> Condition:
    """Select the desk's own postings to a player: adjustments, and the bonuses that requests moved."""
    bonus = posted.kind == literal(EntryKind.BONUS.value, literal_execute=True)
    return _adjustments(player_id) | ((posted.player_id == player_id) & bonus & posted.request_id.isnot(None))


def _with_reversals() -> Any:
    return ledger_transactions.outerjoin(
        reversing.id.table,
        (reversing.player_id == posted.player_id) & (reversing.reverses_id == posted.id),
    )


def _newest(*conditions: Condition) -> Select[Any]:
    return (
        select(ledger_transactions, reversing.id.label("reversed_by"))
        .select_from(_with_reversals())
        .where(*conditions)
        .order_by(posted.at.desc(), posted.id.desc())
    )


OWN = Statement(_newest(_own(bindparam("player_id")), reversing.id.is_(None)))


async def _read(db: Connection, chosen: Select[Any]) -> tuple[Posted, ...]:
    """Read the chosen transactions of one player with their entries, in two statements."""
    return await _with_entries(db, (await db.execute(chosen)).all())


async def _with_entries(db: Connection, rows: Sequence[Row[Any]]) -> tuple[Posted, ...]:
    if not rows:
        return ()
    lines = await db.execute(
        select(ledger_entries)
        .where(entries.player_id == rows[0].player_id, entries.transaction_id.in_([row.id for row in rows]))
        .order_by(entries.line)
    )
    grouped: defaultdict[UUID, list[Row[Any]]] = defaultdict(list)
    for line in lines:
        grouped[line.transaction_id].append(line)
    return tuple(_posted(row, grouped[row.id]) for row in rows)


def _posted(row: Row[Any], lines: Sequence[Row[Any]]) -> Posted:
    transaction = Transaction(
        player_id=row.player_id,
        kind=EntryKind(row.kind),
        key=row.key,
        entries=tuple(_entry(line) for line in lines),
        at=row.at,
        reason=row.reason,
        source_ref=row.source_ref,
        request_id=row.request_id,
        reverses_id=row.reverses_id,
    )
    return Posted(id=row.id, at=row.at, transaction=transaction, reversed_by=row.reversed_by)


def _entry(line: Row[Any]) -> LedgerEntry:
    after = line.balance_after_minor
    return LedgerEntry(
        account=line.account,
        amount=Money(line.amount_minor, line.currency),
        balance_after=None if after is None else Money(after, line.currency),
    )
