"""A change of the office file is looked at by a second person; those in use before the upgrade were taken as they are."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("office_files", sa.Column("state", sa.Text(), nullable=False, server_default="adopted"))
    op.add_column("office_files", sa.Column("before_id", sa.Uuid(), nullable=True))
    op.add_column(
        "office_files", sa.Column("differences", Document, nullable=True, comment="to the one before, in words")
    )
    op.add_column("office_files", sa.Column("confirmed_at", Utc(), nullable=True))
    op.add_column(
        "office_files", sa.Column("confirmed_by", sa.Text(), nullable=True, comment="empty where nobody had to")
    )
    op.execute(sa.text("UPDATE office_files SET confirmed_at = at"))


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
