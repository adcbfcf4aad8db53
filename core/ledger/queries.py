"""Reading the ledger: balances, transactions, and what an adjustment has to know of the past."""

import unicodedata
from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, Select, exists, func, literal, select, tuple_

from core.database.connections import Connection
from core.database.tables import ledger_entries, ledger_transactions, players, wallets
from core.errors import Unknown
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction, of_player
from core.money import Money, Wallet

PAGE = 20
"""Transactions read at once unless asked otherwise; the most that a card shows well."""
YEAR = timedelta(days=365)
"""The span over which goodwill is summed up."""

UNSEEN = frozenset({"Cc", "Cf", "Cn", "Co", "Cs"})
"""Unicode categories of signs that nobody sees."""

Condition = ColumnElement[bool]

entries = ledger_entries.c
posted = ledger_transactions.c
undoing = ledger_transactions.alias("undoing").c


@dataclass(frozen=True, slots=True)
class Balance:
    """What a wallet holds in one currency."""

    wallet: Wallet
    money: Money
    changed_at: datetime


async def balances(db: Connection, player_id: int) -> tuple[Balance, ...]:
    """Give what each wallet of the player holds, the player's own money first."""
    found = await db.execute(select(wallets).where(wallets.c.player_id == player_id).order_by(wallets.c.currency))
    rows = [Balance(Wallet(row.wallet), Money(row.balance_minor, row.currency), row.changed_at) for row in found]
    return tuple(sorted(rows, key=lambda row: list(Wallet).index(row.wallet)))


async def balance(db: Connection, *, player_id: int, wallet: Wallet, currency: str) -> Money:
    """Give what one wallet holds in one currency; nothing where it was never used."""
    columns = wallets.c
    this = (columns.player_id == player_id, columns.wallet == wallet.value, columns.currency == currency)
    return Money(await db.scalar(select(columns.balance_minor).where(*this)) or 0, currency)


async def currencies(db: Connection, *, player_id: int, wallet: Wallet) -> tuple[str, ...]:
    """Say in which currencies the wallet is kept: those it has, else the player's own."""
    kept = select(wallets.c.currency).where(wallets.c.player_id == player_id, wallets.c.wallet == wallet.value)
    if found := (await db.scalars(kept.order_by(wallets.c.currency))).all():
        return tuple(found)
    return tuple(await db.scalars(select(players.c.currency).where(players.c.id == player_id)))


async def find(db: Connection, *, player_id: int, transaction_id: UUID) -> Posted:
    """Give one transaction.

    Raises :class:`~core.errors.Unknown` when the player has none of that id.
    """
    found = await _read(db, _newest(posted.player_id == player_id, posted.id == transaction_id))
    if not found:
        raise Unknown(f"Player {player_id} has no transaction {transaction_id}.", field="transaction_id")
    return found[0]


async def transactions(
    db: Connection, player_id: int, *, before: UUID | None = None, limit: int = PAGE
) -> tuple[Posted, ...]:
    """Give the player's transactions, newest first; ``before`` is the last one of the page before."""
    chosen = _newest(posted.player_id == player_id).limit(limit)
    if before:
        last = select(ledger_transactions.c.at).where(posted.player_id == player_id, posted.id == before)
        chosen = chosen.where(tuple_(posted.at, posted.id) < tuple_(last.scalar_subquery(), before))
    return await _read(db, chosen)


async def reversible(db: Connection, player_id: int, *, limit: int) -> tuple[Posted, ...]:
    """Give the player's adjustments that nobody has undone, newest first, however much was played since."""
    return await _read(db, _newest(_by_hand(player_id), undoing.id.is_(None)).limit(limit))


async def settled(db: Connection, *, player_id: int, reason: str, source_ref: str) -> Posted | None:
    """Give the adjustment that settled this source for this reason already, however it was spelled."""
    these = (_by_hand(player_id), posted.reason == reason, posted.source_ref.isnot(None))
    named = await db.execute(select(posted.id, posted.source_ref).where(*these).order_by(posted.at.desc()))
    wanted = source_key(source_ref)
    same = next((row.id for row in named if source_key(row.source_ref) == wanted), None)
    return await find(db, player_id=player_id, transaction_id=same) if same else None


def source_key(source_ref: str) -> str:
    """Fold the name of a source, so that case, width, accents' spelling and unseen signs make no other of it.

    Done here, since SQLite folds ASCII only. Empty where there is nothing to see.
    """
    folded = unicodedata.normalize("NFKC", unicodedata.normalize("NFKC", source_ref).casefold())
    return " ".join("".join(sign for sign in folded if unicodedata.category(sign) not in UNSEEN).split())


async def same_amount_recently(db: Connection, *, player_id: int, amount: Money, since: datetime) -> Posted | None:
    """Give the latest adjustment by the same amount in the same direction; what was reversed does not count."""
    same = exists().where(
        entries.player_id == posted.player_id,
        entries.transaction_id == posted.id,
        entries.account.in_([of_player(wallet) for wallet in Wallet]),
        entries.amount_minor == amount.amount_minor,
        entries.currency == amount.currency,
    )
    recent = _newest(_by_hand(player_id), posted.at >= since, undoing.id.is_(None), same)
    found = await _read(db, recent.limit(1))
    return found[0] if found else None


async def goodwill_of_year(
    db: Connection, *, player_id: int, reasons: Collection[str], now: datetime
) -> tuple[Money, ...]:
    """Sum up by currency what the player was given as goodwill in the last 365 days and kept.

    ``reasons`` are those that the office counts as goodwill.
    """
    given = (
        select(entries.currency, func.sum(entries.amount_minor))
        .select_from(_with_reversals())
        .join(
            ledger_entries,
            (entries.player_id == posted.player_id) & (entries.transaction_id == posted.id),
        )
        .where(_by_hand(player_id), posted.reason.in_(reasons), posted.at > now - YEAR, undoing.id.is_(None))
        .where(entries.balance_after_minor.isnot(None))
        .group_by(entries.currency)
        .order_by(entries.currency)
    )
    return tuple(Money(int(minor), currency) for currency, minor in await db.execute(given))


def _by_hand(player_id: int) -> Condition:
    """Choose a player's adjustments; the kind stands in the statement, since else no index of them alone is used."""
    return (posted.player_id == player_id) & (posted.kind == literal(EntryKind.ADJUSTMENT.value, literal_execute=True))


def _with_reversals() -> Any:
    return ledger_transactions.outerjoin(
        undoing.id.table,
        (undoing.player_id == posted.player_id) & (undoing.reverses_id == posted.id),
    )


def _newest(*conditions: Condition) -> Select[Any]:
    return (
        select(ledger_transactions, undoing.id.label("reversed_by"))
        .select_from(_with_reversals())
        .where(*conditions)
        .order_by(posted.at.desc(), posted.id.desc())
    )


async def _read(db: Connection, chosen: Select[Any]) -> tuple[Posted, ...]:
    """Read the chosen transactions of one player with their entries, in two statements."""
    rows = (await db.execute(chosen)).all()
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
