"""Which players colleagues keep an eye on."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0046"
down_revision = "0045"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "watches",
        sa.Column("player_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("visibility", sa.Text(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("since_at", Utc(), nullable=False),
        sa.Column("by_name", sa.Text(), nullable=False),
        sa.Column("ended_at", Utc()),
        sa.Column("ended_by", sa.Text()),
        sa.PrimaryKeyConstraint("player_id", "id", name="pk_watches"),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name="fk_watches_player_id"),
        sa.CheckConstraint(
            "visibility IN ('staff', 'security', 'compliance')", name=op.f("ck_watches_visibility_known")
        ),
    )
    still = sa.text("ended_at IS NULL")
    op.create_index(
        "uq_watches_standing",
        "watches",
        ["player_id", "visibility"],
        unique=True,
        sqlite_where=still,
        postgresql_where=still,
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
