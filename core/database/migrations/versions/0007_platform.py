"""What the gaming platform was told to do."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "platform_orders",
        sa.Column("id", sa.Uuid(), nullable=False, comment="the webhook's id: told twice is done once"),
        sa.Column("request_id", sa.Uuid(), nullable=False),
        sa.Column("step", sa.Text(), nullable=False, comment="done, or ended by the second person"),
        sa.Column("player_id", Big, nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False, comment="who kept balances and blocks when it was ordered"),
        sa.Column("authorisers", Document, nullable=False, comment="the persons on whose word it was ordered"),
        sa.Column("body", Document, nullable=False, comment="what is sent, the same on every try"),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("ordered_at", Utc(), nullable=False),
        sa.Column("accepted_at", Utc(), nullable=True, comment="when the platform first said that it has it"),
        sa.Column("tries", sa.Integer(), server_default="0", nullable=False, comment="without an answer, in a row"),
        sa.Column("settled_at", Utc(), nullable=True, comment="when it was in force, or refused"),
        sa.Column("answer", sa.Text(), nullable=True, comment="the platform's own words, cut"),
        sa.Column("alarmed_at", Utc(), nullable=True),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.CheckConstraint(
            "(state IN ('in_force', 'refused')) = (settled_at IS NOT NULL)",
            name=op.f("ck_platform_orders_settled_when_over"),
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'in_force', 'refused', 'unknown')", name=op.f("ck_platform_orders_state_known")
        ),
        sa.CheckConstraint("authority IN ('here', 'platform')", name=op.f("ck_platform_orders_authority_known")),
        sa.ForeignKeyConstraint(["request_id"], ["requests.id"], name=op.f("fk_platform_orders_request_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_platform_orders")),
        sa.UniqueConstraint("request_id", "step", name=op.f("uq_platform_orders_request_id_step")),
    )
    op.create_index(
        "ix_platform_orders_player_id_ordered_at", "platform_orders", ["player_id", "ordered_at"], unique=False
    )
    op.create_index("ix_platform_orders_state_changed_at", "platform_orders", ["state", "changed_at"], unique=False)
    op.create_table(
        "platform_reads",
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("minute", Big, nullable=False, comment="minutes since 1970"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("client", "minute", name=op.f("pk_platform_reads")),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
