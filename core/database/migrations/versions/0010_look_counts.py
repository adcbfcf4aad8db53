"""Looks that are counted carry the action they are a look of."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Big

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "look_counts",
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("action", sa.Text(), nullable=False, comment="what a record of it would be called"),
        sa.Column("minute", Big, nullable=False, comment="minutes since 1970"),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("person", "action", "minute", name=op.f("pk_look_counts")),
    )
    op.drop_table("typeahead_counts")


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
