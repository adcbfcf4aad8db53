"""What the house accounts gained on some days is found by the day."""

from alembic import op

revision = "0044"
down_revision = "0043"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_index("ix_ledger_transactions_at", "ledger_transactions", ["at"], unique=False, postgresql_using="brin")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
