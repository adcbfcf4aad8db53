"""The ledger: wallets, transactions, entries, and the keys that make each happen once."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
)

from core.database.tables.base import Big, Utc, metadata, one_of

WALLETS = ("cash", "bonus", "locked")
KINDS = ("deposit", "withdrawal", "bet", "win", "bonus", "adjustment", "reversal", "chargeback", "platform")

wallets = Table(
    "wallets",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("wallet", Text, primary_key=True),
    Column("currency", Text, primary_key=True),
    Column("balance_minor", Big, nullable=False),
    Column("changed_at", Utc, nullable=False),
    one_of("wallet", WALLETS),
)
"""What each wallet holds now: the row that whoever moves money locks."""

ledger_transactions = Table(
    "ledger_transactions",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True, comment="shard key, of house entries too"),
    Column("id", Uuid, primary_key=True),
    Column("at", Utc, nullable=False),
    Column("kind", Text, nullable=False),
    Column("key", Text, nullable=False, comment="what makes it happen once"),
    Column("reason", Text),
    Column("source_ref", Text),
    Column("request_id", Uuid),
    Column("reverses_id", Uuid),
    one_of("kind", KINDS),
    CheckConstraint("(kind = 'reversal') = (reverses_id IS NOT NULL)", name="reversal_names_original"),
)

Index("ix_ledger_transactions_player_at", ledger_transactions.c.player_id, ledger_transactions.c.at)
Index(
    "ix_ledger_transactions_by_hand",
    ledger_transactions.c.player_id,
    ledger_transactions.c.at,
    sqlite_where=ledger_transactions.c.kind == "adjustment",
    postgresql_where=ledger_transactions.c.kind == "adjustment",
)
Index(
    "ix_ledger_transactions_hand_at",
    ledger_transactions.c.at,
    sqlite_where=ledger_transactions.c.kind.in_(("adjustment", "reversal")),
    postgresql_where=ledger_transactions.c.kind.in_(("adjustment", "reversal")),
)
Index(
    "uq_ledger_transactions_reverses",
    ledger_transactions.c.player_id,
    ledger_transactions.c.reverses_id,
    unique=True,
    sqlite_where=ledger_transactions.c.reverses_id.isnot(None),
    postgresql_where=ledger_transactions.c.reverses_id.isnot(None),
)
Index(
    "uq_ledger_transactions_source",
    ledger_transactions.c.player_id,
    ledger_transactions.c.reason,
    ledger_transactions.c.source_ref,
    unique=True,
    sqlite_where=(ledger_transactions.c.kind == "adjustment") & ledger_transactions.c.source_ref.isnot(None),
    postgresql_where=(ledger_transactions.c.kind == "adjustment") & ledger_transactions.c.source_ref.isnot(None),
)

ledger_entries = Table(
    "ledger_entries",
    metadata,
    Column("player_id", Big, primary_key=True),
    Column("transaction_id", Uuid, primary_key=True),
    Column("line", Integer, primary_key=True),
    Column("account", Text, nullable=False, comment="wallet:cash … or house:goodwill …"),
    Column("kind", Text, nullable=False),
    Column("amount_minor", Big, nullable=False),
    Column("currency", Text, nullable=False),
    Column("balance_after_minor", Big, comment="player wallets only"),
    ForeignKeyConstraint(["player_id", "transaction_id"], ["ledger_transactions.player_id", "ledger_transactions.id"]),
    CheckConstraint("amount_minor != 0", name="not_zero"),
    CheckConstraint(
        "balance_after_minor >= 0 OR amount_minor > 0 OR kind IN ('chargeback', 'platform')",
        name="no_overdraft",
    ),
    CheckConstraint("(account LIKE 'wallet:%') = (balance_after_minor IS NOT NULL)", name="balance_of_wallets_only"),
)
"""Append-only; the entries of one transaction sum to zero in each currency."""

ledger_keys = Table(
    "ledger_keys",
    metadata,
    Column("key", Text, primary_key=True),
    Column("player_id", Big, nullable=False),
    Column("transaction_id", Uuid, nullable=False),
)
