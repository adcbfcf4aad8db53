"""A note that another colleague took back says who did, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "player_notes", sa.Column("retracted_by", sa.Text(), nullable=True, comment="a colleague of the author")
    )
    op.add_column("player_notes", sa.Column("retracted_why", sa.Text(), nullable=True))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
