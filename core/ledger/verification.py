"""Checking the whole ledger: what must be true of every row, whoever wrote it."""

from typing import Any

from sqlalchemy import Select, and_, exists, func, literal, not_, or_, select, union_all

from core.database.connections import Connection
from core.database.tables import ledger_entries, ledger_keys, ledger_transactions, wallets
from core.ledger.entries import OF_PLAYER

entries = ledger_entries.c
posted = ledger_transactions.c
keys = ledger_keys.c


async def verify(db: Connection) -> list[str]:
    """List everything in the ledger that contradicts itself; an empty list means that it is sound."""
    checks = (
        ("Transaction {1} of player {0} sums to {3} in {2}, not to zero.", _unbalanced()),
        ("Transaction {1} of player {0} has no entries.", _empty()),
        ("Transaction {1} of player {0} has no key of its own.", _keyless()),
        ("Key {0} names transaction {1}, which is not there or goes by another key.", _dangling()),
        ("Wallet {1} of player {0} holds {3} in {2}; its entries sum to {4}.", _diverging()),
        ("The balances of {1} in {2} of player {0} do not follow on each other.", _broken()),
        ("Transaction {1} of player {0} is not the opposite of {2}, which it reverses.", _crooked()),
    )
    return [sentence.format(*row) for sentence, query in checks for row in await db.execute(query)]


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
    """Find wallets that hold something else than their entries sum to; one whose row is gone breaks its chain."""
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
    mine = and_(
        held.player_id == sums.c.player_id,
        literal(OF_PLAYER).concat(held.wallet) == sums.c.account,
        held.currency == sums.c.currency,
    )
    moved = func.coalesce(sums.c.moved, 0)
    kept = select(held.player_id, held.wallet, held.currency, held.balance_minor, moved)
    return kept.select_from(wallets.outerjoin(sums, mine)).where(held.balance_minor != moved)


def _broken() -> Select[Any]:
    """Find wallets whose entries form no single chain from nothing to what is held now.

    Each entry leads from one balance to another, so every balance must be left as often as it is reached, but for
    zero, where the chain begins, and today's, where it ends. That holds in whatever order clocks put the entries.
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


def _crooked() -> Select[Any]:
    """Find reversals that lack the opposite of a line of their original, or have a line more."""
    back = ledger_entries.alias("back").c
    mirrored = exists(back.line).where(
        back.player_id == posted.player_id,
        back.transaction_id == posted.id,
        back.line == entries.line,
        back.account == entries.account,
        back.currency == entries.currency,
        back.amount_minor == -entries.amount_minor,
    )
    unmirrored = exists(entries.line).where(
        entries.player_id == posted.player_id, entries.transaction_id == posted.reverses_id, not_(mirrored)
    )

    def lines(transaction_id: Any) -> Any:
        return (
            select(func.count())
            .where(entries.player_id == posted.player_id, entries.transaction_id == transaction_id)
            .correlate(ledger_transactions)
            .scalar_subquery()
        )

    return select(posted.player_id, posted.id, posted.reverses_id).where(
        posted.reverses_id.isnot(None), or_(unmirrored, lines(posted.id) != lines(posted.reverses_id))
    )
