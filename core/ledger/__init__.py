"""The ledger: double-entry bookkeeping between player wallets and house accounts; mistakes are reversed, not edited."""

from core.ledger.bulk_posting import post_reported
from core.ledger.entries import OWED, EntryKind, LedgerEntry, Posted, Transaction, of_house, of_player, transfer
from core.ledger.history import history
from core.ledger.posting import AlreadyReversed, KeyReused, Overdrawn, opposite, post, reverse
from core.ledger.queries import (
    RECEIVABLE,
    Balance,
    OwnPostings,
    SettledSource,
    balance,
    balances,
    can_be_reversed,
    currencies,
    find,
    held,
    own_postings,
    reversible,
    source_key,
    transactions,
)
from core.ledger.statements import StatementFilter, StatementLine, StatementPlace, StatementSource, WalletSpan
from core.ledger.statements import lines as statement_lines
from core.ledger.statements import spans as statement_spans
from core.ledger.verification import CHECKS, verify, verify_one

__all__ = [
    "CHECKS",
    "OWED",
    "RECEIVABLE",
    "AlreadyReversed",
    "Balance",
    "EntryKind",
    "KeyReused",
    "LedgerEntry",
    "Overdrawn",
    "OwnPostings",
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
    "held",
    "history",
    "of_house",
    "of_player",
    "opposite",
    "own_postings",
    "post",
    "post_reported",
    "reverse",
    "reversible",
    "source_key",
    "statement_lines",
    "statement_spans",
    "transactions",
    "transfer",
    "verify",
    "verify_one",
]
