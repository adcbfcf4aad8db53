"""Messages of the chat that hold card numbers are followed until their authors delete them."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Utc

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "exposed_messages",
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("ts", sa.Text(), nullable=False, comment="where it stands in the chat"),
        sa.Column("account", sa.Text(), nullable=False, comment="of the author, who alone can delete it"),
        sa.Column("what", sa.Text(), nullable=False, comment="what it holds, in words: a card number"),
        sa.Column("found_at", Utc(), nullable=False),
        sa.Column("next_at", Utc(), nullable=False, comment="when the author is reminded next"),
        sa.Column("reminders", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("alarmed_at", Utc()),
        sa.Column("gone_at", Utc(), comment="deleted, or written without it"),
        sa.PrimaryKeyConstraint("channel", "ts", name=op.f("pk_exposed_messages")),
    )
    standing = sa.text("gone_at IS NULL")
    op.create_index(
        "ix_exposed_messages_standing",
        "exposed_messages",
        ["next_at"],
        unique=False,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
