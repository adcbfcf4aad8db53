"""The newest alerts are read in the order of an index also where many were found at one instant."""

from alembic import op

revision = "0062"
down_revision = "0061"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.drop_index("ix_alerts_found_at", "alerts")
    op.create_index("ix_alerts_found_at", "alerts", ["found_at", "id"], unique=False)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
