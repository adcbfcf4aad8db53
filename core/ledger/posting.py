"""Posting: the only place where balances change."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from uuid import UUID

from sqlalchemy import bindparam, insert, select, update

from core import short_ids
from core.database.connections import insert_unless_there
from core.database.statements import Statement
from core.database.tables import ledger_entries, ledger_keys, ledger_transactions, wallets
from core.errors import Conflict, Refused
from core.ledger import queries
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction
from core.money import Money, Wallet
from core.phrases import Phrase
from core.work import Work

LockedBalances = dict[tuple[Wallet, str], Money]
"""Balances of the locked wallets, by wallet and currency."""


WALLETS = Statement(
    select(wallets.c.wallet, wallets.c.currency, wallets.c.balance_minor)
    .where(wallets.c.player_id == bindparam("player_id"))
    .order_by(wallets.c.wallet, wallets.c.currency)
    .with_for_update()
)
UNDER_KEY = Statement(
    select(ledger_keys.c.transaction_id).where(
        ledger_keys.c.player_id == bindparam("of_player"), ledger_keys.c.key == bindparam("key")
    )
)
NEW_TRANSACTION, NEW_ENTRIES, NEW_KEY = map(Statement, map(insert, (ledger_transactions, ledger_entries, ledger_keys)))
NEW_BALANCE = Statement(
    update(wallets)
    .where(
        wallets.c.player_id == bindparam("of_player"),
        wallets.c.wallet == bindparam("of_wallet"),
        wallets.c.currency == bindparam("of_currency"),
    )
    .values(balance_minor=bindparam("balance"), changed_at=bindparam("now"))
)


class Overdrawn(Refused):
    """The wallet holds less than the amount to take."""

    code = "overdrawn"

    @classmethod
    def by(cls, taken: Money, wallet: Wallet, *, held: Money, field: str | None = None) -> "Overdrawn":
        """Make the refusal that says what the wallet holds and what cannot be taken."""
        words = "The {wallet} wallet holds {held}; {taken} cannot be taken from it."
        return cls(Phrase(words, wallet=wallet.value, held=held, taken=taken), field=field)


class KeyReused(Conflict):
    """The idempotency key was used for a different transaction."""

    code = "key_reused"


class AlreadyReversed(Conflict):
    """The transaction was reversed before, or is itself a reversal."""

    code = "already_reversed"

    @classmethod
    def by(cls, original: UUID, reversal: UUID) -> "AlreadyReversed":
        """Make the refusal that names both transactions."""
        return cls(f"Transaction {original} was already reversed by transaction {reversal}.", field="transaction_id")


async def post(work: Work, transaction: Transaction) -> Posted:
    """Post a transaction and update the balances, once per key.

    The same key with the same content returns the transaction posted the first time.

    Raises:
        Overdrawn: a balance would become negative, and the transaction was not reported by the platform.
        KeyReused: the key was used for a different transaction.
        AlreadyReversed: the transaction it reverses was reversed before.

    """
    held = await _lock(work, transaction)
    if earlier := await _posted_under(work, transaction):
        return earlier
    if transaction.reverses_id:
        await _refuse_second_reversal(work, transaction.player_id, transaction.reverses_id)
    entries = tuple(with_balances(transaction, held))
    return await _write(work, replace(transaction, at=transaction.at or work.now, entries=entries), held)


async def reverse(
    work: Work, *, player_id: int, transaction_id: UUID, key: str, request_id: UUID | None = None
) -> Posted:
    """Reverse a transaction by posting exactly the opposite entries; possible once.

    Raises:
        Unknown: the player has no such transaction.
        AlreadyReversed: it was reversed before, or is itself a reversal.
        Overdrawn: the money is no longer there.

    """
    original = await queries.find(work.db, player_id=player_id, transaction_id=transaction_id)
    return await post(work, opposite(original, key=key, request_id=request_id))


def opposite(original: Posted, *, key: str, request_id: UUID | None = None) -> Transaction:
    """Make the transaction that reverses another.

    Raises :class:`AlreadyReversed` where the other is itself a reversal.
    """
    if original.transaction.kind is EntryKind.REVERSAL:
        raise AlreadyReversed(
            f"Transaction {short_ids.of(original.id)} is itself a reversal; ask for a new adjustment instead."
        )
    return replace(
        original.transaction,
        kind=EntryKind.REVERSAL,
        key=key,
        entries=tuple(entry.opposite() for entry in original.transaction.entries),
        at=None,
        request_id=request_id,
        reverses_id=original.id,
    )


async def _lock(work: Work, transaction: Transaction) -> LockedBalances:
    """Lock the wallets concerned until the database transaction ends; missing ones are created."""
    wanted = {(entry.wallet, entry.amount.currency) for entry in transaction.entries if entry.wallet}
    held = await _locked(work, transaction.player_id)
    if missing := wanted - held.keys():
        rows = [
            {
                "player_id": transaction.player_id,
                "wallet": wallet.value,
                "currency": currency,
                "balance_minor": 0,
                "changed_at": work.now,
            }
            for wallet, currency in sorted(missing)
        ]
        await work.db.execute(insert_unless_there(work.db, wallets), rows)
        held = await _locked(work, transaction.player_id)
    return {place: held[place] for place in wanted}


async def _locked(work: Work, player_id: int) -> LockedBalances:
    """Lock all wallets of the player, always in the same order to avoid deadlocks."""
    rows = await WALLETS.send(work.db, {"player_id": player_id})
    return {(Wallet(name), currency): Money(minor, currency) for name, currency, minor in rows}


async def _posted_under(work: Work, transaction: Transaction) -> Posted | None:
    under = {"of_player": transaction.player_id, "key": transaction.key}
    transaction_id = (await UNDER_KEY.send(work.db, under)).scalar_one_or_none()
    if transaction_id is None:
        return None
    earlier = await queries.find(work.db, player_id=transaction.player_id, transaction_id=transaction_id)
    if _content(earlier.transaction) != _content(transaction):
        raise KeyReused(
            f'The key "{transaction.key}" already belongs to transaction {short_ids.of(earlier.id)}, which differs; '
            "no money was moved."
        )
    return earlier


def _content(transaction: Transaction) -> Transaction:
    """Give what two transactions under one key must share: everything but the time and the balances."""
    return replace(transaction, at=None, entries=tuple(entry.without_balance() for entry in transaction.entries))


async def _refuse_second_reversal(work: Work, player_id: int, transaction_id: UUID) -> None:
    original = await queries.find(work.db, player_id=player_id, transaction_id=transaction_id)
    if original.reversed_by:
        raise AlreadyReversed.by(transaction_id, original.reversed_by)


def with_balances(transaction: Transaction, held: LockedBalances) -> Iterator[LedgerEntry]:
    """Give the entries with their resulting balances, and update ``held`` accordingly."""
    for entry in transaction.entries:
        if entry.wallet is None:
            yield entry.without_balance()
            continue
        place = (entry.wallet, entry.amount.currency)
        after = held[place] + entry.amount
        if after.amount_minor < 0 and entry.amount.amount_minor < 0 and not transaction.may_overdraw:
            raise Overdrawn.by(-entry.amount, entry.wallet, held=held[place])
        held[place] = after
        yield replace(entry, balance_after=after)


async def _write(work: Work, transaction: Transaction, held: LockedBalances) -> Posted:
    """Insert the rows; the key goes last, because its trigger checks that the entries sum to zero."""
    posted = Posted(id=work.at.ids(), at=transaction.at or work.now, transaction=transaction)
    await NEW_TRANSACTION.send(work.db, transaction_row(posted))
    await NEW_ENTRIES.send_each(work.db, list(entry_rows(posted)))
    of_player = {"of_player": transaction.player_id, "now": work.now}
    balances = [
        {"of_wallet": wallet.value, "of_currency": currency, "balance": balance.amount_minor, **of_player}
        for (wallet, currency), balance in held.items()
    ]
    await NEW_BALANCE.send_each(work.db, balances)
    key = {"key": transaction.key, "player_id": transaction.player_id, "transaction_id": posted.id}
    await NEW_KEY.send(work.db, key)
    return posted


def transaction_row(posted: Posted) -> dict[str, object]:
    """Make the row of ``ledger_transactions``."""
    transaction = posted.transaction
    return {
        "player_id": transaction.player_id,
        "id": posted.id,
        "at": posted.at,
        "kind": transaction.kind.value,
        "key": transaction.key,
        "reason": transaction.reason,
        "source_ref": transaction.source_ref,
        "request_id": transaction.request_id,
        "reverses_id": transaction.reverses_id,
    }


def entry_rows(posted: Posted) -> Iterable[dict[str, object]]:
    """Make the rows of ``ledger_entries``, one per line."""
    reported = posted.transaction.reported
    for line, entry in enumerate(posted.transaction.entries, start=1):
        yield {
            "player_id": posted.transaction.player_id,
            "transaction_id": posted.id,
            "line": line,
            "account": entry.account,
            "kind": (EntryKind.PLATFORM if reported and entry.overdraws else posted.transaction.kind).value,
            "amount_minor": entry.amount.amount_minor,
            "currency": entry.amount.currency,
            "balance_after_minor": entry.balance_after.amount_minor if entry.balance_after else None,
        }
