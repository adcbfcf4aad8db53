"""Masked numbers that somebody searched by are compared with those of the last day."""

import sqlalchemy as sa
from alembic import op

from core.database.tables.base import Document, Utc

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "search_tries",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("at", Utc(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False, comment="the end of a number, or a year, as it was typed"),
        sa.Column(
            "beside", Document, nullable=False, comment="what it was typed with: a name folded, or other numbers"
        ),
        sa.Column("players", Document, nullable=False, comment="ids of those whom the name fits, where they are few"),
        sa.Column("counts", sa.Boolean(), nullable=False, comment="whether it narrows a search"),
        sa.CheckConstraint("kind IN ('end', 'year')", name=op.f("ck_search_tries_kind_known")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_search_tries")),
    )
    op.create_index("ix_search_tries_person_at", "search_tries", ["person", "at"], unique=False)
    op.create_index("ix_search_tries_at", "search_tries", ["at"], unique=False)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
