"""Invariants of what stands beside the entries: bonuses, debts, held withdrawals, and the house as a whole."""

from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Select, and_, exists, func, not_, select, union_all

from core.database import named_holds
from core.database.tables import (
    bonuses,
    ledger_entries,
    ledger_transactions,
    player_blocks,
    receivables,
    wallets,
    withdrawals,
)
from core.ledger.entries import OF_HOUSE, OWED, of_player
from core.money import Wallet

entries, posted, bonus = ledger_entries.c, ledger_transactions.c, bonuses.c
reversing = ledger_transactions.alias("reversing").c
BONUS_WALLET = of_player(Wallet.BONUS)


def _of_bonus(transaction_id: Any) -> Any:
    return and_(posted.player_id == bonus.player_id, posted.id == transaction_id)


def _reversed(transaction_id: Any) -> Any:
    return exists(reversing.id).where(reversing.player_id == bonus.player_id, reversing.reverses_id == transaction_id)


def _misgranted() -> Select[Any]:
    """Find bonuses whose grant is no posting of just that amount to the bonus wallet."""
    credited = exists(entries.line).where(
        entries.player_id == bonus.player_id,
        entries.transaction_id == bonus.transaction_id,
        entries.account == BONUS_WALLET,
        entries.amount_minor == bonus.amount_minor,
        entries.currency == bonus.currency,
    )
    return select(bonus.player_id, bonus.id, bonus.transaction_id).where(
        bonus.transaction_id.isnot(None), not_(credited)
    )


def _open_without_grant() -> Select[Any]:
    """Find bonuses that are open although their grant was reversed."""
    gone = _reversed(bonus.transaction_id)
    return select(bonus.player_id, bonus.id, bonus.transaction_id).where(bonus.state == "open", gone)


def _misended() -> Select[Any]:
    """Find bonuses that are over by a posting that is not there, or was reversed."""
    there = exists(posted.id).where(_of_bonus(bonus.end_transaction_id))
    wrong = not_(there) | _reversed(bonus.end_transaction_id)
    return select(bonus.player_id, bonus.id, bonus.state, bonus.end_transaction_id).where(
        bonus.end_transaction_id.isnot(None), wrong
    )


def _rowless() -> Select[Any]:
    """Find grants of the desk that no bonus stands for."""
    row = exists(bonus.id).where(bonus.player_id == posted.player_id, bonus.transaction_id == posted.id)
    credited = exists(entries.line).where(
        entries.player_id == posted.player_id,
        entries.transaction_id == posted.id,
        entries.account == BONUS_WALLET,
        entries.amount_minor > 0,
    )
    ours = (posted.kind == "bonus", posted.request_id.isnot(None))
    return select(posted.player_id, posted.id).where(*ours, credited, not_(row))


def _misowed() -> Select[Any]:
    """Find players who do not owe what the house account of receivables says."""
    owed = receivables.c
    rows = union_all(
        select(owed.player_id, owed.currency, (owed.amount_minor - owed.settled_minor).label("minor")),
        select(entries.player_id, entries.currency, entries.amount_minor.label("minor")).where(entries.account == OWED),
    ).subquery()
    total = func.sum(rows.c.minor)
    return (
        select(rows.c.player_id, rows.c.currency, total).group_by(rows.c.player_id, rows.c.currency).having(total != 0)
    )


def _held_by_nothing() -> Select[Any]:
    """Find blocks that hold withdrawals of other players, or none that there are."""
    named = exists(withdrawals.c.id).where(named_holds.NAMED)
    return select(*player_blocks.c["player_id", "id"]).where(named_holds.BY_NAME, not_(named))


def _house() -> Select[Any]:
    """Find currencies in which what the house holds is not what players hold, with the other sign."""
    rows = union_all(
        select(entries.currency, entries.amount_minor.label("minor")).where(entries.account.startswith(OF_HOUSE)),
        select(wallets.c.currency, wallets.c.balance_minor.label("minor")),
    ).subquery()
    total = func.sum(rows.c.minor)
    return select(rows.c.currency, total).group_by(rows.c.currency).having(total != 0)


ROW_CHECKS: Mapping[str, tuple[str, Callable[[], Select[Any]]]] = {
    "grants": ("Bonus {1} of player {0} is not what transaction {2} granted.", _misgranted),
    "reversed grants": (
        "Bonus {1} of player {0} is open; transaction {2}, its grant, was reversed.",
        _open_without_grant,
    ),
    "ended bonuses": ("Bonus {1} of player {0} is {2} by transaction {3}, which is gone or reversed.", _misended),
    "bonuses": ("Transaction {1} granted player {0} a bonus that is in no list.", _rowless),
    "receivables": ("What player {0} owes in {1} differs by {2} from the house account.", _misowed),
    "holds": ("Block {1} of player {0} holds a withdrawal that is not there.", _held_by_nothing),
    "house": ("In {0} the house accounts and the wallets differ by {1}.", _house),
}
"""The invariants by name: what is said where one is violated, and the statement that finds it."""
