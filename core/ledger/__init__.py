"""The ledger: double-entry bookkeeping between player wallets and house accounts; mistakes are reversed, not edited."""

from core.ledger.bulk_posting import post_reported
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction, of_house, of_player, transfer
from core.ledger.history import history
from core.ledger.posting import AlreadyReversed, KeyReused, Overdrawn, opposite, post, reverse
from core.ledger.queries import (
    Balance,
    adjustment_for_source,
    balance,
    balances,
    currencies,
    find,
    goodwill_of_year,
    reversible,
    same_amount_recently,
    source_key,
    transactions,
)
from core.ledger.verification import CHECKS, verify, verify_one

__all__ = [
    "CHECKS",
    "AlreadyReversed",
    "Balance",
    "EntryKind",
    "KeyReused",
    "LedgerEntry",
    "Overdrawn",
    "Posted",
    "Transaction",
    "adjustment_for_source",
    "balance",
    "balances",
    "currencies",
    "find",
    "goodwill_of_year",
    "history",
    "of_house",
    "of_player",
    "opposite",
    "post",
    "post_reported",
    "reverse",
    "reversible",
    "same_amount_recently",
    "source_key",
    "transactions",
    "transfer",
    "verify",
    "verify_one",
]
