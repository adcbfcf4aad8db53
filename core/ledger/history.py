"""A player's transactions as a statement of account: balances follow the order in which the movements happened."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from uuid import UUID

from sqlalchemy import func, select, tuple_

from core.database.connections import Connection
from core.database.tables import ledger_entries, ledger_transactions, wallets
from core.ledger.entries import OF_PLAYER, Posted
from core.ledger.queries import PAGE, transactions
from core.money import Held, Money, Wallet, running_balances


async def history(
    db: Connection, player_id: int, *, before: UUID | None = None, limit: int = PAGE
) -> tuple[Posted, ...]:
    """List transactions, newest first, with the balance after each in this order.

    One that was booked after something that happened later says so: its booking left another balance.
    """
    found = await transactions(db, player_id, before=before, limit=limit)
    if not found:
        return ()
    moves = [(entry.wallet, entry.amount) for one in found for entry in one.transaction.entries if entry.wallet]
    balances = running_balances(await _held(db, found[0]), moves)
    return tuple(_in_order(found, balances))


async def _held(db: Connection, newest: Posted) -> Held:
    """Read what each wallet held right after a transaction: what it holds now, less what happened later."""
    entries, posted, one = ledger_entries.c, ledger_transactions.c, wallets.c
    player_id = newest.transaction.player_id
    same = (entries.player_id == posted.player_id) & (entries.transaction_id == posted.id)
    later = (
        select(func.coalesce(func.sum(entries.amount_minor), 0))
        .select_from(ledger_transactions.join(ledger_entries, same))
        .where(posted.player_id == player_id, tuple_(posted.at, posted.id) > tuple_(newest.at, newest.id))
        .where(entries.account == OF_PLAYER + one.wallet, entries.currency == one.currency)
        .correlate(wallets)
        .scalar_subquery()
    )
    rows = await db.execute(
        select(one.wallet, one.currency, one.balance_minor, later).where(one.player_id == player_id)
    )
    return {(Wallet(wallet), currency): int(minor) - int(since) for wallet, currency, minor, since in rows}


def _in_order(found: Sequence[Posted], balances: Iterator[Money]) -> Iterator[Posted]:
    first_booked = found[0].id
    for one in found:
        entries = tuple(
            replace(entry, balance_after=next(balances)) if entry.wallet else entry for entry in one.transaction.entries
        )
        first_booked = min(first_booked, one.id)
        shown = replace(one.transaction, entries=entries)
        yield replace(one, transaction=shown, booked_later=one.id > first_booked)
