"""Searches for players are kept under a name."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0061"
down_revision = "0060"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "saved_searches",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False, comment="the name, folded"),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False, comment="what is typed to search"),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("person", "key", name=op.f("pk_saved_searches")),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
