"""Periods that were dealt with, and digests."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

EXCEPTIONAL = "outcome != 'success' OR module = 'staff' OR action = 'balance.overdrawn'"


def upgrade() -> None:
    op.create_table(
        "job_runs",
        sa.Column("job", sa.Text(), nullable=False),
        sa.Column("period_start", Utc(), nullable=False),
        sa.Column("holder", sa.Text(), nullable=False, comment="the process that does it"),
        sa.Column(
            "lease", sa.Integer(), server_default="1", nullable=False, comment="fencing number: grows when taken over"
        ),
        sa.Column("leased_until", Utc(), nullable=False),
        sa.Column("claimed_at", Utc(), nullable=False),
        sa.Column("done_at", Utc(), nullable=True),
        sa.Column("last_error", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("job", "period_start", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "digests",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("period_start", Utc(), nullable=False),
        sa.Column("period_end", Utc(), nullable=False),
        sa.Column("zone", sa.Text(), nullable=False),
        sa.Column("filters", Document, nullable=False),
        sa.Column(
            "channel", sa.Text(), nullable=True, comment="a purpose or an id: where it stands; none: for whoever asked"
        ),
        sa.Column("asked_by", sa.Text(), nullable=False),
        sa.Column("generated_at", Utc(), nullable=False),
        sa.Column("content", Document, nullable=False),
        sa.Column("acknowledged", Document, nullable=False, comment="findings somebody has seen: key, who, when"),
        sa.Column("held_at", Utc(), nullable=True, comment="since when it cannot be posted"),
        sa.Column("held_because", sa.Text(), nullable=True),
        sa.CheckConstraint("(held_at IS NULL) = (held_because IS NULL)", name=op.f("ck_digests_held_for_a_reason")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digests")),
        sa.UniqueConstraint(
            "name",
            "channel",
            "period_start",
            "period_end",
            name=op.f("uq_digests_name_channel_period_start_period_end"),
        ),
    )
    op.create_index("ix_digests_name_period", "digests", ["name", "period_start", "period_end"], unique=False)
    _index("ix_digests_held", "digests", "held_at", where="held_at IS NOT NULL")
    op.create_table(
        "digest_subscriptions",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("hour", sa.Text(), nullable=False, comment="HH:MM in the office's zone"),
        sa.Column("days", sa.Text(), nullable=False, comment="monday,tuesday,…"),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("channel", "name", name=op.f("pk_digest_subscriptions")),
    )
    _index("ix_player_blocks_from_at", "player_blocks", "from_at")
    _index("ix_player_blocks_ended_at", "player_blocks", "ended_at", where="ended_at IS NOT NULL")
    _index("ix_requests_asked_at", "requests", "asked_at")
    _index("ix_requests_closed_at", "requests", "closed_at", where="closed_at IS NOT NULL")
    _index("ix_ledger_transactions_hand_at", "ledger_transactions", "at", where="kind IN ('adjustment', 'reversal')")
    _index("ix_records_exceptional", "records", "at", where=EXCEPTIONAL)


def _index(name: str, table: str, column: str, *, where: str | None = None) -> None:
    condition = sa.text(where) if where else None
    op.create_index(name, table, [column], unique=False, sqlite_where=condition, postgresql_where=condition)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
