"""The ledger: double entry between a player's wallets and the accounts of the house; a mistake is reversed."""

from core.ledger.bulk_posting import post_reported
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction, of_house, of_player, transfer
from core.ledger.posting import AlreadyReversed, KeyReused, Overdrawn, opposite, post, reverse
from core.ledger.queries import (
    Balance,
    balance,
    balances,
    currencies,
    find,
    goodwill_of_year,
    reversible,
    same_amount_recently,
    settled,
    source_key,
    transactions,
)
from core.ledger.verification import verify

__all__ = [
    "AlreadyReversed",
    "Balance",
    "EntryKind",
    "KeyReused",
    "LedgerEntry",
    "Overdrawn",
    "Posted",
    "Transaction",
    "balance",
    "balances",
    "currencies",
    "find",
    "goodwill_of_year",
    "of_house",
    "of_player",
    "opposite",
    "post",
    "post_reported",
    "reverse",
    "reversible",
    "same_amount_recently",
    "settled",
    "source_key",
    "transactions",
    "transfer",
    "verify",
]
