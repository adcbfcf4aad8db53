"""An alert may be about players of several brands: those who work for one of them do not see it."""

import sqlalchemy as sa
from alembic import op

revision = "0059"
down_revision = "0058"
branch_labels = None
depends_on = None


def upgrade() -> None:
    comment = "about players of several brands: for those who work for all"
    several: sa.Column[bool] = sa.Column(
        "several_brands", sa.Boolean(), nullable=False, server_default=sa.false(), comment=comment
    )
    op.add_column("alerts", several)


def downgrade() -> None:
    message = "what happened is only ever dropped with its database"
    raise RuntimeError(message)
