"""The office files the desk went by, and the ways to what has been over for long."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "office_files",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False, comment="when a bot first went by it"),
        sa.Column("fingerprint", sa.Text(), nullable=False, comment="SHA-256 of the RFC 8785 JSON of the content"),
        sa.Column("content", Document, nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_files")),
    )
    for table, ended in (("bets", "settled_at"), ("play_sessions", "ended_at")):
        over = sa.text(f"{ended} IS NOT NULL")
        op.create_index(f"ix_{table}_{ended}", table, [ended], sqlite_where=over, postgresql_where=over)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
