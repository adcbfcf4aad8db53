"""What a caller was asked, and whether the answers were right."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "caller_checks",
        sa.Column("player_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text()),
        sa.Column("asked", Document, nullable=False, comment="names of the fields the caller answered for"),
        sa.Column("needed", sa.Integer(), nullable=False, comment="how many of them had to be right"),
        sa.Column("result", sa.Text(), nullable=False),
        sa.Column("until_at", Utc(), comment="how long a caller who answered right counts as checked"),
        sa.Column("locked_until_at", Utc(), comment="set by the miss that locks the player's caller check"),
        sa.PrimaryKeyConstraint("player_id", "id", name="pk_caller_checks"),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name="fk_caller_checks_player_id"),
        sa.CheckConstraint(
            "result IN ('matched', 'not_matched', 'not_checkable')", name=op.f("ck_caller_checks_result_known")
        ),
    )
    op.create_index("ix_caller_checks_player_id_at", "caller_checks", ["player_id", "at"])
    op.create_index("ix_caller_checks_person_at", "caller_checks", ["person", "at"])
    op.create_index("ix_caller_checks_at", "caller_checks", ["at"])


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
