"""Bulk posting of transactions the platform reports; they have happened and are never refused."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import BigInteger, Text, bindparam, func, select
from sqlalchemy.dialects.postgresql import ARRAY

from core.database import bulk
from core.database.tables import ledger_entries, ledger_keys, ledger_transactions, wallets
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction
from core.ledger.posting import LockedBalances, Overdrawn, entry_rows, transaction_row, with_balances
from core.money import Money, Wallet
from core.work import Work

BalancesByPlayer = defaultdict[int, LockedBalances]
"""Locked balances by player id."""
PLACE = ("player_id", "wallet", "currency")
KEY = ("player_id", "key")


ARRAYS = (("owners", BigInteger), ("names", Text), ("currencies", Text))
HOLD = select(
    func.pitboss_hold_wallets(*(bindparam(name, type_=ARRAY(kind)) for name, kind in ARRAYS)).table_valued(
        *PLACE, "balance_minor"
    )
)
"""Locks wallets and reads them: in one statement, or one player at a time where they lie on many machines."""


async def post_reported(work: Work, transactions: Sequence[Transaction]) -> tuple[Posted, ...]:
    """Post many transactions in the order given, in a fixed number of statements; known keys are skipped.

    A transaction that makes a balance negative is posted with kind *platform*; the caller raises the alarm.
    """
    if not transactions:
        return ()
    balances = await _lock(work, transactions)
    known = await _known_keys(work, transactions)
    own = ((each.player_id, each.key) for each in transactions)
    new = {key: each for key, each in zip(own, transactions, strict=True) if key not in known}
    posted = tuple(_posted(work, each, balances) for each in new.values())
    if posted:
        await _write(work, posted, balances)
    return posted


async def _lock(work: Work, transactions: Iterable[Transaction]) -> BalancesByPlayer:
    """Lock every wallet concerned, in the same order as :func:`core.ledger.post`; missing ones are created."""
    wanted = {
        (transaction.player_id, entry.wallet, entry.amount.currency)
        for transaction in transactions
        for entry in transaction.entries
        if entry.wallet
    }
    balances = await _locked(work, wanted)
    existing = {(player_id, *place) for player_id, held in balances.items() for place in held}
    if missing := wanted - existing:
        new = {"balance_minor": 0, "changed_at": work.now}
        rows = [
            {"player_id": player_id, "wallet": wallet.value, "currency": code} | new
            for player_id, wallet, code in sorted(missing)
        ]
        made = await bulk.add(work.db, wallets, rows, unless_there=True, returning=PLACE)
        if len(made) < len(missing):  # another transaction created one meanwhile and moved money
            return await _locked(work, wanted)
        for player_id, wallet, code in missing:
            balances[player_id][wallet, code] = Money(0, code)
    return balances


async def _locked(work: Work, wanted: Iterable[tuple[int, Wallet, str]]) -> BalancesByPlayer:
    keys = sorted((player_id, wallet.value, code) for player_id, wallet, code in wanted)
    if work.db.dialect.name == "sqlite":
        columns = (wallets.c[name] for name in (*PLACE, "balance_minor"))
        rows = await work.db.execute(select(*columns).where(bulk.among(work.db, wallets, PLACE, keys)))
    else:
        owners, names, currencies = map(list, zip(*keys, strict=True)) if keys else ([], [], [])
        rows = await work.db.execute(HOLD, {"owners": owners, "names": names, "currencies": currencies})
    balances: BalancesByPlayer = defaultdict(dict)
    for player_id, wallet, currency, minor in rows:
        balances[player_id][Wallet(wallet), currency] = Money(minor, currency)
    return balances


async def _known_keys(work: Work, transactions: Iterable[Transaction]) -> frozenset[tuple[int, str]]:
    named = bulk.among(work.db, ledger_keys, KEY, [(each.player_id, each.key) for each in transactions])
    rows = await work.db.execute(select(ledger_keys.c.player_id, ledger_keys.c.key).where(named))
    return frozenset((row.player_id, row.key) for row in rows)


def _posted(work: Work, transaction: Transaction, balances: BalancesByPlayer) -> Posted:
    held = balances[transaction.player_id]
    after = dict(held)
    try:
        entries: tuple[LedgerEntry, ...] = tuple(with_balances(transaction, after))
    except Overdrawn:
        transaction = replace(transaction, kind=EntryKind.PLATFORM)
        after = dict(held)
        entries = tuple(with_balances(transaction, after))
    held.update(after)
    at = transaction.at or work.now
    return Posted(id=work.at.ids(), at=at, transaction=replace(transaction, at=at, entries=entries))


async def _write(work: Work, posted: Sequence[Posted], balances: BalancesByPlayer) -> None:
    """Insert the rows; the keys go last, because their trigger checks that the entries sum to zero."""
    await bulk.add(work.db, ledger_transactions, [transaction_row(each) for each in posted])
    await bulk.add(work.db, ledger_entries, [row for each in posted for row in entry_rows(each)])
    balance_rows = [
        {
            "player_id": player_id,
            "wallet": wallet.value,
            "currency": currency,
            "balance_minor": balance.amount_minor,
            "changed_at": work.now,
        }
        for player_id, held in balances.items()
        for (wallet, currency), balance in held.items()
    ]
    await bulk.change(work.db, wallets, balance_rows, by=PLACE)
    keys = [
        {"key": each.transaction.key, "player_id": each.transaction.player_id, "transaction_id": each.id}
        for each in posted
    ]
    await bulk.add(work.db, ledger_keys, keys)
