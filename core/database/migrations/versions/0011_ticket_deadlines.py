"""Tickets keep their deadlines by priority, and how clocks went before a ticket was opened again."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column(
        "ticket_clocks",
        sa.Column(
            "deadlines",
            Document,
            nullable=True,
            comment="by priority: counted from when the ticket first mattered that much",
        ),
    )
    op.drop_index("ix_ticket_clocks_breached_at", "ticket_clocks")
    op.create_table(
        "past_ticket_clocks",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("ended_at", Utc(), nullable=False, comment="when the ticket was opened again"),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("met_at", Utc(), nullable=True),
        sa.CheckConstraint(
            "clock IN ('first_response', 'resolution', 'complaint')", name=op.f("ck_past_ticket_clocks_clock_known")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_past_ticket_clocks_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "clock", "ended_at", name=op.f("pk_past_ticket_clocks")),
    )
    met = sa.text("met_at IS NOT NULL")
    op.create_index(
        "ix_ticket_clocks_met_at", "ticket_clocks", ["met_at"], unique=False, sqlite_where=met, postgresql_where=met
    )
    op.create_index("ix_ticket_clocks_due_at", "ticket_clocks", ["due_at"], unique=False)
    op.create_index("ix_past_ticket_clocks_due_at", "past_ticket_clocks", ["due_at"], unique=False)
    op.create_index("ix_past_ticket_clocks_met_at", "past_ticket_clocks", ["met_at"], unique=False)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
