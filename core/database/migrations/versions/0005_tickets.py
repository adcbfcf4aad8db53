"""Tickets, the clocks they are measured by, and every word said about them."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Utc

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "tickets",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False, comment="T-1042, said aloud"),
        sa.Column("key", sa.Text(), nullable=False, comment="the submission it came from: opened twice is once"),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("source_link", sa.Text(), nullable=True, comment="the message it was opened from"),
        sa.Column("brand", sa.Text(), nullable=True),
        sa.Column("player_id", Big, nullable=True),
        sa.Column("category", sa.Text(), nullable=False, comment="what it is about"),
        sa.Column("priority", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("queue", sa.Text(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("opened_by_id", sa.Uuid(), nullable=True),
        sa.Column("opened_by_name", sa.Text(), nullable=False),
        sa.Column("opened_at", Utc(), nullable=False),
        sa.Column("call_back_at", Utc(), nullable=True, comment="promised to the player"),
        sa.Column("call_back_told_at", Utc(), nullable=True, comment="when somebody was reminded of that"),
        sa.Column("clock_stopped_at", Utc(), nullable=True, comment="waits for the player or for an approval since"),
        sa.Column("solved_at", Utc(), nullable=True),
        sa.Column("closed_at", Utc(), nullable=True),
        sa.Column("version", sa.Integer(), server_default="1", nullable=False),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint("(state = 'closed') = (closed_at IS NOT NULL)", name=op.f("ck_tickets_closed_when_over")),
        sa.CheckConstraint("priority IN ('low', 'normal', 'high', 'urgent')", name=op.f("ck_tickets_priority_known")),
        sa.CheckConstraint(
            "source IN ('command', 'shortcut', 'reaction', 'api')", name=op.f("ck_tickets_source_known")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'in_progress', 'pending_player', 'on_hold', 'solved', 'closed')",
            name=op.f("ck_tickets_state_known"),
        ),
        sa.CheckConstraint(
            "visibility IN ('staff', 'security', 'compliance')", name=op.f("ck_tickets_visibility_known")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["staff.id"], name=op.f("fk_tickets_assignee_id")),
        sa.ForeignKeyConstraint(["opened_by_id"], ["staff.id"], name=op.f("fk_tickets_opened_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tickets")),
        sa.UniqueConstraint("key", name=op.f("uq_tickets_key")),
        sa.UniqueConstraint("number", name=op.f("uq_tickets_number")),
    )
    op.create_index("ix_tickets_assignee_id_state", "tickets", ["assignee_id", "state"], unique=False)
    untold = sa.text("call_back_at IS NOT NULL AND call_back_told_at IS NULL")
    op.create_index(
        "ix_tickets_call_back_at",
        "tickets",
        ["call_back_at"],
        unique=False,
        sqlite_where=untold,
        postgresql_where=untold,
    )
    op.create_index("ix_tickets_opened_at", "tickets", ["opened_at"], unique=False)
    op.create_index("ix_tickets_player_id_state", "tickets", ["player_id", "state"], unique=False)
    op.create_index("ix_tickets_solved_at", "tickets", ["solved_at"], unique=False)
    op.create_index("ix_tickets_state_queue", "tickets", ["state", "queue"], unique=False)
    op.create_table(
        "ticket_clocks",
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("clock", sa.Text(), nullable=False),
        sa.Column("warn_at", Utc(), nullable=False),
        sa.Column("due_at", Utc(), nullable=False),
        sa.Column("met_at", Utc(), nullable=True, comment="answered, or solved; in time or late"),
        sa.Column("warned_at", Utc(), nullable=True),
        sa.Column("breached_at", Utc(), nullable=True),
        sa.CheckConstraint(
            "clock IN ('first_response', 'resolution', 'complaint')", name=op.f("ck_ticket_clocks_clock_known")
        ),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_clocks_ticket_id")),
        sa.PrimaryKeyConstraint("ticket_id", "clock", name=op.f("pk_ticket_clocks")),
    )
    late = sa.text("breached_at IS NOT NULL")
    op.create_index(
        "ix_ticket_clocks_breached_at",
        "ticket_clocks",
        ["breached_at"],
        unique=False,
        sqlite_where=late,
        postgresql_where=late,
    )
    running = sa.text("met_at IS NULL AND breached_at IS NULL")
    op.create_index(
        "ix_ticket_clocks_running",
        "ticket_clocks",
        ["warn_at"],
        unique=False,
        sqlite_where=running,
        postgresql_where=running,
    )
    op.create_table(
        "ticket_messages",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("ticket_id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Uuid(), nullable=True),
        sa.Column("author_name", sa.Text(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=True),
        sa.Column("ts", sa.Text(), nullable=True, comment="where it stands in the thread"),
        sa.Column("recipient", sa.Text(), nullable=True, comment="masked; whom a reply goes to"),
        sa.Column("delivery", sa.Text(), nullable=True, comment="how far a reply is"),
        sa.Column("edited_at", Utc(), nullable=True),
        sa.Column("deleted_at", Utc(), nullable=True),
        sa.CheckConstraint(
            "(kind = 'reply') = (delivery IS NOT NULL)", name=op.f("ck_ticket_messages_replies_are_delivered")
        ),
        sa.CheckConstraint(
            "delivery IN ('by_hand', 'waiting', 'sent', 'failed')", name=op.f("ck_ticket_messages_delivery_known")
        ),
        sa.CheckConstraint("kind IN ('player', 'note', 'reply', 'system')", name=op.f("ck_ticket_messages_kind_known")),
        sa.ForeignKeyConstraint(["author_id"], ["staff.id"], name=op.f("fk_ticket_messages_author_id")),
        sa.ForeignKeyConstraint(["ticket_id"], ["tickets.id"], name=op.f("fk_ticket_messages_ticket_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ticket_messages")),
        sa.UniqueConstraint("channel", "ts", name=op.f("uq_ticket_messages_channel_ts")),
    )
    op.create_index("ix_ticket_messages_ticket_id_at", "ticket_messages", ["ticket_id", "at"], unique=False)
    op.create_table(
        "ticket_edits",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("text_before", sa.Text(), nullable=False),
        sa.Column("deleted", sa.Integer(), nullable=False, comment="1 where the message was taken away"),
        sa.ForeignKeyConstraint(["message_id"], ["ticket_messages.id"], name=op.f("fk_ticket_edits_message_id")),
        sa.PrimaryKeyConstraint("message_id", "id", name=op.f("pk_ticket_edits")),
    )
    named = sa.text("ticket IS NOT NULL")
    op.create_index(
        "ix_requests_ticket", "requests", ["ticket"], unique=False, sqlite_where=named, postgresql_where=named
    )
    of_tickets = sa.text("subject_type = 'ticket'")
    op.create_index(
        "ix_records_ticket",
        "records",
        ["subject_id", "at"],
        unique=False,
        sqlite_where=of_tickets,
        postgresql_where=of_tickets,
    )
    op.create_index("ix_posted_messages_channel_ts", "posted_messages", ["channel", "ts"], unique=False)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
