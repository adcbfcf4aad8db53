"""Decisions about linked accounts are rows, and the terms of players say since when they are known."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big, Document, Utc

revision = "0037"
down_revision = "0036"
branch_labels = None
depends_on = None

STANDING = sa.text("ended_at IS NULL")


def upgrade() -> None:
    op.add_column("player_lookups", sa.Column("first_at", Utc(), nullable=True, comment="when it was first seen"))
    op.create_table(
        "link_decisions",
        sa.Column("player_id", Big, nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False, comment="the same in the row of the other player"),
        sa.Column("other_id", Big, nullable=False),
        sa.Column("verdict", sa.Text(), nullable=False),
        sa.Column(
            "kinds", Document, nullable=False, comment="the kinds of evidence that were known when it was decided"
        ),
        sa.Column(
            "compliance", sa.Boolean(), nullable=False, server_default=sa.false(), comment="whether compliance agreed"
        ),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("ticket", sa.Text(), nullable=True),
        sa.Column("decided_at", Utc(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("expires_at", Utc(), nullable=False),
        sa.Column("request_id", sa.Uuid(), nullable=True),
        sa.Column("ended_at", Utc(), nullable=True),
        sa.Column("ended_by", sa.Text(), nullable=True),
        sa.Column("end_request_id", sa.Uuid(), nullable=True),
        sa.CheckConstraint("verdict IN ('household', 'not_linked')", name=op.f("ck_link_decisions_verdict_known")),
        sa.CheckConstraint("player_id != other_id", name=op.f("ck_link_decisions_two_players")),
        sa.CheckConstraint("expires_at > decided_at", name=op.f("ck_link_decisions_period")),
        sa.ForeignKeyConstraint(["player_id"], ["players.id"], name=op.f("fk_link_decisions_player_id")),
        sa.PrimaryKeyConstraint("player_id", "id", name=op.f("pk_link_decisions")),
    )
    op.create_index(
        "ix_link_decisions_standing",
        "link_decisions",
        ["player_id", "other_id"],
        unique=True,
        sqlite_where=STANDING,
        postgresql_where=STANDING,
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
