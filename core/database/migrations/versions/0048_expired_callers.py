"""The card of a ticket says that a checked caller no longer counts; of earlier ones it has said all it will."""

import sqlalchemy as sa
from alembic import op

revision = "0048"
down_revision = "0047"
branch_labels = None
depends_on = None


def upgrade() -> None:
    over: sa.Column[bool] = sa.Column(
        "over_shown",
        sa.Boolean(),
        nullable=False,
        server_default=sa.false(),
        comment="whether the ticket's card says it is over",
    )
    op.add_column("caller_checks", over)
    op.create_index(
        "ix_caller_checks_until_at",
        "caller_checks",
        ["until_at"],
        sqlite_where=sa.text("ticket IS NOT NULL AND over_shown IS 0"),
        postgresql_where=sa.text("ticket IS NOT NULL AND over_shown IS false"),
    )


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
