"""Events that could not be understood wait in quarantine until they are replayed or discarded."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0052"
down_revision = "0051"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "quarantined_events",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False, comment="why it was not understood"),
        sa.Column("source", sa.Text(), nullable=False, comment="the source's name; empty where it could not be read"),
        sa.Column("brand", sa.Text()),
        sa.Column("player", sa.Text(), comment="the platform's own id of the player"),
        sa.Column("event_id", sa.Text(), comment="the source's own"),
        sa.Column("because", sa.Text(), nullable=False, comment="names fields, never what stood there"),
        sa.Column("origin", sa.Text(), nullable=False, comment="the client or stream that sent it"),
        sa.Column(
            "content", sa.LargeBinary(), nullable=False, comment="digest of what was told: the same again is counted"
        ),
        sa.Column(
            "told",
            sa.LargeBinary(),
            comment="what was told, sealed; absent of what lies among the events",
        ),
        sa.Column("at", Utc(), comment="of what lies among the events: its row"),
        sa.Column("player_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), comment="likewise"),
        sa.Column("times", sa.Integer(), nullable=False, server_default="1", comment="how often it was told"),
        sa.Column("received_at", Utc(), nullable=False),
        sa.Column("tried_at", Utc(), comment="when it was last replayed in vain"),
        sa.PrimaryKeyConstraint("id", name="pk_quarantined_events"),
        sa.CheckConstraint(
            "kind IN ('malformed', 'future', 'currency', 'conflict', 'failed', 'type', 'version')",
            name=op.f("ck_quarantined_events_kind_known"),
        ),
    )
    op.create_index("uq_quarantined_events_content", "quarantined_events", ["content"], unique=True)
    op.create_index("ix_quarantined_events_kind_source", "quarantined_events", ["kind", "source"])


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
