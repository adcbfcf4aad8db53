"""What acts on an account leave behind: requirements, reset counters, and how the platform names a session."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0042"
down_revision = "0041"
branch_labels = None
depends_on = None

PLAYER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "player_requirements",
        sa.Column("player_id", PLAYER, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("required_at", Utc(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid()),
        sa.Column("ended_at", Utc()),
        sa.Column("ended_by", sa.Text()),
        sa.PrimaryKeyConstraint("player_id", "id", name="pk_player_requirements"),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name="fk_player_requirements_player_id"),
        sa.CheckConstraint("kind IN ('new_password')", name=op.f("ck_player_requirements_kind_known")),
    )
    op.create_table(
        "counter_resets",
        sa.Column("player_id", PLAYER, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("counter", sa.Text(), nullable=False),
        sa.Column("reset_at", Utc(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("request_id", sa.Uuid()),
        sa.PrimaryKeyConstraint("player_id", "id", name="pk_counter_resets"),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name="fk_counter_resets_player_id"),
        sa.CheckConstraint(
            "counter IN ('failed_logins', 'failed_codes', 'failed_deposits')",
            name=op.f("ck_counter_resets_counter_known"),
        ),
    )
    op.create_index("ix_counter_resets_reset_at", "counter_resets", ["reset_at"])
    op.add_column("play_sessions", sa.Column("session", sa.Text(), comment="as the platform names it"))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
