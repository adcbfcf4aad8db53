"""When each part of a profile was changed on the platform, and which documents proved whose identity."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0021"
down_revision = "0020"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "player_documents",
        sa.Column("document", sa.Uuid(), nullable=False, comment="keyed digest of what names it"),
        sa.Column("player_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("added_at", Utc(), nullable=False),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_player_documents_player_id")),
        sa.PrimaryKeyConstraint("document", "player_id", name=op.f("pk_player_documents")),
    )
    op.create_table(
        "profile_times",
        sa.Column("player_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("part", sa.Text(), nullable=False, comment="a column of players"),
        sa.Column("changed_at", Utc(), nullable=False, comment="when it was changed on the platform, as far as told"),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_profile_times_player_id")),
        sa.PrimaryKeyConstraint("player_id", "part", name=op.f("pk_profile_times")),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
