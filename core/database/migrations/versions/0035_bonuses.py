"""Bonuses and receivables are rows, and a withdrawal can be held by itself."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

SCOPES = "a list of scopes; empty where it only holds withdrawals"
ASKED = "request_id IS NOT NULL"


def upgrade() -> None:
    op.add_column(
        "player_blocks",
        sa.Column(
            "holds_only", Document, nullable=False, server_default="[]", comment="the only ones it holds; empty: all"
        ),
    )
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("player_blocks", "scopes", existing_type=Document, existing_nullable=False, comment=SCOPES)
    _index("ix_ledger_transactions_asked", "ledger_transactions", ["player_id", "at"], ASKED)
    _index("ix_ledger_transactions_bonus_at", "ledger_transactions", ["at"], f"kind = 'bonus' AND {ASKED}")
    _create_bonuses()
    _create_receivables()


def _create_bonuses() -> None:
    op.create_table(
        "bonuses",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("turnover_minor", Big, nullable=False, comment="stakes asked for before it becomes cash; 0 for none"),
        sa.Column("games", sa.Text(), nullable=False, server_default="", comment="|one|another|; empty for every game"),
        sa.Column("granted_at", Utc(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=True, comment="who told of it, where the platform did"),
        sa.Column("name", sa.Text(), nullable=True, comment="what that source calls it"),
        sa.Column("request_id", sa.Uuid(), nullable=True, comment="the request that granted it"),
        sa.Column("transaction_id", sa.Uuid(), nullable=True, comment="the posting that granted it"),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("end_request_id", sa.Uuid(), nullable=True),
        sa.Column("end_transaction_id", sa.Uuid(), nullable=True, comment="the posting that converted or voided it"),
        sa.CheckConstraint("state IN ('open', 'converted', 'voided', 'expired')", name=op.f("ck_bonuses_state_known")),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_bonuses_positive")),
        sa.CheckConstraint("turnover_minor >= 0", name=op.f("ck_bonuses_turnover_counted")),
        sa.CheckConstraint("(state = 'open') = (ended_at IS NULL)", name=op.f("ck_bonuses_ended_when_over")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_bonuses_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_bonuses")),
    )
    _index("ix_bonuses_open", "bonuses", ["player_id"], "state = 'open'")
    _index("uq_bonuses_name", "bonuses", ["player_id", "source", "name"], "name IS NOT NULL", unique=True)
    _index("uq_bonuses_request", "bonuses", ["player_id", "request_id"], ASKED, unique=True)


def _create_receivables() -> None:
    op.create_table(
        "receivables",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, comment="the posting that stood in for what was missing"),
        sa.Column("amount_minor", Big, nullable=False),
        sa.Column("settled_minor", Big, nullable=False, server_default="0"),
        sa.Column("currency", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True, comment="the request that could not take all of it"),
        sa.CheckConstraint("amount_minor > 0", name=op.f("ck_receivables_positive")),
        sa.CheckConstraint("settled_minor BETWEEN 0 AND amount_minor", name=op.f("ck_receivables_settled_within")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_receivables_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_receivables")),
    )
    _index("ix_receivables_open", "receivables", ["player_id"], "settled_minor < amount_minor")


def _index(name: str, table: str, columns: list[str], where: str, *, unique: bool = False) -> None:
    condition = sa.text(where)
    op.create_index(name, table, columns, unique=unique, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
