"""The ledger: wallets, transactions, entries, and the keys that make each happen once."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    Integer,
    Table,
    Text,
    Uuid,
    false,
)

from core.database.tables.base import Big, Utc, metadata, one_of
from core.database.tables.placement import by_player

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
    info=by_player(),
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
    info=by_player(),
)

Index("ix_ledger_transactions_player_at", ledger_transactions.c.player_id, ledger_transactions.c.at)
Index("ix_ledger_transactions_at", ledger_transactions.c.at, postgresql_using="brin")
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
    "ix_ledger_transactions_asked",
    ledger_transactions.c.player_id,
    ledger_transactions.c.at,
    sqlite_where=ledger_transactions.c.request_id.isnot(None),
    postgresql_where=ledger_transactions.c.request_id.isnot(None),
)
Index(
    "ix_ledger_transactions_bonus_at",
    ledger_transactions.c.at,
    sqlite_where=(ledger_transactions.c.kind == "bonus") & ledger_transactions.c.request_id.isnot(None),
    postgresql_where=(ledger_transactions.c.kind == "bonus") & ledger_transactions.c.request_id.isnot(None),
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
    info=by_player(),
)
"""Append-only; the entries of one transaction sum to zero in each currency."""

ledger_keys = Table(
    "ledger_keys",
    metadata,
    Column("player_id", Big, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("transaction_id", Uuid, nullable=False),
    info=by_player(),
)

BONUS_STATES = ("open", "converted", "voided", "expired")

bonuses = Table(
    "bonuses",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True),
    Column("amount_minor", Big, nullable=False),
    Column("currency", Text, nullable=False),
    Column("turnover_minor", Big, nullable=False, comment="stakes asked for before it becomes cash; 0 for none"),
    Column("games", Text, nullable=False, server_default="", comment="|one|another|; empty for every game"),
    Column("granted_at", Utc, nullable=False),
    Column("expires_at", Utc),
    Column("state", Text, nullable=False),
    Column("source", Text, comment="who told of it, where the platform did"),
    Column("name", Text, comment="what that source calls it"),
    Column("request_id", Uuid, comment="the request that granted it"),
    Column("transaction_id", Uuid, comment="the posting that granted it"),
    Column("ended_at", Utc),
    Column("end_request_id", Uuid),
    Column("end_transaction_id", Uuid, comment="the posting that converted or voided it"),
    Column(
        "unconfirmed",
        Boolean,
        nullable=False,
        server_default=false(),
        comment="lapsed by the clock, and the platform has not said what became of it",
    ),
    one_of("state", BONUS_STATES),
    CheckConstraint("amount_minor > 0", name="positive"),
    CheckConstraint("turnover_minor >= 0", name="turnover_counted"),
    CheckConstraint("(state = 'open') = (ended_at IS NULL)", name="ended_when_over"),
    info=by_player(),
)
"""Bonuses, granted here or reported by the platform. How much of the turnover is done follows from the bets."""

Index(
    "ix_bonuses_open",
    bonuses.c.player_id,
    sqlite_where=bonuses.c.state == "open",
    postgresql_where=bonuses.c.state == "open",
)
Index(
    "ix_bonuses_lapsing",
    bonuses.c.expires_at,
    sqlite_where=bonuses.c.state == "open",
    postgresql_where=bonuses.c.state == "open",
)
Index(
    "uq_bonuses_name",
    bonuses.c.player_id,
    bonuses.c.source,
    bonuses.c.name,
    unique=True,
    sqlite_where=bonuses.c.name.isnot(None),
    postgresql_where=bonuses.c.name.isnot(None),
)
Index(
    "uq_bonuses_request",
    bonuses.c.player_id,
    bonuses.c.request_id,
    unique=True,
    sqlite_where=bonuses.c.request_id.isnot(None),
    postgresql_where=bonuses.c.request_id.isnot(None),
)

receivables = Table(
    "receivables",
    metadata,
    Column("player_id", ForeignKey("players.id"), primary_key=True),
    Column("id", Uuid, primary_key=True, comment="the posting that stood in for what was missing"),
    Column("amount_minor", Big, nullable=False),
    Column("settled_minor", Big, nullable=False, server_default="0"),
    Column("currency", Text, nullable=False),
    Column("at", Utc, nullable=False),
    Column("request_id", Uuid, comment="the request that could not take all of it"),
    CheckConstraint("amount_minor > 0", name="positive"),
    CheckConstraint("settled_minor BETWEEN 0 AND amount_minor", name="settled_within"),
    info=by_player(),
)
"""What players owe because a wallet held less than was to be taken."""

Index(
    "ix_receivables_open",
    receivables.c.player_id,
    sqlite_where=receivables.c.settled_minor < receivables.c.amount_minor,
    postgresql_where=receivables.c.settled_minor < receivables.c.amount_minor,
)
