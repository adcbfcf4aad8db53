"""What one person stopped, and how many players each looked up on a day."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "freezes",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False, comment="desk, action:adjust_balance, person:bob"),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("frozen_at", Utc(), nullable=False),
        sa.Column("frozen_by", sa.Text(), nullable=False),
        sa.Column("frozen_by_name", sa.Text(), nullable=False),
        sa.Column("thawed_at", Utc(), nullable=True),
        sa.Column("thawed_by", sa.Text(), nullable=True),
        sa.Column("request_id", sa.Uuid(), nullable=True, comment="the request that thawed it"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_freezes")),
    )
    op.create_index(
        "uq_freezes_standing",
        "freezes",
        ["subject"],
        unique=True,
        sqlite_where=sa.text("thawed_at IS NULL"),
        postgresql_where=sa.text("thawed_at IS NULL"),
    )
    op.create_table(
        "lookup_days",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False, comment="in the office's zone"),
        sa.Column("lookups", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "day", name=op.f("pk_lookup_days")),
    )
    op.create_index("ix_lookup_days_day", "lookup_days", ["day"])


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
