"""Some players are honey: found like others, counted nowhere."""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "players",
        sa.Column("honey", sa.Boolean(), nullable=False, server_default=sa.false(), comment="nobody is this player"),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
