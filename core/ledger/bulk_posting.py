"""Writing down many reported movements at once: facts of the platform, which nobody can refuse any more."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

from sqlalchemy import select

from core.database import bulk
from core.database.tables import ledger_entries, ledger_keys, ledger_transactions, wallets
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction
from core.ledger.posting import Held, Overdrawn, entry_rows, transaction_row, with_balances
from core.money import Money, Wallet
from core.work import Work

Purses = defaultdict[int, Held]
"""Locked balances by player."""
PLACE = ("player_id", "wallet", "currency")


async def post_reported(work: Work, transactions: Sequence[Transaction]) -> tuple[Posted, ...]:
    """Post many movements in the order given, with as few statements as one needs; keys that stand are left alone.

    What makes a balance negative is written down all the same, as of kind *platform*; whoever reports it alarms.
    """
    if not transactions:
        return ()
    purses = await _hold(work, transactions)
    standing = await _standing(work, transactions)
    new = {one.key: one for one in transactions if one.key not in standing}
    posted = tuple(_posted(work, one, purses) for one in new.values())
    if posted:
        await _write(work, posted, purses)
    return posted


async def _hold(work: Work, transactions: Iterable[Transaction]) -> Purses:
    """Lock every wallet concerned, in the order in which single postings lock them; those not yet there are made."""
    wanted = {
        (one.player_id, entry.wallet, entry.amount.currency)
        for one in transactions
        for entry in one.entries
        if entry.wallet
    }
    purses = await _locked(work, wanted)
    held = {(owner, *place) for owner, mine in purses.items() for place in mine}
    if missing := wanted - held:
        new = {"balance_minor": 0, "changed_at": work.now}
        rows = [
            {"player_id": owner, "wallet": wallet.value, "currency": code} | new
            for owner, wallet, code in sorted(missing)
        ]
        made = await bulk.add(work.db, wallets, rows, unless_there=True, returning=PLACE)
        if len(made) < len(missing):  # somebody else made one meanwhile, and moved money
            return await _locked(work, wanted)
        for owner, wallet, code in missing:
            purses[owner][wallet, code] = Money(0, code)
    return purses


async def _locked(work: Work, wanted: Iterable[tuple[int, Wallet, str]]) -> Purses:
    columns = wallets.c
    found = await work.db.execute(
        select(columns.player_id, columns.wallet, columns.currency, columns.balance_minor)
        .where(bulk.among(work.db, wallets, PLACE, [(owner, wallet.value, code) for owner, wallet, code in wanted]))
        .order_by(columns.player_id, columns.wallet, columns.currency)
        .with_for_update()
    )
    purses: Purses = defaultdict(dict)
    for player_id, wallet, currency, minor in found:
        purses[player_id][Wallet(wallet), currency] = Money(minor, currency)
    return purses


async def _standing(work: Work, transactions: Iterable[Transaction]) -> frozenset[str]:
    query = select(ledger_keys.c.key).where(
        bulk.among(work.db, ledger_keys, ("key",), [(one.key,) for one in transactions])
    )
    return frozenset((await work.db.execute(query)).scalars())


def _posted(work: Work, transaction: Transaction, purses: Purses) -> Posted:
    held = purses[transaction.player_id]
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


async def _write(work: Work, posted: Sequence[Posted], purses: Purses) -> None:
    """Write the rows; the keys come last, as a trigger then checks that the entries sum to zero."""
    await bulk.add(work.db, ledger_transactions, [transaction_row(one) for one in posted])
    await bulk.add(work.db, ledger_entries, [row for one in posted for row in entry_rows(one)])
    holding = [
        {
            "player_id": owner,
            "wallet": wallet.value,
            "currency": currency,
            "balance_minor": balance.amount_minor,
            "changed_at": work.now,
        }
        for owner, held in purses.items()
        for (wallet, currency), balance in held.items()
    ]
    await bulk.change(work.db, wallets, holding, by=PLACE)
    keys = [
        {"key": one.transaction.key, "player_id": one.transaction.player_id, "transaction_id": one.id} for one in posted
    ]
    await bulk.add(work.db, ledger_keys, keys)
