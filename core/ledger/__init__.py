"""The ledger: double-entry bookkeeping between player wallets and house accounts; mistakes are reversed, not edited."""

from core.ledger.bulk_posting import post_reported
from core.ledger.entries import EntryKind, LedgerEntry, Posted, Transaction, of_house, of_player, transfer
from core.ledger.history import history
from core.ledger.posting import AlreadyReversed, KeyReused, Overdrawn, opposite, post, reverse
from core.ledger.queries import (
    RECEIVABLE,
    Balance,
    SettledSource,
    balance,
    balances,
    can_be_reversed,
    currencies,
    find,
    goodwill_of_year,
    near_amount_recently,
    reversible,
    same_amount_recently,
    settled,
    source_key,
    transactions,
)
from core.ledger.statements import StatementFilter, StatementLine, StatementPlace, StatementSource, WalletSpan
from core.ledger.statements import lines as statement_lines
from core.ledger.statements import spans as statement_spans
from core.ledger.verification import CHECKS, verify, verify_one

__all__ = [
    "CHECKS",
    "RECEIVABLE",
    "AlreadyReversed",
    "Balance",
    "EntryKind",
    "KeyReused",
    "LedgerEntry",
    "Overdrawn",
    "Posted",
    "SettledSource",
    "StatementFilter",
    "StatementLine",
    "StatementPlace",
    "StatementSource",
    "Transaction",
    "WalletSpan",
    "balance",
    "balances",
    "can_be_reversed",
    "currencies",
    "find",
    "goodwill_of_year",
    "history",
    "near_amount_recently",
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
    "statement_lines",
    "statement_spans",
    "transactions",
    "transfer",
    "verify",
    "verify_one",
]
