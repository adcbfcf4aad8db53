"""Verification of the whole ledger: invariants that must hold for every row."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, not_, or_, select, union_all

from core.database.connections import Connection
from core.database.tables import ledger_entries, ledger_keys, ledger_transactions, wallets
from core.ledger.entries import OF_PLAYER
from core.ledger.row_checks import ROW_CHECKS

entries = ledger_entries.c
posted = ledger_transactions.c
keys = ledger_keys.c


async def verify(db: Connection) -> list[str]:
    """List every violated invariant as a sentence; an empty list means that the ledger is consistent."""
    return [sentence for name in CHECKS for sentence in await verify_one(db, name)]


async def verify_one(db: Connection, check: str) -> list[str]:
    """List where one of :data:`CHECKS` finds its invariant violated."""
    sentence, query = CHECKS[check]
    return [sentence.format(*row) for row in await db.execute(query())]


def _unbalanced() -> Select[Any]:
    total = func.sum(entries.amount_minor)
    return (
        select(entries.player_id, entries.transaction_id, entries.currency, total)
        .group_by(entries.player_id, entries.transaction_id, entries.currency)
        .having(total != 0)
    )


def _empty() -> Select[Any]:
    has = exists().where(entries.player_id == posted.player_id, entries.transaction_id == posted.id)
    return select(posted.player_id, posted.id).where(not_(has))


def _same_transaction() -> Any:
    return and_(posted.player_id == keys.player_id, posted.id == keys.transaction_id, posted.key == keys.key)


def _keyless() -> Select[Any]:
    return select(posted.player_id, posted.id).where(not_(exists(keys.key).where(_same_transaction())))


def _dangling() -> Select[Any]:
    return select(keys.key, keys.transaction_id).where(not_(exists(posted.id).where(_same_transaction())))


def _diverging() -> Select[Any]:
    """Find wallets whose balance differs from the sum of their entries; :func:`_broken` finds missing wallet rows."""
    sums = (
        select(
            entries.player_id,
            entries.account,
            entries.currency,
            func.sum(entries.amount_minor).label("moved"),
        )
        .where(entries.account.startswith(OF_PLAYER))
        .group_by(entries.player_id, entries.account, entries.currency)
        .subquery()
    )
    held = wallets.c
    same_wallet = and_(
        held.player_id == sums.c.player_id,
        literal(OF_PLAYER).concat(held.wallet) == sums.c.account,
        held.currency == sums.c.currency,
    )
    moved = func.coalesce(sums.c.moved, 0)
    differing = select(held.player_id, held.wallet, held.currency, held.balance_minor, moved)
    return differing.select_from(wallets.outerjoin(sums, same_wallet)).where(held.balance_minor != moved)


def _broken() -> Select[Any]:
    """Find wallets whose entries do not form one chain from zero to the current balance.

    Each entry leads from one balance to the next, so every balance must be left as often as it is reached, except zero,
    where the chain begins, and the current balance, where it ends. The check does not depend on the entries' order.
    """

    def step(balance: Any, count: int) -> Select[Any]:
        return select(
            entries.player_id, entries.account, entries.currency, balance.label("balance"), literal(count).label("n")
        ).where(entries.balance_after_minor.isnot(None))

    def end(balance: Any, count: int) -> Select[Any]:
        held = wallets.c
        account = literal(OF_PLAYER).concat(held.wallet)
        return select(held.player_id, account, held.currency, balance, literal(count))

    steps = union_all(
        step(entries.balance_after_minor, 1),
        step(entries.balance_after_minor - entries.amount_minor, -1),
        end(literal(0), 1),
        end(wallets.c.balance_minor, -1),
    ).subquery()
    place = (steps.c.player_id, steps.c.account, steps.c.currency)
    odd = select(*place).group_by(*place, steps.c.balance).having(func.sum(steps.c.n) != 0)
    return select(*odd.subquery().c).distinct()


def _unmatched_reversals() -> Select[Any]:
    """Find reversals whose lines are not exactly the opposite of the original's."""

    def lines(transaction_id: Any) -> Select[Any]:
        same = and_(entries.player_id == posted.player_id, entries.transaction_id == transaction_id)
        of_reversal = (posted.player_id, posted.id, posted.reverses_id)
        query = select(*of_reversal, entries.line, entries.account, entries.currency, entries.amount_minor)
        return query.join_from(ledger_transactions, ledger_entries, same).where(posted.reverses_id.isnot(None))

    both = union_all(lines(posted.id), lines(posted.reverses_id)).subquery().c
    reversal = (both.player_id, both.id, both.reverses_id)
    pairs = select(*reversal).group_by(*reversal, both.line, both.account, both.currency)
    odd = pairs.having(or_(func.count() != len(("there", "back")), func.sum(both.amount_minor) != 0))
    return select(*odd.subquery().c).distinct()


CHECKS: Mapping[str, tuple[str, Callable[[], Select[Any]]]] = {
    "balanced": ("Transaction {1} of player {0} sums to {3} in {2}, not to zero.", _unbalanced),
    "filled": ("Transaction {1} of player {0} has no entries.", _empty),
    "keyed": ("Transaction {1} of player {0} has no key.", _keyless),
    "keys": ("Key {0} names transaction {1}, which does not exist or has another key.", _dangling),
    "wallets": ("Wallet {1} of player {0} holds {3} in {2}; its entries sum to {4}.", _diverging),
    "chains": ("The balances of {1} in {2} of player {0} do not form a chain.", _broken),
    "reversals": ("Transaction {1} of player {0} is not the opposite of {2}, which it reverses.", _unmatched_reversals),
    **ROW_CHECKS,
}
"""The invariants by name: what is said where one is violated, and the statement that finds it."""
