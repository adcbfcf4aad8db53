"""Who reads the channels of the desk is kept, and whether all of them may see players."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0032"
down_revision = "0031"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "channel_audiences",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False, comment="grows with each change of the readers"),
        sa.Column("whole", sa.Boolean(), nullable=True, comment="whether every reader may see players; not known yet"),
        sa.Column("blinded_by", Document, nullable=False, comment="accounts of those who may not"),
        sa.Column("changed_at", Utc(), nullable=False),
        sa.PrimaryKeyConstraint("channel", name=op.f("pk_channel_audiences")),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
