"""A bonus past its end lapses by the clock; whether the platform has still to say so stands in its row."""

import sqlalchemy as sa
from alembic import op

revision = "0054"
down_revision = "0053"
branch_labels = None
depends_on = None

OPEN = sa.text("state = 'open'")


def upgrade() -> None:
    comment = "lapsed by the clock, and the platform has not said what became of it"
    unconfirmed: sa.Column[bool] = sa.Column(
        "unconfirmed", sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
    )
    op.add_column("bonuses", unconfirmed)
    op.create_index("ix_bonuses_lapsing", "bonuses", ["expires_at"], sqlite_where=OPEN, postgresql_where=OPEN)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
