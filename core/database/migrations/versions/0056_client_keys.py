"""Keys of connected machines are made, rotated and revoked by the operator."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0056"
down_revision = "0055"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "client_keys",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("client", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("scopes", sa.Text(), nullable=False, comment="what may be done with it, with spaces between"),
        sa.Column(
            "per_minute", sa.Integer(), comment="requests of the client that a process answers; absent: any number"
        ),
        sa.Column("hint", sa.Text(), nullable=False, comment="its last characters"),
        sa.Column(
            "kept", sa.LargeBinary(), nullable=False, comment="the hash of a key; a secret sealed by the master key"
        ),
        sa.Column("created_at", Utc(), nullable=False),
        sa.Column("ends_at", Utc()),
        sa.Column("revoked_at", Utc()),
        sa.PrimaryKeyConstraint("id", name="pk_client_keys"),
        sa.CheckConstraint("kind IN ('bearer', 'signing')", name=op.f("ck_client_keys_kind_known")),
    )
    op.create_index("ix_client_keys_client", "client_keys", ["client"])


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
